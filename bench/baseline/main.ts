import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BareDatabase } from './database.ts';
import { openPostgres } from './postgres.ts';
import { openSqlite } from './sqlite.ts';
import { customerByPhone, filteredPage, followUpsOf, nameContains, searchCompanies } from './reads.ts';
import { type Author, createCustomer, createFollowUp } from './writes.ts';

// The reference: node:http and hand-written statements, no framework, no access check, no validation, a fixed JSON shape.
const [engine = '', place = '', tenant = ''] = process.argv.slice(2);
const db: BareDatabase = engine === 'sqlite' ? openSqlite(place) : openPostgres(place);
const tenantId = BigInt(tenant);
const author = await findAuthor();

const server = createServer((request, response) => {
  answer(request).then(
    (body) => response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(body),
    (error: unknown) => response.writeHead(500).end(String(error)),
  );
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`listening on ${(server.address() as AddressInfo).port}\n`);
});
process.once('SIGTERM', () => {
  // postgres.js connects again for a transaction whose request was cut off, and would keep the process.
  server.close(() => void db[Symbol.asyncDispose]().then(() => process.exit()));
  server.closeAllConnections();
});

async function answer(request: IncomingMessage): Promise<string> {
  const [path = '', query = ''] = request.url!.split('?');
  const parameters = new URLSearchParams(query);
  const id = (name: string): bigint => BigInt(parameters.get(name) ?? '0');
  switch (path) {
    case '/customer':
      return await customerByPhone(db, tenantId, parameters.get('phone') ?? '');
    case '/page':
      return await filteredPage(db, tenantId, id('type'), id('source'));
    case '/contains':
      return await nameContains(db, tenantId, parameters.get('text') ?? '');
    case '/follow-ups':
      return await followUpsOf(db, tenantId, id('customer'));
    case '/companies':
      return await searchCompanies(db, tenantId, parameters.get('text') ?? '', Number(parameters.get('after')));
    case '/create-customer': {
      const { name, phones, type, source } = await bodyOf<{
        name: string;
        phones: string[];
        type: number;
        source: number;
      }>(request);
      return await createCustomer(db, author, { name, phones, typeId: BigInt(type), sourceId: BigInt(source) });
    }
    case '/create-follow-up': {
      const { customer, type, content } = await bodyOf<{ customer: string; type: number; content: string }>(request);
      return await createFollowUp(db, author, { customerId: BigInt(customer), typeId: BigInt(type), content });
    }
    default:
      throw new Error(`no such path: ${path}`);
  }
}

async function bodyOf<T>(request: IncomingMessage): Promise<T> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString('utf8')) as T;
}

async function findAuthor(): Promise<Author> {
  const [agent] = await db.read(
    'SELECT id, role_id, department_id FROM agents WHERE tenant_id = $1 ORDER BY id LIMIT 1',
    [tenantId],
  );
  // Far above what huiliu drew, so that both can write to one store in turn.
  const next = new Map<string, bigint>();
  for (const table of ['customers', 'customer_phones', 'follow_ups']) {
    const [row] = await db.read(`SELECT max(id) AS top FROM ${table} WHERE tenant_id = $1`, [tenantId]);
    next.set(table, ((row!['top'] as bigint | null) ?? 0n) + 1_000_000_000n);
  }
  return {
    tenantId,
    agentId: agent!['id'] as bigint,
    roleId: agent!['role_id'] as bigint,
    departmentId: agent!['department_id'] as bigint,
    cells: new Map(),
    nextId(table) {
      const id = next.get(table)!;
      next.set(table, id + 1n);
      return id;
    },
  };
}
