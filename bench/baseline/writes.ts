import { customerTokens } from '#crm/customers/search-tokens.ts';
import { fold } from '#crm/search/fold.ts';
import { htmlToText } from '#crm/search/html-text.ts';
import { pinyinOf } from '#crm/search/pinyin.ts';
import type { BareDatabase, Row, Run } from './database.ts';

/** Who writes, and the next ids: drawn from memory, as only one baseline writes at a time. */
export interface Author {
  readonly tenantId: bigint;
  readonly agentId: bigint;
  readonly roleId: bigint;
  readonly departmentId: bigint;
  nextId(table: 'customers' | 'customer_phones' | 'follow_ups'): bigint;
  /** Cells of the counter cube by their dimensions. */
  readonly cells: Map<string, bigint>;
}

/** W4: a customer with two phones, a search row, an event and its counts. */
export async function createCustomer(
  db: BareDatabase,
  by: Author,
  input: {
    readonly name: string;
    readonly phones: readonly string[];
    readonly typeId: bigint;
    readonly sourceId: bigint;
  },
): Promise<string> {
  const now = BigInt(Date.now());
  const { pinyin, key } = pinyinOf(input.name);
  const id = by.nextId('customers');
  const cellId = await cellOf(db, by, input.typeId, input.sourceId);
  await db.write(async (run) => {
    await insert(run, 'customers', {
      tenant_id: by.tenantId,
      id,
      name: input.name,
      name_key: fold(input.name),
      pinyin,
      pinyin_key: key,
      type_id: input.typeId,
      source_id: input.sourceId,
      stars: 0n,
      follow_up_count: 0n,
      opportunity_count: 0n,
      won_count: 0n,
      owner_changes: 0n,
      how_made: 2n,
      cell_id: cellId,
      version: 1n,
      created_at: now,
      created_by_agent_id: by.agentId,
      created_role_id: by.roleId,
      created_department_id: by.departmentId,
      updated_at: now,
      updated_by_agent_id: by.agentId,
      updated_department_id: by.departmentId,
    });
    for (const [position, number] of input.phones.entries()) {
      await insert(run, 'customer_phones', {
        tenant_id: by.tenantId,
        id: by.nextId('customer_phones'),
        customer_id: id,
        position: BigInt(position),
        content: number,
        number,
      });
    }
    const tokens = customerTokens({ nameKey: fold(input.name), pinyinKey: key, numbers: input.phones });
    await run(db.dialect.indexTokens('customers'), [by.tenantId, id, db.dialect.indexed(by.tenantId, tokens)]);
    await run(
      `INSERT INTO customer_counts (tenant_id, cell_id, slot, n) VALUES ($1, $2, $3, 1)
       ON CONFLICT (tenant_id, cell_id, slot) DO UPDATE SET n = customer_counts.n + 1`,
      [by.tenantId, cellId, slot()],
    );
    await count(run, by.tenantId, 'customers');
    await event(run, by, 'customer', id, now);
  });
  return JSON.stringify({ id: Number(id), name: input.name, phones: input.phones });
}

/** W5: a follow-up, its search row and event, and what it changes on customer and opportunity. */
export async function createFollowUp(
  db: BareDatabase,
  by: Author,
  input: { readonly customerId: bigint; readonly typeId: bigint; readonly content: string },
): Promise<string> {
  const now = BigInt(Date.now());
  const text = htmlToText(input.content);
  const id = by.nextId('follow_ups');
  await db.write(async (run) => {
    const [customer] = await run(
      `SELECT deal_flag_id, owner_agent_id, owner_department_id, service_agent_id, service_department_id FROM customers
        WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL`,
      [by.tenantId, input.customerId],
    );
    await insert(run, 'follow_ups', {
      tenant_id: by.tenantId,
      id,
      customer_id: input.customerId,
      type_id: input.typeId,
      content: input.content,
      content_text: text,
      content_key: fold(text),
      ...customer,
      version: 1n,
      created_at: now,
      created_by_agent_id: by.agentId,
      created_role_id: by.roleId,
      created_department_id: by.departmentId,
      updated_at: now,
      updated_by_agent_id: by.agentId,
      updated_department_id: by.departmentId,
      visible: 1n,
    });
    await run(db.dialect.indexTokens('follow_ups'), [by.tenantId, id, db.dialect.indexedText(by.tenantId, fold(text))]);
    await run(
      `UPDATE customers SET follow_up_count = follow_up_count + 1, last_contact_at = $3, last_contact_agent_id = $4,
       last_contact_department_id = $5 WHERE tenant_id = $1 AND id = $2`,
      [by.tenantId, input.customerId, now, by.agentId, by.departmentId],
    );
    await count(run, by.tenantId, 'follow_ups');
    await event(run, by, 'follow_up', id, now);
  });
  return JSON.stringify({ id: String(id), _id: Number(id) });
}

async function cellOf(db: BareDatabase, by: Author, typeId: bigint, sourceId: bigint): Promise<bigint> {
  const key = `${typeId} ${sourceId}`;
  const known = by.cells.get(key);
  if (known !== undefined) return known;
  const [cell] = await db.read(
    'SELECT id FROM customer_cells WHERE tenant_id = $1 AND type_id = $2 AND source_id = $3 LIMIT 1',
    [by.tenantId, typeId, sourceId],
  );
  const id = cell!['id'] as bigint;
  by.cells.set(key, id);
  return id;
}

const inserts = new Map<string, string>();

async function insert(run: Run, table: string, row: Row): Promise<void> {
  const columns = Object.keys(row);
  let statement = inserts.get(table);
  if (statement === undefined) {
    const slots = columns.map((_column, index) => `$${index + 1}`);
    statement = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${slots.join(', ')})`;
    inserts.set(table, statement);
  }
  await run(statement, Object.values(row));
}

async function count(run: Run, tenantId: bigint, name: string): Promise<void> {
  await run(
    `INSERT INTO record_counts (tenant_id, name, slot, n) VALUES ($1, $2, $3, 1)
     ON CONFLICT (tenant_id, name, slot) DO UPDATE SET n = record_counts.n + 1`,
    [tenantId, name, slot()],
  );
}

async function event(run: Run, by: Author, record: string, id: bigint, now: bigint): Promise<void> {
  await run(
    `INSERT INTO events (tenant_id, kind, record, record_id, agent_id, happened_at) VALUES ($1, $2, $3, $4, $5, $6)`,
    [by.tenantId, `${record}.created`, record, id, by.agentId, now],
  );
}

function slot(): bigint {
  return BigInt(Math.floor(Math.random() * 16));
}
