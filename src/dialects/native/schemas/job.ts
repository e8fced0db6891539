import { Type } from 'typebox';
import { AgentRef, Id, Nullable, Time } from './common.ts';

export const Job = Type.Object({
  id: Id,
  kind: Type.String(),
  state: Type.Union([
    Type.Literal('queued'),
    Type.Literal('running'),
    Type.Literal('done'),
    Type.Literal('failed'),
    Type.Literal('cancelled'),
  ]),
  total: Nullable(Type.Integer()),
  done: Type.Integer(),
  failed: Type.Integer(),
  agent: Nullable(AgentRef),
  createdAt: Time,
  updatedAt: Time,
  input: Type.Unknown(),
  result: Nullable(Type.Object({}, { additionalProperties: true })),
  canUndo: Type.Boolean(),
  hasFile: Type.Boolean(),
  hasErrors: Type.Boolean(),
});

export const Import = Type.Object({
  id: Id,
  record: Type.String(),
  fileName: Type.String(),
  size: Type.Integer(),
  columns: Type.Array(
    Type.Object({ name: Type.String(), samples: Type.Array(Type.String()), target: Nullable(Type.String()) }),
  ),
  targets: Type.Array(Type.Object({ key: Type.String(), label: Type.String(), required: Type.Boolean() })),
});

export const RunImportBody = Type.Object({
  mapping: Type.Optional(Type.Record(Type.String(), Nullable(Type.String()))),
  dryRun: Type.Optional(Type.Boolean()),
  keepIds: Type.Optional(Type.Boolean()),
  onDuplicate: Type.Optional(Type.Union([Type.Literal('skip'), Type.Literal('update'), Type.Literal('error')])),
});

export const ExportBody = Type.Object({
  record: Type.Union([
    Type.Literal('customers'),
    Type.Literal('companies'),
    Type.Literal('opportunities'),
    Type.Literal('follow-ups'),
    Type.Literal('tickets'),
    Type.Literal('calls'),
    Type.Literal('messages'),
  ]),
  format: Type.Union([Type.Literal('csv'), Type.Literal('xlsx'), Type.Literal('ndjson')]),
  filters: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
});
