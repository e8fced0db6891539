import { type Static, Type } from 'typebox';
import { pageQuery, TimeIn } from './common.ts';

const Choice = Type.String({ pattern: '^([1-9]\\d{0,18}|none)$', description: 'an id, or none' });
const Ids = Type.String({ pattern: '^[1-9]\\d{0,18}(,[1-9]\\d{0,18})*$', description: 'ids parted by commas' });

/** Filters of every list of customers. */
export const customerFilters = {
  owner: Type.Optional(Type.String({ pattern: '^([1-9]\\d{0,18}|none|me)$', description: 'an id, me or none' })),
  departments: Type.Optional(Ids),
  type: Type.Optional(Choice),
  source: Type.Optional(Choice),
  grade: Type.Optional(Choice),
  dealFlag: Type.Optional(Choice),
  task: Type.Optional(Choice),
  company: Type.Optional(Type.String({ pattern: '^[1-9]\\d{0,18}$' })),
  label: Type.Optional(Type.String({ pattern: '^[1-9]\\d{0,18}$' })),
  name: Type.Optional(Type.String({ maxLength: 255 })),
  phone: Type.Optional(Type.String({ maxLength: 40 })),
  q: Type.Optional(Type.String({ maxLength: 255, description: 'part of the name, its pinyin or a phone' })),
  createdFrom: Type.Optional(TimeIn),
  createdTo: Type.Optional(TimeIn),
  inPool: Type.Optional(Type.Boolean()),
  sort: Type.Optional(
    Type.Union([
      Type.Literal('-createdAt'),
      Type.Literal('createdAt'),
      Type.Literal('-updatedAt'),
      Type.Literal('updatedAt'),
      Type.Literal('id'),
    ]),
  ),
};

export const CustomerListQuery = Type.Object({ ...pageQuery, ...customerFilters });
export type CustomerListQuery = Static<typeof CustomerListQuery>;
