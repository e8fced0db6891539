export const pool = {
  title: 'Public pool',
  claim: 'Claim',
  claimed: '{{count}} claimed; {{left}} left today',
  notClaimed: '{{count}} not claimed: {{why}}',
  mode: 'Show',
  inPool: 'In the pool',
  soon: 'Mine, soon recycled',
  noneSoon: 'No customer is recycled within seven days',
  assign: 'Assign',
  assignTitle: 'Assign {{count}} customers',
  assigned: '{{count}} customers assigned',
  fields: { poolReason: 'Why it came back', recycledAt: 'Into the pool', recyclesAt: 'Recycled' },
};
