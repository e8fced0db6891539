import type { Reader, Writer } from '#crm/store.ts';
import { prepare } from '#engines/prepare.ts';

/** Adds `by` (may be negative) to a kept count of the tenant, in the caller's transaction. */
export async function bumpCount(db: Writer, tenantId: bigint, name: string, by: number): Promise<void> {
  if (by === 0) return;
  await holdCountSlot(db, tenantId, name, counterSlot(db), by);
}

/** The same for two counts, which are changed together and in this order everywhere. */
export async function bumpTwoCounts(
  db: Writer,
  tenantId: bigint,
  [first, second]: readonly [string, string],
  by: number,
): Promise<void> {
  await bumpTwo(db.sql, { tenantId, first, second, slot: counterSlot(db), by });
}

/** Adds `by` (may be 0) to one slot of a kept count, which nobody else adds to until the transaction ends. */
export async function holdCountSlot(
  db: Writer,
  tenantId: bigint,
  name: string,
  slot: number,
  by: number,
): Promise<void> {
  await bump(db.sql, { tenantId, name, slot, by });
}

/** A kept count of the tenant; 0 when nothing was counted yet. */
export async function readCount(db: Reader, tenantId: bigint, name: string): Promise<number> {
  const [row] = await read(db.sql, { tenantId, name });
  return Number(row?.n ?? 0);
}

/** The slot that this write adds to: writers that commit at the same time rarely meet on one row. */
export function counterSlot(db: Writer): number {
  const slots = db.capabilities.counterSlots;
  return slots === 1 ? 0 : Math.floor(Math.random() * slots);
}

interface BumpParameters {
  tenantId: bigint;
  name: string;
  slot: number;
  by: number;
}

const bump = prepare((sql: Writer['sql'], p: BumpParameters) =>
  sql
    .insertInto('record_counts')
    .values({ tenant_id: p.tenantId, name: p.name, slot: p.slot, n: p.by })
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'name', 'slot']).doUpdateSet((eb) => ({
        n: eb('record_counts.n', '+', eb.ref('excluded.n')),
      })),
    ),
);

type BumpTwoParameters = Omit<BumpParameters, 'name'> & { first: string; second: string };

const bumpTwo = prepare((sql: Writer['sql'], p: BumpTwoParameters) =>
  sql
    .insertInto('record_counts')
    .values([p.first, p.second].map((name) => ({ tenant_id: p.tenantId, name, slot: p.slot, n: p.by })))
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'name', 'slot']).doUpdateSet((eb) => ({
        n: eb('record_counts.n', '+', eb.ref('excluded.n')),
      })),
    ),
);

const read = prepare((sql: Reader['sql'], p: { tenantId: bigint; name: string }) =>
  sql
    .selectFrom('record_counts')
    .select((eb) => eb.fn.sum('n').as('n'))
    .where('tenant_id', '=', p.tenantId)
    .where('name', '=', p.name),
);
