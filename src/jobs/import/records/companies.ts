import type { CompanyPatch } from '#crm/companies/company.ts';
import { createCompany } from '#crm/companies/create-company.ts';
import { updateCompany } from '#crm/companies/update-company.ts';
import { CrmError } from '#crm/errors.ts';
import { takenIds } from '#crm/free-ids.ts';
import { inLists } from '#crm/in-lists.ts';
import type { Caller, Reader, Writer } from '#crm/store.ts';
import { customTargets, readCustom } from '../custom-cells.ts';
import { idTarget, keptTargets, readKept, readRowId, type KeptCells } from '../kept-cells.ts';
import { present } from '../present.ts';
import {
  refused,
  undoingAll,
  UndoAllError,
  writeEach,
  type ImportOptions,
  type RecordImport,
} from '../record-import.ts';
import type { RowReader } from '../row-reader.ts';

interface CompanyRow {
  readonly id: bigint | undefined;
  readonly patch: CompanyPatch;
  readonly kept: KeptCells;
}

export const companiesImport: RecordImport<CompanyRow> = {
  name: 'companies',
  rowsAWrite: 100,
  targets: (directory) => [
    idTarget,
    { key: 'name', label: '公司名称', required: true, aliases: ['companyName'] },
    { key: 'province', label: '省份', required: false },
    { key: 'city', label: '城市', required: false },
    { key: 'address', label: '公司地址', required: false, aliases: ['地址'] },
    { key: 'website', label: '公司网址', required: false, aliases: ['userURL'] },
    { key: 'serviceAccount', label: '服务账号', required: false, aliases: ['serviceaccount'] },
    { key: 'serviceStart', label: '服务开始', required: false, aliases: ['servicestarttime'] },
    { key: 'serviceEnd', label: '服务结束', required: false, aliases: ['serviceendtime'] },
    { key: 'serviceFee', label: '服务费余额', required: false, aliases: ['serviceCharge'] },
    { key: 'labels', label: '标签', required: false, aliases: ['tableName'] },
    { key: 'remark', label: '备注', required: false, aliases: ['serveNote'] },
    { key: 'groupId', label: '公司分组', required: false, aliases: ['userGroup'] },
    { key: 'serviceDepartmentIds', label: '受理客服组', required: false, aliases: ['service_groupid'] },
    { key: 'ownerLoginNo', label: '负责客服', required: false },
    { key: 'multiServiceList', label: '多客服', required: false },
    keptTargets.createdAt,
    keptTargets.createdBy,
    keptTargets.updatedAt,
    ...customTargets(directory.fields.get('company')?.all ?? []),
  ],

  read(cells, options) {
    const patch = present({
      name: cells.text('name'),
      province: cells.text('province'),
      city: cells.text('city'),
      address: cells.text('address'),
      website: cells.text('website'),
      serviceAccount: cells.text('serviceAccount'),
      serviceStart: cells.day('serviceStart'),
      serviceEnd: cells.day('serviceEnd'),
      serviceFee: cells.text('serviceFee'),
      labels: cells.list('labels'),
      remark: cells.text('remark'),
      groupId: cells.id('groupId'),
      serviceDepartmentIds: departmentIds(cells),
      ownerAgentId: ownerId(cells),
      multiServiceList: cells.text('multiServiceList'),
      custom: readCustom(cells, 'company'),
    });
    const kept = readKept(cells, options);
    const id = readRowId(cells, kept, options);
    return { id, patch, kept };
  },

  uniqueKeys: ({ kept, patch }) => [
    ...(kept.id === undefined ? [] : [`id ${kept.id}`]),
    ...(patch.serviceAccount ? [`serviceAccount ${patch.serviceAccount}`] : []),
  ],

  async write(db, who, rows, options) {
    const accounts = await usedAccounts(db, who, rows);
    return await writeEach(rows, async ({ id: given, patch, kept }) => {
      const account = patch.serviceAccount ?? '';
      const id = await presentId(db, who, given, account, accounts, options);
      if (id !== undefined && options.onDuplicate === 'skip') return { kind: 'duplicate', id };
      if (id !== undefined && options.onDuplicate === 'update') {
        await undoingAll(() => updateCompany(db, who, id, patch));
        return { kind: 'updated', id };
      }
      // Seen before it is written: the store's own refusal would end the whole transaction.
      if (accounts.has(account)) return refused(new CrmError('taken', { field: 'serviceAccount', value: account }));
      const company = await create(db, who, patch, kept);
      if (account !== '') accounts.set(account, company.id);
      return { kind: 'new', id: company.id };
    });
  },
};

/** The account may be taken by somebody else at this moment: that fails as a statement. */
async function create(db: Writer, who: Caller, patch: CompanyPatch, kept: KeptCells) {
  try {
    return await createCompany(db, who, patch, kept);
  } catch (error) {
    const isAccount = error instanceof CrmError && error.is('taken') && error.details.field !== 'id';
    throw isAccount ? new UndoAllError(error) : error;
  }
}

async function presentId(
  db: Reader,
  who: Caller,
  given: bigint | undefined,
  account: string,
  accounts: ReadonlyMap<string, bigint>,
  options: ImportOptions,
): Promise<bigint | undefined> {
  if (options.onDuplicate === 'error') return undefined;
  if (given !== undefined && (await takenIds(db, 'companies', who.tenantId, [given])).has(given)) return given;
  return accounts.get(account);
}

/** The service accounts among the rows' that living companies have. */
async function usedAccounts(db: Reader, who: Caller, rows: readonly CompanyRow[]): Promise<Map<string, bigint>> {
  const used = new Map<string, bigint>();
  const wanted = rows.map(({ patch }) => patch.serviceAccount ?? '').filter((account) => account !== '');
  for (const list of inLists(wanted)) {
    const found = await db.sql
      .selectFrom('companies')
      .select(['id', 'service_account'])
      .where('tenant_id', '=', who.tenantId)
      .where('service_account', 'in', list)
      .where('service_account', '<>', '')
      .where('deleted_at', 'is', null)
      .execute();
    for (const row of found) used.set(row.service_account, row.id);
  }
  return used;
}

function departmentIds(cells: RowReader): bigint[] | undefined {
  return cells.list('serviceDepartmentIds')?.flatMap((text) => {
    if (/^\d{1,18}$/.test(text)) return [BigInt(text)];
    cells.fault('serviceDepartmentIds', 'not department ids');
    return [];
  });
}

function ownerId(cells: RowReader): bigint | undefined {
  const loginNo = cells.text('ownerLoginNo')?.trim();
  if (loginNo === undefined) return undefined;
  const agent = cells.directory.agentsByLogin.get(loginNo.toLowerCase());
  return agent?.id ?? cells.fault('ownerLoginNo', `no agent ${loginNo}`);
}
