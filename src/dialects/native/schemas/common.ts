import { type Static, type TObject, type TProperties, type TSchema, Type } from 'typebox';

/** An id as it goes out. */
export const Id = Type.String({ pattern: '^[1-9]\\d{0,18}$', description: 'int64 as digits' });

/** An id as it may come in: digits, or a JSON integer of any length. */
export const IdIn = Type.Union([Type.String({ pattern: '^[1-9]\\d{0,18}$' }), Type.Integer({ minimum: 1 })]);
export type IdIn = Static<typeof IdIn>;

/** UTC, ISO 8601. */
export const Time = Type.String({ description: 'UTC, as 2026-01-31T08:00:00.000Z' });
/** ISO 8601 with an offset. */
export const TimeIn = Type.String({
  maxLength: 40,
  description: 'ISO 8601 with an offset, as 2026-01-31T16:00:00+08:00',
});
export const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'YYYY-MM-DD' });

export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const OptionRef = Type.Object({ id: Id, code: Type.String(), name: Type.String() });
export type OptionRef = Static<typeof OptionRef>;

export const OptionIn = Type.Union([
  IdIn,
  Type.Object({ id: IdIn }),
  Type.Object({ code: Type.String() }),
  Type.Object({ name: Type.String() }),
]);
export type OptionIn = Static<typeof OptionIn>;

export const AgentRef = Type.Object({ id: Id, loginNo: Type.String(), name: Type.String() });
export type AgentRef = Static<typeof AgentRef>;

export const AgentIn = Type.Union([IdIn, Type.Object({ id: IdIn }), Type.Object({ loginNo: Type.String() })]);
export type AgentIn = Static<typeof AgentIn>;

export const NamedRef = Type.Object({ id: Id, name: Type.String() });
export type NamedRef = Static<typeof NamedRef>;

export const NamedIn = Type.Union([IdIn, Type.Object({ id: IdIn })]);
export type NamedIn = Static<typeof NamedIn>;

export const Assignment = Type.Object({ agent: Nullable(AgentRef), department: Nullable(NamedRef) });
export type Assignment = Static<typeof Assignment>;

export const AssignmentIn = Type.Object({
  agent: Type.Optional(Nullable(AgentIn)),
  department: Type.Optional(Nullable(NamedIn)),
});
export type AssignmentIn = Static<typeof AssignmentIn>;

/** Custom values by field key; README.md, "Shapes", has their forms by kind. */
export const Custom = Type.Record(Type.String(), Type.Unknown());
export type Custom = Static<typeof Custom>;

/** A list's page. */
export const Page = <T extends TSchema>(item: T) =>
  Type.Object({
    items: Type.Array(item),
    nextCursor: Nullable(Type.String()),
    total: Nullable(Type.Integer()),
  });

export const Items = <T extends TSchema>(item: T) => Type.Object({ items: Type.Array(item) });

/** What every list's query may hold. */
export const pageQuery = {
  cursor: Type.Optional(Type.String({ maxLength: 2000 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  count: Type.Optional(Type.Boolean({ description: 'false skips the exact total' })),
};
export type PageQuery = Static<TObject<typeof pageQuery>>;

/**
 * The body of a write: every member may be absent but those in `required`; members that the shape shows and nobody writes are
 * passed over, so that an echo changes nothing.
 */
export function bodyOf<W extends TProperties>(
  writable: W,
  shown: TObject,
  required: readonly (keyof W & string)[] = [],
) {
  const passedOver = Object.fromEntries(
    Object.keys(shown.properties as TProperties)
      .filter((key) => !Object.hasOwn(writable, key))
      .map((key) => [key, Type.Optional(Type.Unknown({ readOnly: true }))]),
  );
  const members = Object.fromEntries(
    Object.entries(writable).map(([key, schema]) => [key, required.includes(key) ? schema : Type.Optional(schema)]),
  );
  return Type.Object({ ...passedOver, ...members }) as unknown as TObject<{
    [K in keyof W]: ReturnType<typeof Type.Optional<W[K]>>;
  }>;
}
