import type { Selectable } from 'kysely';
import { roleOf } from '#crm/access/scope.ts';
import { checkName } from '#crm/access/names.ts';
import { CrmError } from '#crm/errors.ts';
import { insertWithNewId } from '#crm/ids.ts';
import { requireVersion } from '#crm/require-version.ts';
import type { Caller, Reader, Writer } from '#crm/store.ts';
import { checkText } from '#crm/text-rules.ts';
import type { SavedViewsTable } from '#engines/engine.ts';

export type Sharing = SavedViewsTable['sharing'];

/** A list as somebody likes to see it: what its definition means is the console's to know. */
export interface SavedView {
  readonly id: bigint;
  readonly agentId: bigint;
  readonly record: string;
  readonly name: string;
  readonly sharing: Sharing;
  /** JSON-able: filters, columns, order. */
  readonly definition: unknown;
  readonly version: number;
}

export interface ViewPatch {
  readonly name?: string;
  readonly sharing?: Sharing;
  readonly definition?: unknown;
}

const LONGEST_DEFINITION = 32_768;
const MOST_VIEWS = 200;

/** The caller's own views of a record kind, those of its departments' colleagues and those for everybody, by name. */
export async function listViews(db: Reader, who: Caller, record: string): Promise<SavedView[]> {
  const rows = await db.sql
    .selectFrom('saved_views')
    .selectAll()
    .where('tenant_id', '=', who.tenantId)
    .where('record', '=', record)
    .orderBy('name')
    .orderBy('id')
    .execute();
  return rows.filter((row) => maySee(who, row)).map(toView);
}

/** Raises `missing`, `too_long`, and `invalid` beyond 200 views of one agent. */
export async function createView(
  db: Writer,
  who: Caller,
  view: { readonly record: string } & Required<ViewPatch>,
): Promise<SavedView> {
  const { n } = await db.sql
    .selectFrom('saved_views')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('tenant_id', '=', who.tenantId)
    .where('agent_id', '=', who.agentId)
    .executeTakeFirstOrThrow();
  if (Number(n) >= MOST_VIEWS)
    throw new CrmError('invalid', { field: 'name', reason: `more than ${MOST_VIEWS} views` });
  const row = {
    tenant_id: who.tenantId,
    agent_id: who.agentId,
    record: view.record,
    name: checkName('name', view.name),
    sharing: view.sharing,
    definition: definitionText(view.definition),
    version: 1,
    created_at: who.now,
  };
  const id = await insertWithNewId(db, 'saved_views', who.tenantId, (free) => ({ ...row, id: free }));
  return toView({ ...row, id });
}

/** Changes an own view; an admin may change any. Raises `not_found`, `forbidden`, `stale`. */
export async function updateView(
  db: Writer,
  who: Caller,
  id: bigint,
  patch: ViewPatch,
  version: number | undefined,
): Promise<SavedView> {
  const present = await holdOwn(db, who, id);
  requireVersion('saved_view', present.version, version);
  const next = {
    name: patch.name === undefined ? present.name : checkName('name', patch.name),
    sharing: patch.sharing ?? present.sharing,
    definition: patch.definition === undefined ? present.definition : definitionText(patch.definition),
  };
  const isSame =
    next.name === present.name && next.sharing === present.sharing && next.definition === present.definition;
  if (isSame) return toView(present);
  const changed = { ...next, version: present.version + 1 };
  await db.sql
    .updateTable('saved_views')
    .set(changed)
    .where('tenant_id', '=', who.tenantId)
    .where('id', '=', id)
    .execute();
  return toView({ ...present, ...changed });
}

/** Raises `not_found`, `forbidden`, `stale`. */
export async function deleteView(db: Writer, who: Caller, id: bigint, version: number | undefined): Promise<void> {
  const present = await holdOwn(db, who, id);
  requireVersion('saved_view', present.version, version);
  await db.sql.deleteFrom('saved_views').where('tenant_id', '=', who.tenantId).where('id', '=', id).execute();
}

type Row = Selectable<SavedViewsTable>;

/** A write that changes nothing takes the row's lock on every engine. */
async function holdOwn(db: Writer, who: Caller, id: bigint): Promise<Row> {
  const row = await db.sql
    .updateTable('saved_views')
    .set((eb) => ({ version: eb.ref('version') }))
    .where('tenant_id', '=', who.tenantId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined || !maySee(who, row)) throw new CrmError('not_found', { record: 'saved_view', id: String(id) });
  if (row.agent_id !== who.agentId && !roleOf(who).isAdmin) throw new CrmError('forbidden', {});
  return row;
}

function maySee(who: Caller, view: Row): boolean {
  if (view.agent_id === who.agentId || view.sharing === 'all') return true;
  if (view.sharing === 'me') return false;
  const mine = who.directory.agents.get(who.agentId)?.departmentIds ?? new Set();
  const theirs = who.directory.agents.get(view.agent_id)?.departmentIds ?? new Set();
  return !mine.isDisjointFrom(theirs);
}

function definitionText(definition: unknown): string {
  return checkText('definition', JSON.stringify(definition), LONGEST_DEFINITION);
}

function toView(row: Row): SavedView {
  return {
    id: row.id,
    agentId: row.agent_id,
    record: row.record,
    name: row.name,
    sharing: row.sharing,
    definition: JSON.parse(row.definition) as unknown,
    version: row.version,
  };
}
