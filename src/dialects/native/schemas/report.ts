import { type Static, Type } from 'typebox';
import { AgentRef, Day, Nullable, OptionRef } from './common.ts';

const counted = { counts: Type.Array(Type.Integer()), total: Type.Integer() };

export const FunnelReport = Type.Object({
  stages: Type.Array(Type.Object({ stage: Nullable(OptionRef), count: Type.Integer() })),
  total: Type.Integer(),
  won: Type.Integer(),
  lost: Type.Integer(),
});
export type FunnelReport = Static<typeof FunnelReport>;

export const FollowUpReport = Type.Object({
  days: Type.Array(Day),
  agents: Type.Array(Type.Object({ agent: Nullable(AgentRef), ...counted })),
  totals: Type.Array(Type.Integer()),
  total: Type.Integer(),
});
export type FollowUpReport = Static<typeof FollowUpReport>;

export const NewCustomerReport = Type.Object({
  days: Type.Array(Day),
  sources: Type.Array(Type.Object({ source: Nullable(OptionRef), ...counted })),
  total: Type.Integer(),
});
export type NewCustomerReport = Static<typeof NewCustomerReport>;
