import { fold } from '#crm/search/fold.ts';
import { nameTokens } from '#crm/customers/search-tokens.ts';
import { nameTokens as companyNameTokens } from '#crm/companies/search-tokens.ts';
import type { BareDatabase, Row } from './database.ts';

const CUSTOMER = `SELECT r.*, company.name AS company_name FROM customers r
  LEFT JOIN companies company ON company.tenant_id = r.tenant_id AND company.id = r.company_id`;

/** W1: the customer of one exact number. */
export async function customerByPhone(db: BareDatabase, tenantId: bigint, number: string): Promise<string> {
  const rows = await db.read(
    `${CUSTOMER} JOIN customer_phones phone ON phone.tenant_id = r.tenant_id AND phone.customer_id = r.id
     WHERE phone.tenant_id = $1 AND phone.number = $2 AND phone.deleted_at IS NULL AND r.deleted_at IS NULL`,
    [tenantId, number],
  );
  return json({ customers: await withPhones(db, tenantId, rows) });
}

/** W2: the newest 20 of a type and source, and how many there are. */
export async function filteredPage(
  db: BareDatabase,
  tenantId: bigint,
  typeId: bigint,
  sourceId: bigint,
): Promise<string> {
  const [total] = await db.read(
    `SELECT sum(counts.n) AS n FROM customer_cells cell
     JOIN customer_counts counts ON counts.tenant_id = cell.tenant_id AND counts.cell_id = cell.id
     WHERE cell.tenant_id = $1 AND cell.type_id = $2 AND cell.source_id = $3`,
    [tenantId, typeId, sourceId],
  );
  const rows = await db.read(
    `${CUSTOMER} WHERE r.tenant_id = $1 AND r.deleted_at IS NULL AND r.type_id = $2 AND r.source_id = $3
     ORDER BY r.created_at DESC, r.id DESC LIMIT 20`,
    [tenantId, typeId, sourceId],
  );
  return json({ total: Number(total!['n'] ?? 0), customers: await withPhones(db, tenantId, rows) });
}

/** W3: the newest 20 whose name contains two characters, and how many there are. */
export async function nameContains(db: BareDatabase, tenantId: bigint, text: string): Promise<string> {
  const tokens = db.dialect.tokens(tenantId, nameTokens(fold(text)).tokens);
  const total = await countMatches(db, 'customers', tenantId, tokens);
  const rows = await db.read(
    `${CUSTOMER} WHERE r.tenant_id = $1 AND r.deleted_at IS NULL AND ${db.dialect.matches('customers', 2, 1)}
     ORDER BY r.created_at DESC, r.id DESC LIMIT 20`,
    [tenantId, tokens],
  );
  return json({ total, customers: await withPhones(db, tenantId, rows) });
}

/** W6: the newest 20 follow-ups of a customer with the customer and their opportunities. */
export async function followUpsOf(db: BareDatabase, tenantId: bigint, customerId: bigint): Promise<string> {
  const followUps = await db.read(
    `SELECT * FROM follow_ups WHERE tenant_id = $1 AND customer_id = $2 AND visible = 1
     ORDER BY created_at DESC, id DESC LIMIT 20`,
    [tenantId, customerId],
  );
  const customers = await db.read(`${CUSTOMER} WHERE r.tenant_id = $1 AND r.id = $2`, [tenantId, customerId]);
  const wanted = followUps.map((row) => row['opportunity_id']).filter((id) => id !== null);
  const opportunities =
    wanted.length === 0
      ? []
      : await db.read(`SELECT * FROM opportunities WHERE tenant_id = $1 AND ${db.dialect.idsIn('id', 2)}`, [
          tenantId,
          db.dialect.ids(wanted),
        ]);
  const [customer] = await withPhones(db, tenantId, customers);
  const byId = new Map(opportunities.map((row) => [row['id'], row]));
  return json({
    total: Number(customer?.['follow_up_count'] ?? 0),
    rows: followUps.map((row) => ({ ...row, client: customer, opportunity: byId.get(row['opportunity_id']) ?? {} })),
  });
}

/** W8: companies whose name contains a text and that were made after a time, newest first, and how many there are. */
export async function searchCompanies(
  db: BareDatabase,
  tenantId: bigint,
  text: string,
  after: number,
): Promise<string> {
  const tokens = db.dialect.tokens(tenantId, companyNameTokens(fold(text), 'living').tokens);
  const where = `r.tenant_id = $1 AND r.deleted_at IS NULL AND ${db.dialect.matches('companies', 2, 1)} AND r.created_at >= $3`;
  const [total] = await db.read(`SELECT count(*) AS n FROM companies r WHERE ${where}`, [
    tenantId,
    tokens,
    BigInt(after),
  ]);
  const rows = await db.read(
    `SELECT r.id, r.name, r.created_at, r.updated_at FROM companies r WHERE ${where}
     ORDER BY r.created_at DESC, r.id DESC LIMIT 20`,
    [tenantId, tokens, BigInt(after)],
  );
  return json({ count: Number(total!['n']), results: rows });
}

async function countMatches(db: BareDatabase, table: string, tenantId: bigint, tokens: unknown): Promise<number> {
  const statement = db.dialect.countMatches(table);
  const parameters = statement.includes('$2') ? [tokens, tenantId] : [tokens];
  const [row] = await db.read(statement, parameters);
  return Number(row!['n']);
}

async function withPhones(db: BareDatabase, tenantId: bigint, customers: Row[]): Promise<Row[]> {
  if (customers.length === 0) return customers;
  const ids = db.dialect.ids(customers.map((row) => row['id']));
  const phones = await db.read(
    `SELECT customer_id, id, content FROM customer_phones WHERE tenant_id = $1 AND ${db.dialect.idsIn('customer_id', 2)}
     ORDER BY customer_id, position`,
    [tenantId, ids],
  );
  const labels = await db.read(
    `SELECT link.customer_id, label.id, label.name FROM customer_labels link
     JOIN labels label ON label.tenant_id = link.tenant_id AND label.id = link.label_id
     WHERE link.tenant_id = $1 AND ${db.dialect.idsIn('link.customer_id', 2)}`,
    [tenantId, ids],
  );
  return customers.map((row) => ({
    ...row,
    phones: phones.filter((phone) => phone['customer_id'] === row['id']),
    labels: labels.filter((label) => label['customer_id'] === row['id']),
  }));
}

function json(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? Number(part) : part));
}
