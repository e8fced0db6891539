import { type Static, Type } from 'typebox';
import { AgentRef, Id, Nullable, Time } from './common.ts';

export const Change = Type.Object({
  id: Id,
  field: Type.String(),
  label: Type.String(),
  oldText: Type.String(),
  newText: Type.String(),
  agent: Nullable(AgentRef),
  via: Type.String(),
  at: Time,
});
export type Change = Static<typeof Change>;
