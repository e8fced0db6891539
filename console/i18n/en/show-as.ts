export const showAs = {
  title: 'Show as',
  hint: 'Exactly what each API answers for this customer now, and the request that asks for it.',
  dialects: { ttf: 'TTF', bangwo8: 'Bangwo8', icsoc: 'icsoc', native: 'Huiliu API' },
  layout: 'Layout',
  indented: 'Indented',
  exact: 'Exact',
  copyJson: 'Copy JSON',
  copyCurl: 'Copy as curl',
  client: 'API client that signs',
  unsigned: 'Unsigned, secret to fill in',
};
