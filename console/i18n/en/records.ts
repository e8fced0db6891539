export const records = {
  somebody: 'Somebody else',
  conflict: '“{{field}}” was just changed by somebody else',
  conflictHint: 'While you edited, {{who}} changed the same thing. Yours isn’t saved yet: choose which to keep.',
  before: 'Before',
  mine: 'Yours',
  keepTheirs: 'Keep theirs',
  useMine: 'Use mine',
  editField: 'Edit {{field}}: {{value}}',
  add: 'Add',
  changedMeanwhile: '{{who}} just changed it to “{{value}}”',
};
