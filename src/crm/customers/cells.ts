import type { Reader, Writer } from '#crm/store.ts';
import { bumpCount, counterSlot } from '#crm/counts.ts';
import { prepare } from '#engines/prepare.ts';

/** A customer's place in the counter cube; 0 stands for none. */
export interface CellDimensions {
  readonly ownerAgentId: bigint | null;
  readonly ownerDepartmentId: bigint | null;
  readonly typeId: bigint | null;
  readonly dealFlagId: bigint | null;
  readonly sourceId: bigint | null;
  readonly taskId: bigint | null;
}

/** The id of the cell with these dimensions, made on first use. */
export async function cellOf(db: Writer, tenantId: bigint, dimensions: CellDimensions): Promise<bigint> {
  const parameters = toParameters(tenantId, dimensions);
  const [known] = await selectCell(db.sql, parameters);
  if (known !== undefined) return known.id;
  const id = await db.nextId(tenantId, 'customer_cells');
  await insertCell(db.sql, { ...parameters, id });
  const [made] = await selectCell(db.sql, parameters);
  return made!.id;
}

/** Counts a living customer in (1) or out (-1): in its cell and in the tenant's total. */
export async function countCustomer(db: Writer, tenantId: bigint, cellId: bigint, by: 1 | -1): Promise<void> {
  await Promise.all([countInCell(db, tenantId, cellId, by), bumpCount(db, tenantId, 'customers', by)]);
}

/** Counts customers in or out of a cell alone; the caller keeps the tenant's total. */
export async function countInCell(db: Writer, tenantId: bigint, cellId: bigint, by: number): Promise<void> {
  await bumpCell(db.sql, { tenantId, cellId, slot: counterSlot(db), by });
}

/** Moves one living customer between cells; the lower id first, so that concurrent moves can't lock each other out. */
export async function moveBetweenCells(db: Writer, tenantId: bigint, from: bigint, to: bigint): Promise<void> {
  if (from === to) return;
  const steps = [
    { cellId: from, by: -1 },
    { cellId: to, by: 1 },
  ];
  if (to < from) steps.reverse();
  for (const { cellId, by } of steps) await countInCell(db, tenantId, cellId, by);
}

interface CellParameters {
  tenantId: bigint;
  ownerAgentId: bigint;
  ownerDepartmentId: bigint;
  typeId: bigint;
  dealFlagId: bigint;
  sourceId: bigint;
  taskId: bigint;
}

function toParameters(tenantId: bigint, dimensions: CellDimensions): CellParameters {
  return {
    tenantId,
    ownerAgentId: dimensions.ownerAgentId ?? 0n,
    ownerDepartmentId: dimensions.ownerDepartmentId ?? 0n,
    typeId: dimensions.typeId ?? 0n,
    dealFlagId: dimensions.dealFlagId ?? 0n,
    sourceId: dimensions.sourceId ?? 0n,
    taskId: dimensions.taskId ?? 0n,
  };
}

const selectCell = prepare((sql: Reader['sql'], p: CellParameters) =>
  sql
    .selectFrom('customer_cells')
    .select('id')
    .where('tenant_id', '=', p.tenantId)
    .where('owner_agent_id', '=', p.ownerAgentId)
    .where('owner_department_id', '=', p.ownerDepartmentId)
    .where('type_id', '=', p.typeId)
    .where('deal_flag_id', '=', p.dealFlagId)
    .where('source_id', '=', p.sourceId)
    .where('task_id', '=', p.taskId),
);

const insertCell = prepare((sql: Writer['sql'], p: CellParameters & { id: bigint }) =>
  sql
    .insertInto('customer_cells')
    .values({
      tenant_id: p.tenantId,
      id: p.id,
      owner_agent_id: p.ownerAgentId,
      owner_department_id: p.ownerDepartmentId,
      type_id: p.typeId,
      deal_flag_id: p.dealFlagId,
      source_id: p.sourceId,
      task_id: p.taskId,
    })
    .onConflict((conflict) =>
      conflict
        .columns([
          'tenant_id',
          'owner_agent_id',
          'owner_department_id',
          'type_id',
          'deal_flag_id',
          'source_id',
          'task_id',
        ])
        .doNothing(),
    ),
);

const bumpCell = prepare((sql: Writer['sql'], p: { tenantId: bigint; cellId: bigint; slot: number; by: number }) =>
  sql
    .insertInto('customer_counts')
    .values({ tenant_id: p.tenantId, cell_id: p.cellId, slot: p.slot, n: p.by })
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'cell_id', 'slot']).doUpdateSet((eb) => ({
        n: eb('customer_counts.n', '+', eb.ref('excluded.n')),
      })),
    ),
);
