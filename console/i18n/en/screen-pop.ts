export const screenPop = {
  title: 'Call',
  in: 'Incoming call',
  out: 'Outgoing call',
  waiting: '{{count}} more',
  contacts: 'Last contacts',
  noContacts: 'No contact yet',
  tickets: 'Open tickets {{count}}',
  opportunities: 'Open opportunities {{count}}',
  open: 'Open the customer',
  unknown: 'No customer has this number.',
};
