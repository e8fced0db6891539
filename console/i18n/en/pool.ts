export const pool = {
  title: 'Public pool',
  claim: 'Claim',
  claimed: '{{count}} claimed; {{left}} left today',
  notClaimed: '{{count}} not claimed: {{why}}',
};
