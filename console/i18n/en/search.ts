export const search = {
  title: 'Search',
  placeholder: 'Name, pinyin, initials, phone, company…',
  results: 'Search results',
  customers: 'Customers',
  companies: 'Companies',
  opportunities: 'Opportunities',
  by: { pinyin: 'Pinyin', phone: 'Phone', company: 'Company' },
  customerCount: '{{count}} customers',
  nothing: 'Nothing found for “{{text}}”',
  hint: 'Two characters, initials or the last digits of a phone are enough',
  choose: 'choose',
  open: 'open',
};
