export const views = {
  every: {
    customers: 'All customers',
    companies: 'All companies',
    opportunities: 'All opportunities',
    pool: 'Public pool',
  },
  sharings: { me: 'Only me', department: 'My department', all: 'Everybody' },
  sharing: 'Who sees it',
  name: 'Name of the view',
  nameMissing: 'Enter a name',
  saveAs: 'Save as view',
  update: 'Update view',
  updated: 'View “{{name}}” updated',
  remove: 'Delete view {{name}}',
  removed: 'View “{{name}}” deleted',
};
