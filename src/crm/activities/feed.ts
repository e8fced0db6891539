import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely';
import { toFollowUp, type FollowUp } from '#crm/follow-ups/follow-up.ts';
import type { Position } from '#crm/keyset.ts';
import type { Caller, Reader } from '#crm/store.ts';
import type { Database } from '#engines/engine.ts';
import { prepareForIds } from '#engines/prepare.ts';
import { toCall, type Call } from './call.ts';
import { type Change, toChange } from '#crm/changes/change.ts';
import { toMessage, type Message } from './message.ts';
import { toTicket, type Ticket } from './ticket.ts';

/** What happened with a customer, as one stream. */
export type FeedItem =
  | { readonly kind: 'ticket'; readonly ticket: Ticket }
  | { readonly kind: 'follow_up'; readonly followUp: FollowUp }
  | { readonly kind: 'call'; readonly call: Call }
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'change'; readonly change: Change };

export type FeedKind = FeedItem['kind'];

interface Source {
  readonly table: 'tickets' | 'follow_ups' | 'calls' | 'messages' | 'changes';
  /** UTC ms at which an item stands in the stream; the end of an index that begins with the customer. */
  readonly at: string;
  /** The condition on the customer's rows. */
  readonly of: (customerId: bigint) => RawBuilder<unknown>;
}

const ofCustomer = (customerId: bigint) => sql`customer_id = ${customerId}`;

const sources: Readonly<Record<FeedKind, Source>> = {
  ticket: { table: 'tickets', at: 'created_at', of: ofCustomer },
  follow_up: { table: 'follow_ups', at: 'created_at', of: (id) => sql`customer_id = ${id} and visible = 1` },
  call: { table: 'calls', at: 'started_at', of: ofCustomer },
  message: { table: 'messages', at: 'sent_at', of: ofCustomer },
  change: { table: 'changes', at: 'changed_at', of: (id) => sql`record = 'customer' and record_id = ${id}` },
};

/** How many items of these kinds a customer has. The caller must have found the customer in its reach. */
export async function countFeed(
  db: Reader,
  who: Caller,
  customerId: bigint,
  kinds: readonly FeedKind[],
): Promise<number> {
  const counts = kinds.map((kind) => {
    const { table, of } = sources[kind];
    return sql`(select count(*) from ${sql.table(table)} where tenant_id = ${who.tenantId} and ${of(customerId)})`;
  });
  const query = sql<{ n: number | string }>`select ${sql.join(counts, sql` + `)} as n`.compile(db.sql);
  const { rows } = await db.sql.executeQuery(query);
  return Number(rows[0]!.n);
}

export interface FeedPage {
  readonly limit: number;
  /** Items to leave out first; not together with `after`. */
  readonly offset?: number;
  /** Where the page before ended: feedPosition of its last item, among the same kinds. */
  readonly after?: Position;
}

/** When an item happened (UTC ms). */
export function happenedAt(item: FeedItem): number {
  switch (item.kind) {
    case 'ticket':
      return item.ticket.createdAt;
    case 'follow_up':
      return item.followUp.createdAt;
    case 'call':
      return item.call.startedAt;
    case 'message':
      return item.message.sentAt;
    case 'change':
      return item.change.changedAt;
  }
}

/** The id of an item's record. */
export function feedItemId(item: FeedItem): bigint {
  switch (item.kind) {
    case 'ticket':
      return item.ticket.id;
    case 'follow_up':
      return item.followUp.id;
    case 'call':
      return item.call.id;
    case 'message':
      return item.message.id;
    case 'change':
      return item.change.id;
  }
}

/** Where an item stands in the stream of these kinds. */
export function feedPosition(item: FeedItem, kinds: readonly FeedKind[]): Position {
  return [BigInt(happenedAt(item)), BigInt(kinds.indexOf(item.kind)), feedItemId(item)];
}

/**
 * A page of a customer's items of these kinds: newest first, then in the order of `kinds`, then by id descending. The caller
 * must have found the customer in its reach.
 */
export async function readFeed(
  db: Reader,
  who: Caller,
  customerId: bigint,
  kinds: readonly FeedKind[],
  page: FeedPage,
): Promise<FeedItem[]> {
  const places = await readPlaces(db, who, customerId, kinds, page);
  const items = new Map<string, FeedItem>();
  for (const kind of kinds) {
    const ids = places.filter((place) => place.kind === kind).map((place) => place.id);
    if (ids.length === 0) continue;
    for (const [id, item] of await readers[kind](db, who, ids)) items.set(`${kind} ${id}`, item);
  }
  return places.map(({ kind, id }) => items.get(`${kind} ${id}`)).filter((item) => item !== undefined);
}

interface Place {
  readonly kind: FeedKind;
  readonly id: bigint;
}

/** Each kind gives no more rows, in order, than the page can need; then they are merged. */
async function readPlaces(
  db: Reader,
  who: Caller,
  customerId: bigint,
  kinds: readonly FeedKind[],
  { limit, offset = 0, after }: FeedPage,
): Promise<Place[]> {
  const parts = kinds.map((kind, rank) => {
    const { table, at, of } = sources[kind];
    const time = sql.ref(at);
    return sql`select * from (
      select ${sql.lit(rank)} as rank, id, ${time} as happened_at from ${sql.table(table)}
      where tenant_id = ${who.tenantId} and ${of(customerId)}${after === undefined ? sql`` : beyondItem(time, rank, after)}
      order by ${time} desc, id desc limit ${offset + limit}
    ) as ${sql.ref(table)}`;
  });
  const query = sql<{ rank: number; id: bigint }>`
    select rank, id from (${sql.join(parts, sql` union all `)}) as feed
    order by happened_at desc, rank, id desc limit ${limit} offset ${offset}`.compile(db.sql);
  const { rows } = await db.sql.executeQuery(query);
  return rows.map(({ rank, id }) => ({ kind: kinds[rank]!, id }));
}

/** Of items that happened at once, those of later kinds come after, and those of the same kind with lower ids. */
function beyondItem(time: RawBuilder<unknown>, rank: number, after: Position): RawBuilder<unknown> {
  const [at = 0n, atRank = 0n, id = 0n] = after;
  if (BigInt(rank) > atRank) return sql` and ${time} <= ${at}`;
  if (BigInt(rank) < atRank) return sql` and ${time} < ${at}`;
  return sql` and (${time}, id) < (${at}, ${id})`;
}

type ReadItems = (db: Reader, who: Caller, ids: readonly bigint[]) => Promise<[bigint, FeedItem][]>;

const readers: Readonly<Record<FeedKind, ReadItems>> = {
  ticket: reader('tickets', (_who, row) => ({ kind: 'ticket', ticket: toTicket(row) })),
  follow_up: reader('follow_ups', (_who, row) => ({ kind: 'follow_up', followUp: toFollowUp(row) })),
  call: reader('calls', (who, row) => ({ kind: 'call', call: toCall(who, row) })),
  message: reader('messages', (who, row) => ({ kind: 'message', message: toMessage(who, row) })),
  change: reader('changes', (who, row) => ({ kind: 'change', change: toChange(who, row) })),
};

/** The tables seen as one shape, so that one statement can be built for any of them. */
type AnyRows = Pick<Kysely<Record<Source['table'], { tenant_id: bigint; id: bigint }>>, 'selectFrom'>;

/** Reads rows of one table by id: one statement for a page of any length. */
function reader<T extends Source['table']>(
  table: T,
  toItem: (who: Caller, row: Selectable<Database[T]>) => FeedItem,
): ReadItems {
  const rowsById = prepareForIds((sql: Reader['sql'], p: { tenantId: bigint }, ids) =>
    (sql as unknown as AnyRows)
      .selectFrom(table as 'tickets')
      .selectAll()
      .where('tenant_id', '=', p.tenantId)
      .where('id', 'in', ids),
  );
  return async (db, who, ids) => {
    const rows = await rowsById(db.sql, { tenantId: who.tenantId }, ids);
    return rows.map((row) => [row.id, toItem(who, row as unknown as Selectable<Database[T]>)]);
  };
}
