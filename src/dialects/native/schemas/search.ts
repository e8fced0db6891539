import { type Static, type TSchema, Type } from 'typebox';
import { AgentRef, Id, NamedRef, Nullable, OptionRef } from './common.ts';

const Group = <T extends TSchema>(item: T) => Type.Object({ items: Type.Array(item), total: Type.Integer() });

export const SearchQuery = Type.Object({
  q: Type.String({ maxLength: 255 }),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })),
});

export const SearchAnswer = Type.Object({
  query: Type.String(),
  customers: Group(
    Type.Object({
      id: Id,
      name: Type.String(),
      company: Nullable(Type.String()),
      phone: Nullable(Type.String()),
      owner: Nullable(AgentRef),
      matched: Type.Union([
        Type.Literal('name'),
        Type.Literal('pinyin'),
        Type.Literal('phone'),
        Type.Literal('company'),
      ]),
    }),
  ),
  companies: Group(Type.Object({ id: Id, name: Type.String(), customerCount: Type.Integer() })),
  opportunities: Group(Type.Object({ id: Id, name: Type.String(), customer: NamedRef, stage: Nullable(OptionRef) })),
});
export type SearchAnswer = Static<typeof SearchAnswer>;
