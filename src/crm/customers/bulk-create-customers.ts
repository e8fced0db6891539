import { requirePermission } from '#crm/access/scope.ts';
import { eventRow } from '#crm/changes/record-event.ts';
import { bulkCreateNamedCompanies } from '#crm/companies/bulk-create-named-companies.ts';
import { bumpCount } from '#crm/counts.ts';
import { CrmError } from '#crm/errors.ts';
import { drawFreeIds, takenIds } from '#crm/free-ids.ts';
import { inLists } from '#crm/in-lists.ts';
import { insertRows } from '#crm/insert-rows.ts';
import type { Caller, Reader, Writer } from '#crm/store.ts';
import { cellOf, countInCell } from './cells.ts';
import { countCompanyCustomers } from './company-count.ts';
import type { Label } from './customer.ts';
import { formCustomers, type FormedCustomer, type NewCustomer } from './form-customers.ts';
import { ensureLabels } from './labels.ts';

/** What became of one row: its id, or why it was refused. */
export type BulkOutcome = { readonly id: bigint } | { readonly error: CrmError };

interface Candidate extends FormedCustomer {
  readonly index: number;
}

/**
 * Makes many customers in one transaction, by createCustomer's rules and with all that follows from it, but with few
 * statements for all of them. A row that breaks a rule is refused alone; of two rows with one phone or id the first wins.
 * A phone that a concurrent write takes meanwhile rejects the whole with ConstraintError: try again then.
 */
export async function bulkCreateCustomers(
  db: Writer,
  who: Caller,
  rows: readonly NewCustomer[],
): Promise<BulkOutcome[]> {
  return await writeFormedCustomers(db, who, await formCustomers(db, who, rows));
}

/** The second half of bulkCreateCustomers, of rows that formCustomers made for the same tenant. */
export async function writeFormedCustomers(
  db: Writer,
  who: Caller,
  rows: readonly (FormedCustomer | CrmError)[],
): Promise<BulkOutcome[]> {
  requirePermission(who, 'customer.edit');
  const outcomes: BulkOutcome[] = [];
  const refuse: Refuse = (index, error) => {
    outcomes[index] = { error };
  };
  const formed: Candidate[] = [];
  for (const [index, row] of rows.entries()) {
    if (row instanceof CrmError) refuse(index, row);
    else formed.push({ ...row, index });
  }
  const unused = await withoutTakenIds(db, who, formed, refuse);
  const candidates = await withoutUsedPhones(db, who, unused, refuse);
  const ids = await writeCandidates(db, who, candidates);
  candidates.forEach((candidate, at) => {
    outcomes[candidate.index] = { id: ids[at]! };
  });
  return outcomes;
}

type Refuse = (index: number, error: CrmError) => void;

async function withoutTakenIds(
  db: Reader,
  who: Caller,
  candidates: readonly Candidate[],
  refuse: Refuse,
): Promise<readonly Candidate[]> {
  const kept = keptIds(candidates);
  if (kept.length === 0) return candidates;
  const taken = new Set(await takenIds(db, 'customers', who.tenantId, kept));
  return candidates.filter(({ index, keptId }) => {
    if (keptId === null) return true;
    if (taken.has(keptId)) {
      refuse(index, new CrmError('taken', { field: 'id', value: String(keptId) }));
      return false;
    }
    taken.add(keptId);
    return true;
  });
}

async function withoutUsedPhones(
  db: Reader,
  who: Caller,
  candidates: readonly Candidate[],
  refuse: Refuse,
): Promise<readonly Candidate[]> {
  const used = await usedNumbers(
    db,
    who,
    candidates.flatMap(({ phones }) => phones.map((phone) => phone.number)),
  );
  return candidates.filter(({ index, phones }) => {
    const conflict = phones.find((phone) => used.has(phone.number));
    if (conflict !== undefined) {
      refuse(index, new CrmError('phone_used', { phone: conflict.content }));
      return false;
    }
    for (const phone of phones) used.add(phone.number);
    return true;
  });
}

/** Those of the numbers that living customers have. */
export async function usedNumbers(db: Reader, who: Caller, numbers: readonly string[]): Promise<Set<string>> {
  const used = new Set<string>();
  for (const list of inLists(numbers)) {
    const rows = await db.sql
      .selectFrom('customer_phones')
      .select('number')
      .where('tenant_id', '=', who.tenantId)
      .where('number', 'in', list)
      .where('deleted_at', 'is', null)
      .execute();
    for (const row of rows) used.add(row.number);
  }
  return used;
}

async function writeCandidates(db: Writer, who: Caller, candidates: readonly Candidate[]): Promise<bigint[]> {
  const { tenantId } = who;
  const companies = await companiesByName(db, who, candidates);
  const labels = await labelsByName(db, tenantId, candidates);
  const ids = await idsFor(db, tenantId, candidates);
  const cells = await cellsOf(db, tenantId, candidates);
  const rows = candidates.map(({ columns, companyName }, at) => ({
    ...columns,
    id: ids[at]!,
    company_id: companyName === null ? null : companies.get(companyName)!,
    cell_id: cells[at]!,
  }));
  await insertRows(db, 'customers', rows);
  await insertPhones(db, tenantId, ids, candidates);
  await insertRows(
    db,
    'customer_labels',
    candidates.flatMap(({ labels: names }, at) =>
      names.map((name, position) => ({
        tenant_id: tenantId,
        customer_id: ids[at]!,
        label_id: labels.get(name)!.id,
        position,
      })),
    ),
  );
  await db.search.indexNew(
    'customers',
    tenantId,
    candidates.map(({ tokens }, at) => ({ id: ids[at]!, tokens })),
  );
  for (const [cellId, count] of countedAscending(cells)) await countInCell(db, tenantId, cellId, count);
  await bumpCount(db, tenantId, 'customers', candidates.length);
  const linked = rows.map((row) => row.company_id).filter((id) => id !== null);
  for (const [companyId, count] of countedAscending(linked)) {
    await countCompanyCustomers(db, tenantId, null, companyId, count);
  }
  await insertRows(
    db,
    'events',
    ids.map((recordId) => eventRow(who, { kind: 'customer.created', record: 'customer', recordId })),
  );
  return ids;
}

async function companiesByName(
  db: Writer,
  who: Caller,
  candidates: readonly Candidate[],
): Promise<ReadonlyMap<string, bigint>> {
  const companies = new Map<string, bigint>();
  const names = [...new Set(candidates.map(({ companyName }) => companyName))].filter((name) => name !== null);
  for (const list of inLists(names)) {
    const rows = await db.sql
      .selectFrom('companies')
      .select(['name', 'id'])
      .where('tenant_id', '=', who.tenantId)
      .where('name', 'in', list)
      .where('deleted_at', 'is', null)
      .orderBy('id', 'desc')
      .execute();
    for (const row of rows) companies.set(row.name, row.id);
  }
  const missing = names.filter((name) => !companies.has(name));
  const made = await bulkCreateNamedCompanies(db, who, missing);
  missing.forEach((name, at) => companies.set(name, made[at]!));
  return companies;
}

async function labelsByName(
  db: Writer,
  tenantId: bigint,
  candidates: readonly Candidate[],
): Promise<Map<string, Label>> {
  const names = [...new Set(candidates.flatMap(({ labels }) => labels))];
  const labels = new Map<string, Label>();
  for (const list of inLists(names)) {
    for (const label of await ensureLabels(db, tenantId, [...new Set(list)])) labels.set(label.name, label);
  }
  return labels;
}

async function idsFor(db: Writer, tenantId: bigint, candidates: readonly Candidate[]): Promise<bigint[]> {
  const kept = keptIds(candidates);
  const fresh = candidates.length - kept.length;
  const drawn = fresh === 0 ? [] : await drawFreeIds(db, 'customers', tenantId, fresh, new Set(kept));
  let next = 0;
  return candidates.map(({ keptId }) => keptId ?? drawn[next++]!);
}

function keptIds(candidates: readonly Candidate[]): bigint[] {
  return candidates.map(({ keptId }) => keptId).filter((id) => id !== null);
}

/** The cell of each; every combination is looked up once. */
async function cellsOf(db: Writer, tenantId: bigint, candidates: readonly Candidate[]): Promise<bigint[]> {
  const known = new Map<string, bigint>();
  const cells: bigint[] = [];
  for (const { dimensions } of candidates) {
    const key = Object.values(dimensions).join();
    let cell = known.get(key);
    if (cell === undefined) known.set(key, (cell = await cellOf(db, tenantId, dimensions)));
    cells.push(cell);
  }
  return cells;
}

async function insertPhones(
  db: Writer,
  tenantId: bigint,
  ids: readonly bigint[],
  candidates: readonly Candidate[],
): Promise<void> {
  const count = candidates.reduce((sum, { phones }) => sum + phones.length, 0);
  if (count === 0) return;
  let phoneId = await db.nextId(tenantId, 'customer_phones', count);
  const rows = candidates.flatMap(({ phones }, at) =>
    phones.map(({ content, number }, position) => ({
      tenant_id: tenantId,
      id: phoneId++,
      customer_id: ids[at]!,
      position,
      content,
      number,
      deleted_at: null,
    })),
  );
  await insertRows(db, 'customer_phones', rows);
}

/** How often each id is there, lowest id first: concurrent writes that count in this order can't lock each other out. */
function countedAscending(ids: readonly bigint[]): [bigint, number][] {
  const counts = new Map<bigint, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}
