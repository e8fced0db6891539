import { createHash } from 'node:crypto';
import { CrmError } from '#crm/errors.ts';
import type { Reader, Store, Writer } from '#crm/store.ts';
import { checkText } from '#crm/text-rules.ts';
import { prepare } from '#engines/prepare.ts';
import { inTurn } from './in-turn.ts';
import { perOwner } from './per-owner.ts';

/** A write that may come again (Bangwo8's Requestid, the native dialect's Idempotency-Key). */
export interface RepeatableRequest {
  readonly tenantId: bigint;
  /** Whose memory: each caller has its own, e.g. `bangwo8 agent 17`. */
  readonly caller: string;
  /** The id that the caller gave it, at most 255 code points; null = none, nothing is remembered. */
  readonly key: string | null;
  readonly method: string;
  /** With the query string. */
  readonly path: string;
  readonly body: string | Uint8Array;
}

/** What goes out, to the byte. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Keeps the answer in the transaction that did the work; call it last, for a success only. */
export type Remember = (db: Writer, answer: Answer) => Promise<void>;

const REMEMBERED_MS = 24 * 60 * 60 * 1000;
const LONGEST_KEY = 255;
const queuesOf = perOwner<Store, Map<string, Promise<unknown>>>(() => new Map());

/**
 * Runs `work` once for one request id: a repeat gets the remembered answer again, also one that comes while the first runs,
 * in this process or another. `work` hands its answer to `remember` inside its store.write; what isn't remembered (a
 * failure) leaves the id free. Raises `request_reused` for another request under a remembered id.
 */
export async function answerOnce(
  store: Store,
  request: RepeatableRequest,
  work: (remember: Remember) => Promise<Answer>,
  now = Date.now(),
): Promise<Answer> {
  const { key } = request;
  if (key === null) return await work(() => Promise.resolve());
  checkText('request id', key, LONGEST_KEY);
  const place = { tenantId: request.tenantId, caller: request.caller, key, print: fingerprint(request), now };
  return await inTurn(queuesOf(store), `${place.tenantId} ${place.caller} ${key}`, async () => {
    const remembered = await recall(store, place);
    if (remembered !== null) return remembered;
    try {
      return await work((db, answer) => keep(store, db, place, answer));
    } catch (error) {
      // Another process was faster: its row stands in our way, or ours failed on what it made.
      const theirs = await recall(store, place);
      if (theirs !== null) return theirs;
      throw error;
    }
  });
}

/** Deletes what is forgotten; returns how many. For a periodic job. */
export async function purgeRememberedRequests(db: Writer, now = Date.now()): Promise<number> {
  const { numDeletedRows } = await db.sql
    .deleteFrom('remembered_requests')
    .where('created_at', '<=', now - REMEMBERED_MS)
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

interface Place {
  readonly tenantId: bigint;
  readonly caller: string;
  readonly key: string;
  readonly print: string;
  readonly now: number;
}

async function recall(store: Store, place: Place): Promise<Answer | null> {
  const { tenantId, caller, key } = place;
  const since = place.now - REMEMBERED_MS;
  const [row] = await store.read((db) => remembered(db.sql, { tenantId, caller, key, since }));
  if (row === undefined) return null;
  if (row.fingerprint !== place.print) throw new CrmError('request_reused', { key });
  const { headers, body } = JSON.parse(store.secrets.open(row.answer_sealed)) as Pick<Answer, 'headers' | 'body'>;
  return { status: row.status, headers, body };
}

async function keep(store: Store, db: Writer, place: Place, answer: Answer): Promise<void> {
  const kept = {
    fingerprint: place.print,
    status: answer.status,
    answer_sealed: store.secrets.seal(JSON.stringify({ headers: answer.headers, body: answer.body })),
    created_at: place.now,
  };
  const written = await db.sql
    .insertInto('remembered_requests')
    .values({ tenant_id: place.tenantId, caller: place.caller, request_key: place.key, ...kept })
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'caller', 'request_key'])
        .doUpdateSet(kept)
        .where('remembered_requests.created_at', '<=', place.now - REMEMBERED_MS),
    )
    .returning('request_key')
    .execute();
  if (written.length === 0) throw new CrmError('request_reused', { key: place.key });
}

function fingerprint({ method, path, body }: RepeatableRequest): string {
  return createHash('sha256').update(`${method} ${path}\n`).update(body).digest('hex');
}

const remembered = prepare((sql: Reader['sql'], p: { tenantId: bigint; caller: string; key: string; since: number }) =>
  sql
    .selectFrom('remembered_requests')
    .select(['fingerprint', 'status', 'answer_sealed'])
    .where('tenant_id', '=', p.tenantId)
    .where('caller', '=', p.caller)
    .where('request_key', '=', p.key)
    .where('created_at', '>', p.since),
);
