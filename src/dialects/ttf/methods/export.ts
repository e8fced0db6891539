import { setImmediate as nextTurn } from 'node:timers/promises';
import { requirePermission } from '#crm/access/scope.ts';
import { countCustomers } from '#crm/customers/count-customers.ts';
import type { Customer, CustomerFilter } from '#crm/customers/customer.ts';
import { listCustomers } from '#crm/customers/list-customers.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { csvBytes } from '#jobs/files/write-csv.ts';
import { type Cell, xlsxBytes } from '#jobs/files/write-xlsx.ts';
import { shapeError } from '../errors.ts';
import { auditFilter } from '../hidden-phones.ts';
import type { Call, FileAnswer, Operation } from '../operation.ts';
import { readPageSize } from '../paging.ts';
import { type Params, idOf } from '../params.ts';
import { readFilter } from '../read-filter.ts';
import { customerCells, exportHeader } from '../write-cells.ts';
import { listJson, rowTextsOf, writeCustomers } from '../write-customer.ts';

const DEFAULT_SIZE = 100;
const LARGEST_SIZE = 1000;
/** Short enough that a page's rows are gone before they are kept apart: 512 take 70 MB more. */
const ROWS_A_READ = 128;
const FORMATS = ['json', 'ndjson', 'csv', 'xlsx'] as const;
type Format = (typeof FORMATS)[number];

/** export, the vendor's 客户导出接口, which its document only names: every customer of a filter by id, without an end at 10000. */
export const exportCustomers: Operation = {
  name: 'export',
  rest: { method: 'GET', path: '/customers/export' },
  reads: true,
  onSocket: false,
  members: ['filters', 'query', 'cursor', 'page_size', 'format'],
  async run(call) {
    const size = readPageSize(call.params, DEFAULT_SIZE, LARGEST_SIZE);
    const who = call.caller();
    const format = formatOf(call.params);
    const after = idOf(call.params.get('cursor') ?? null, 'cursor');
    const filter = readFilter(who, call.params);
    requirePermission(who, 'export');
    if (filter !== null) await auditFilter(call, who, filter);
    if (format === 'json') return await pageJson(call, who, filter, size, after);
    return fileOf(format, { call, who, filter, after });
  },
};

interface Wanted {
  readonly call: Call;
  readonly who: Caller;
  /** null = nothing is found. */
  readonly filter: CustomerFilter | null;
  /** The id after which it begins. */
  readonly after: bigint | null;
}

function formatOf(params: Params): Format {
  const sent = params.text('format')?.trim().toLowerCase() ?? 'json';
  const format = FORMATS.find((one) => one === sent);
  if (format === undefined) throw shapeError('format');
  return format;
}

async function pageJson(
  call: Call,
  who: Caller,
  filter: CustomerFilter | null,
  size: number,
  after: bigint | null,
): Promise<string> {
  if (filter === null) return '"customers":[],"next_cursor":null,"total_count":0';
  return await call.store.read(async (db) => {
    const total = await countCustomers(db, who, filter);
    const found = await pageAfter(db, who, filter, size + 1, after);
    const page = found.slice(0, size);
    const next = found.length > size ? `"${page.at(-1)!.id}"` : 'null';
    const customers = listJson(await writeCustomers(db, who, page, 'exported'));
    return `"customers":${customers},"next_cursor":${next},"total_count":${total}`;
  });
}

function fileOf(format: Exclude<Format, 'json'>, wanted: Wanted): FileAnswer {
  const fileName = `customers.${format}`;
  switch (format) {
    case 'ndjson':
      return { fileName, mediaType: 'application/x-ndjson; charset=utf-8', bytes: ndjsonBytes(wanted) };
    case 'csv':
      return { fileName, mediaType: 'text/csv; charset=utf-8', bytes: csvBytes(exportHeader, cellRows(wanted)) };
    case 'xlsx':
      return {
        fileName,
        mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        bytes: xlsxBytes(exportHeader, cellRows(wanted)),
      };
  }
}

async function* ndjsonBytes(wanted: Wanted): AsyncGenerator<Buffer> {
  const { who } = wanted;
  for await (const lines of parts(wanted, (db, customers) => writeCustomers(db, who, customers, 'exported'))) {
    yield Buffer.from(`${lines.join('\n')}\n`);
  }
}

async function* cellRows(wanted: Wanted): AsyncGenerator<Cell[]> {
  const { who } = wanted;
  for await (const part of parts(wanted, async (db, customers) => ({
    customers,
    rows: await rowTextsOf(db, who, customers),
  }))) {
    for (const customer of part.customers) yield customerCells(who, customer, part.rows);
  }
}

/**
 * What `show` makes of the customers, some hundred at a time, each read when the ones before were taken. Reads are no
 * snapshot: a customer that is made meanwhile comes at its place or not at all, and none comes twice.
 */
async function* parts<T>(
  { call, who, filter, after }: Wanted,
  show: (db: Reader, customers: readonly Customer[]) => Promise<T>,
): AsyncGenerator<T> {
  let from = after;
  while (filter !== null) {
    const { customers, shown } = await call.store.scan(async (db) => {
      const found = await pageAfter(db, who, filter, ROWS_A_READ, from);
      return { customers: found, shown: found.length === 0 ? null : await show(db, found) };
    });
    if (shown === null) return;
    yield shown;
    if (customers.length < ROWS_A_READ) return;
    from = customers.at(-1)!.id;
    // Others come in between, also on an engine that answers within this thread.
    await nextTurn();
  }
}

function pageAfter(
  db: Reader,
  who: Caller,
  filter: CustomerFilter,
  limit: number,
  after: bigint | null,
): Promise<Customer[]> {
  return listCustomers(db, who, filter, {
    limit,
    order: 'id',
    ...(after === null ? {} : { after: [after] }),
  });
}
