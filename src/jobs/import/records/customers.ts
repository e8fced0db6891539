import { bulkCreateCustomers, type BulkOutcome, writeFormedCustomers } from '#crm/customers/bulk-create-customers.ts';
import type { CustomerPatch } from '#crm/customers/customer.ts';
import { customersByNumbers } from '#crm/customers/customers-by-numbers.ts';
import {
  formCustomers,
  type FormedCustomers,
  namesAssetRows,
  type NewCustomer,
} from '#crm/customers/form-customers.ts';
import { getCustomers } from '#crm/customers/get-customer.ts';
import { updateCustomer } from '#crm/customers/update-customer.ts';
import { normalisePhone } from '#crm/search/normalise-phone.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { customTargets, readCustom } from '../custom-cells.ts';
import { idTarget, keptTargets, readKept, readRowId, type KeptCells } from '../kept-cells.ts';
import { present } from '../present.ts';
import { refused, undoingAll, type ImportOptions, type RecordImport, type RowOutcome } from '../record-import.ts';
import { ownerTargets, readAssignment } from './assignment-cells.ts';

interface CustomerRow {
  /** Whom an update is meant for; kept only with keepIds. */
  readonly id: bigint | undefined;
  readonly patch: CustomerPatch;
  readonly kept: KeptCells;
  readonly phones: readonly string[];
}

export const customersImport: RecordImport<CustomerRow> = {
  name: 'customers',
  // About 20 ms, which other callers wait at most; fewer rows cost the gram index more merging.
  rowsAWrite: 400,
  targets: (directory) => [
    idTarget,
    { key: 'name', label: '姓名', required: false, aliases: ['custname', 'cle_name', '客户姓名', '客户名称'] },
    {
      key: 'phones',
      label: '联系电话',
      required: false,
      aliases: ['cellphones', 'cle_phone', '电话', '手机', '手机号'],
    },
    { key: 'type', label: '客户类型', required: false, aliases: ['custType'] },
    { key: 'source', label: '客户来源', required: false, aliases: ['custFrom'] },
    { key: 'grade', label: '客户级别', required: false },
    { key: 'dealFlag', label: '行销结果', required: false, aliases: ['客户状态'] },
    { key: 'stars', label: '客户星级', required: false },
    { key: 'labels', label: '客户标签', required: false, aliases: ['customerLabel', '标签'] },
    { key: 'address', label: '联系地址', required: false, aliases: ['地址'] },
    { key: 'company', label: '公司名称', required: false, aliases: ['companyName', '公司'] },
    { key: 'task', label: '客户任务', required: false, aliases: ['taskname'] },
    ...ownerTargets,
    { key: 'assignedAt', label: '分配时间', required: false, aliases: ['assignTime'] },
    { key: 'serviceLoginNo', label: '客服工号', required: false },
    { key: 'serviceDepartmentId', label: '客服部门', required: false },
    { key: 'imThirdId', label: 'IM ID', required: false },
    { key: 'originalId', label: '原始ID', required: false },
    keptTargets.createdAt,
    keptTargets.createdBy,
    keptTargets.updatedAt,
    ...customTargets(directory.fields.get('customer')?.all ?? []),
  ],

  read(cells, options) {
    const phones = cells.list('phones');
    const patch = present({
      name: cells.text('name'),
      phones: phones === undefined ? undefined : ({ kind: 'all', contents: phones } as const),
      type: cells.option('type'),
      source: cells.option('source'),
      grade: cells.option('grade'),
      dealFlag: cells.option('dealFlag'),
      stars: cells.integer('stars'),
      labels: cells.list('labels'),
      address: cells.text('address'),
      companyName: cells.text('company'),
      task: cells.option('task'),
      owner: readAssignment(cells, 'ownerLoginNo', 'departmentId'),
      assignedAt: cells.time('assignedAt'),
      service: readAssignment(cells, 'serviceLoginNo', 'serviceDepartmentId'),
      imThirdId: cells.text('imThirdId'),
      originalId: cells.id('originalId'),
      custom: readCustom(cells, 'customer'),
    });
    const kept = readKept(cells, options);
    const id = readRowId(cells, kept, options);
    return { id, patch, kept, phones: phones ?? [] };
  },

  uniqueKeys: ({ kept, phones }) => [
    ...(kept.id === undefined ? [] : [`id ${kept.id}`]),
    ...phones.map((phone) => `phone ${normalisePhone(phone) ?? phone}`),
  ],

  async write(db, who, rows, options) {
    const create: Create = (places) =>
      bulkCreateCustomers(
        db,
        who,
        places.map((place) => toNewCustomer(rows[place]!)),
      );
    return await writeRows(db, who, { count: rows.length, rows: () => rows, create }, options);
  },

  forming: {
    form(form, who, rows) {
      const customers = rows.map(toNewCustomer);
      return customers.some(namesAssetRows) ? null : formCustomers(form, who, customers, new Map());
    },
    async write(db, who, { formed, places, rows }, options) {
      const create: Create = (wanted) =>
        writeFormedCustomers(
          db,
          who,
          formed as FormedCustomers,
          wanted.map((place) => places[place]!),
        );
      return await writeRows(db, who, { count: places.length, rows, create }, options);
    },
  },
};

/** Makes customers of the rows at some places. */
type Create = (places: readonly number[]) => Promise<BulkOutcome[]>;

interface RowsToWrite {
  readonly count: number;
  readonly create: Create;
  rows(): readonly CustomerRow[];
}

async function writeRows(
  db: Writer,
  who: Caller,
  { count, rows, create }: RowsToWrite,
  options: ImportOptions,
): Promise<RowOutcome[]> {
  const all = Array.from({ length: count }, (_unused, place) => place);
  if (options.onDuplicate === 'error') return (await create(all)).map(toRowOutcome);
  const given = rows();
  const known = await findPresent(db, who, given, options);
  const created = await create(all.filter((place) => !known.has(given[place]!)));
  const made = created.map(toRowOutcome);
  const outcomes: RowOutcome[] = [];
  for (const row of given) {
    const id = known.get(row);
    outcomes.push(
      id === undefined
        ? await againstSameFile(db, who, row, made.shift()!, options)
        : await meet(db, who, id, row, options),
    );
  }
  return outcomes;
}

function toNewCustomer({ patch, kept }: CustomerRow): NewCustomer {
  return { patch, origin: { howMade: 1, ...kept } };
}

function toRowOutcome(outcome: BulkOutcome): RowOutcome {
  return 'error' in outcome ? refused(outcome.error) : { kind: 'new', id: outcome.id };
}

/** The customers that rows stand for already: by id, else by the first phone that somebody has. */
async function findPresent(
  db: Writer,
  who: Caller,
  rows: readonly CustomerRow[],
  options: ImportOptions,
): Promise<ReadonlyMap<CustomerRow, bigint>> {
  const ids = rows.map(({ id }) => id).filter((id) => id !== undefined);
  const byId = ids.length === 0 ? new Map<bigint, unknown>() : await getCustomers(db, who, ids);
  const byNumber = await customersByNumbers(db, who, rows.flatMap(numbersOf));
  const found = new Map<CustomerRow, bigint>();
  for (const row of rows) {
    const isNamed = row.id !== undefined && byId.has(row.id);
    // A row that shall keep its own id is no other customer's, whatever its phones.
    const id = isNamed ? row.id : options.keepIds && row.id !== undefined ? undefined : idByNumber(row, byNumber);
    if (id !== undefined) found.set(row, id);
  }
  return found;
}

function idByNumber(row: CustomerRow, byNumber: ReadonlyMap<string, bigint>): bigint | undefined {
  return numbersOf(row)
    .map((number) => byNumber.get(number))
    .find((id) => id !== undefined);
}

function numbersOf({ phones }: CustomerRow): string[] {
  return phones.map((phone) => normalisePhone(phone)).filter((number) => number !== null);
}

async function meet(
  db: Writer,
  who: Caller,
  id: bigint,
  row: CustomerRow,
  options: ImportOptions,
): Promise<RowOutcome> {
  if (options.onDuplicate === 'skip') return { kind: 'duplicate', id };
  await undoingAll(() => updateCustomer(db, who, id, row.patch));
  return { kind: 'updated', id };
}

/** A phone that an earlier row of the same file brought in a moment ago is a duplicate like any other. */
async function againstSameFile(
  db: Writer,
  who: Caller,
  row: CustomerRow,
  outcome: RowOutcome,
  options: ImportOptions,
): Promise<RowOutcome> {
  if (outcome.kind !== 'error' || outcome.faults[0]?.code !== 'phone_used') return outcome;
  const id = idByNumber(row, await customersByNumbers(db, who, numbersOf(row)));
  return id === undefined ? outcome : await meet(db, who, id, row, options);
}
