import { Type } from 'typebox';
import { Problem } from '../problem.ts';
import { Id, IdIn } from './common.ts';
import { CustomerBody } from './customer.ts';

export const Failed = Type.Array(Type.Object({ id: Id, problem: Problem }));

export const BulkBody = Type.Object({
  ids: Type.Array(IdIn, { minItems: 1, maxItems: 1000 }),
  patch: Type.Optional(CustomerBody),
  action: Type.Optional(Type.Union([Type.Literal('delete'), Type.Literal('restore')])),
});

export const Bulk = Type.Object({ changed: Type.Array(Id), unchanged: Type.Array(Id), failed: Failed });
