import { requirePermission } from '#crm/access/scope.ts';
import { eventRow } from '#crm/changes/record-event.ts';
import { bulkCreateNamedCompanies } from '#crm/companies/bulk-create-named-companies.ts';
import { holdCompanyNames } from '#crm/companies/find-or-create-company.ts';
import { bumpCount } from '#crm/counts.ts';
import { CrmError } from '#crm/errors.ts';
import { drawFreeIds, takenIds } from '#crm/free-ids.ts';
import { inLists } from '#crm/in-lists.ts';
import { insertColumns, insertRows } from '#crm/insert-rows.ts';
import type { Caller, Reader, Writer } from '#crm/store.ts';
import { withTokens } from '#engines/index-entry.ts';
import { cellOf, countInCell } from './cells.ts';
import { countCompanyCustomers } from './company-count.ts';
import type { Label } from './customer.ts';
import { formCustomers, type FormedCustomers, loadRowTextsOf, type NewCustomer } from './form-customers.ts';
import { ensureLabels } from './labels.ts';
import { idTokens } from './search-tokens.ts';

/** What became of one row: its id, or why it was refused. */
export type BulkOutcome = { readonly id: bigint } | { readonly error: CrmError };

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
  const rowTexts = await loadRowTextsOf(db, who, rows);
  return await writeFormedCustomers(db, who, formCustomers(db.capabilities.indexEntries, who, rows, rowTexts));
}

/**
 * The second half of bulkCreateCustomers, of rows that formCustomers made for the same tenant with the same directory.
 * @param places which of the rows given to it, in order; all of them when absent
 */
export async function writeFormedCustomers(
  db: Writer,
  who: Caller,
  formed: FormedCustomers,
  places: readonly number[] = everyPlace(formed),
): Promise<BulkOutcome[]> {
  requirePermission(who, 'customer.edit');
  const outcomeOf: BulkOutcome[] = [];
  for (const { place, code, details } of formed.refused) outcomeOf[place] = { error: new CrmError(code, details) };
  const refuse: Refuse = (at, error) => {
    outcomeOf[formed.places[at]!] = { error };
  };
  const wanted = new Set(places);
  const rows = [...formed.places.keys()].filter((at) => wanted.has(formed.places[at]!));
  const unused = await withoutTakenIds(db, who, { formed, rows }, refuse);
  const candidates = await withoutUsedPhones(db, who, unused, refuse);
  const ids = await writeCandidates(db, who, candidates);
  candidates.rows.forEach((at, index) => {
    outcomeOf[formed.places[at]!] = { id: ids[index]! };
  });
  return places.map((place) => outcomeOf[place]!);
}

function everyPlace({ places, refused }: FormedCustomers): number[] {
  return Array.from({ length: places.length + refused.length }, (_unused, place) => place);
}

/** Which of the formed rows are still to be written; what is made for them is in the order of `rows`. */
interface Candidates {
  readonly formed: FormedCustomers;
  readonly rows: readonly number[];
}

type Refuse = (at: number, error: CrmError) => void;

async function withoutTakenIds(db: Reader, who: Caller, candidates: Candidates, refuse: Refuse): Promise<Candidates> {
  const { formed, rows } = candidates;
  const kept = keptIds(candidates);
  if (kept.length === 0) return candidates;
  const taken = new Set(await takenIds(db, 'customers', who.tenantId, kept));
  const free = rows.filter((at) => {
    const id = formed.keptIds[at]!;
    if (id === null) return true;
    if (taken.has(id)) {
      refuse(at, new CrmError('taken', { field: 'id', value: String(id) }));
      return false;
    }
    taken.add(id);
    return true;
  });
  return { formed, rows: free };
}

async function withoutUsedPhones(
  db: Reader,
  who: Caller,
  { formed, rows }: Candidates,
  refuse: Refuse,
): Promise<Candidates> {
  const { contents, numbers } = formed.phones;
  const used = await usedNumbers(db, who, rows.length === 0 ? [] : numbers);
  const starts = phoneStarts(formed);
  const free = rows.filter((at) => {
    const end = starts[at]! + formed.phoneCounts[at]!;
    for (let phone = starts[at]!; phone < end; phone += 1) {
      if (!used.has(numbers[phone]!)) continue;
      refuse(at, new CrmError('phone_used', { phone: contents[phone]! }));
      return false;
    }
    for (let phone = starts[at]!; phone < end; phone += 1) used.add(numbers[phone]!);
    return true;
  });
  return { formed, rows: free };
}

/** Where each row's phones begin. */
function phoneStarts({ phoneCounts }: FormedCustomers): number[] {
  let next = 0;
  return phoneCounts.map((count) => {
    const start = next;
    next += count;
    return start;
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

async function writeCandidates(db: Writer, who: Caller, candidates: Candidates): Promise<bigint[]> {
  const { tenantId } = who;
  const { formed, rows } = candidates;
  if (rows.length === 0) return [];
  const companies = await companiesByName(db, who, candidates);
  const labels = await labelsByName(db, tenantId, candidates);
  const ids = await idsFor(db, tenantId, candidates);
  const cells = await cellsOf(db, tenantId, candidates);
  const companyIds = rows.map((at) => {
    const name = formed.companyNames[at]!;
    return name === null ? null : companies.get(name)!;
  });
  await insertColumns(db, 'customers', {
    ...columnsOf(candidates),
    tenant_id: rows.map(() => tenantId),
    id: ids,
    company_id: companyIds,
    cell_id: cells,
  });
  const labelRows = rows.flatMap((at, index) =>
    formed.labels[at]!.map((name, position) => ({
      tenant_id: tenantId,
      customer_id: ids[index]!,
      label_id: labels.get(name)!.id,
      position,
    })),
  );
  const indexed = rows.map((at, index) => {
    const id = ids[index]!;
    return { id, tokens: withTokens(db.capabilities.indexEntries, tenantId, formed.entries[at]!, idTokens(id)) };
  });
  const events = ids.map((recordId) => eventRow(who, { kind: 'customer.created', record: 'customer', recordId }));
  const linked = companyIds.filter((id) => id !== null);
  // What doesn't need an answer of the other goes to the database together.
  await Promise.all([
    insertPhones(db, tenantId, ids, candidates),
    insertRows(db, 'customer_labels', labelRows),
    db.search.indexNew('customers', tenantId, indexed),
    insertRows(db, 'events', events),
    ...countedAscending(cells).map(([cellId, count]) => countInCell(db, tenantId, cellId, count)),
    bumpCount(db, tenantId, 'customers', rows.length),
    ...countedAscending(linked).map(([id, count]) => countCompanyCustomers(db, tenantId, null, id, count)),
  ]);
  return ids;
}

/** Nearly always none was refused, and the columns are taken as they are. */
function columnsOf({ formed, rows }: Candidates): FormedCustomers['columns'] {
  if (rows.length === formed.places.length) return formed.columns;
  const columns = Object.entries(formed.columns);
  return Object.fromEntries(columns.map(([name, values]) => [name, rows.map((at) => values[at])]));
}

async function companiesByName(
  db: Writer,
  who: Caller,
  { formed, rows }: Candidates,
): Promise<ReadonlyMap<string, bigint>> {
  const { tenantId } = who;
  const names = [...new Set(rows.map((at) => formed.companyNames[at]!))].filter((name) => name !== null);
  const companies = await livingCompanies(db, tenantId, names);
  const unknown = names.filter((name) => !companies.has(name));
  if (unknown.length === 0) return companies;
  await holdCompanyNames(db, tenantId, unknown);
  for (const [name, id] of await livingCompanies(db, tenantId, unknown)) companies.set(name, id);
  const missing = unknown.filter((name) => !companies.has(name));
  const made = await bulkCreateNamedCompanies(db, who, missing);
  missing.forEach((name, at) => companies.set(name, made[at]!));
  return companies;
}

/** Of several of one name the lowest id. */
async function livingCompanies(db: Writer, tenantId: bigint, names: readonly string[]): Promise<Map<string, bigint>> {
  const companies = new Map<string, bigint>();
  for (const list of inLists(names)) {
    const found = await db.sql
      .selectFrom('companies')
      .select(['name', 'id'])
      .where('tenant_id', '=', tenantId)
      .where('name', 'in', list)
      .where('deleted_at', 'is', null)
      .execute();
    for (const { name, id } of found) {
      const known = companies.get(name);
      if (known === undefined || id < known) companies.set(name, id);
    }
  }
  return companies;
}

async function labelsByName(db: Writer, tenantId: bigint, { formed, rows }: Candidates): Promise<Map<string, Label>> {
  const names = [...new Set(rows.flatMap((at) => formed.labels[at]!))];
  const labels = new Map<string, Label>();
  for (const list of inLists(names)) {
    for (const label of await ensureLabels(db, tenantId, [...new Set(list)])) labels.set(label.name, label);
  }
  return labels;
}

async function idsFor(db: Writer, tenantId: bigint, candidates: Candidates): Promise<bigint[]> {
  const { formed, rows } = candidates;
  const kept = keptIds(candidates);
  const fresh = rows.length - kept.length;
  const drawn = fresh === 0 ? [] : await drawFreeIds(db, 'customers', tenantId, fresh, new Set(kept));
  let next = 0;
  return rows.map((at) => formed.keptIds[at] ?? drawn[next++]!);
}

function keptIds({ formed, rows }: Candidates): bigint[] {
  return rows.map((at) => formed.keptIds[at]!).filter((id) => id !== null);
}

/** The cell of each; every combination is looked up once. */
async function cellsOf(db: Writer, tenantId: bigint, { formed, rows }: Candidates): Promise<bigint[]> {
  const known: bigint[] = [];
  const cells: bigint[] = [];
  for (const at of rows) {
    const place = formed.cellOf[at]!;
    cells.push((known[place] ??= await cellOf(db, tenantId, formed.cells[place]!)));
  }
  return cells;
}

async function insertPhones(
  db: Writer,
  tenantId: bigint,
  ids: readonly bigint[],
  { formed, rows }: Candidates,
): Promise<void> {
  const starts = phoneStarts(formed);
  const customerIds: bigint[] = [];
  const positions: number[] = [];
  const contents: string[] = [];
  const numbers: string[] = [];
  for (const [index, at] of rows.entries()) {
    for (let position = 0; position < formed.phoneCounts[at]!; position += 1) {
      customerIds.push(ids[index]!);
      positions.push(position);
      contents.push(formed.phones.contents[starts[at]! + position]!);
      numbers.push(formed.phones.numbers[starts[at]! + position]!);
    }
  }
  const count = numbers.length;
  if (count === 0) return;
  const first = await db.nextId(tenantId, 'customer_phones', count);
  await insertColumns(db, 'customer_phones', {
    tenant_id: numbers.map(() => tenantId),
    id: numbers.map((_number, index) => first + BigInt(index)),
    customer_id: customerIds,
    position: positions,
    content: contents,
    number: numbers,
  });
}

/** How often each id is there, lowest id first: concurrent writes that count in this order can't lock each other out. */
function countedAscending(ids: readonly bigint[]): [bigint, number][] {
  const counts = new Map<bigint, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}
