export const grid = {
  selectAll: 'Select all loaded rows',
  select: 'Select this row',
  width: 'Width of “{{name}}”',
  columns: 'Columns',
  columnsHint: 'Tick the columns to show; drag or use the arrows to order them. Only for yourself.',
  up: 'Move {{name}} up',
  down: 'Move {{name}} down',
  resetColumns: 'Reset',
};
