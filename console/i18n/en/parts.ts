export const parts = {
  me: 'Me',
  inPool: 'Nobody (public pool)',
  wholeDepartment: '{{name}} (the department)',
  tagsHint: 'Type and press Enter',
  companyHint: 'Company name; a new one is made',
  addPhone: 'Add a phone',
  fileUrl: 'Address of the file',
  fileName: 'File name',
  addFile: 'Add a file',
  days: 'Last {{count}} days',
  missing: 'Enter {{label}}',
  more: 'More',
};
