import { setTimeout as delay } from 'node:timers/promises';
import type postgres from 'postgres';
import type { Writer } from '../engine.ts';
import { type Client, type openPool } from './connection.ts';
import { isWorthRetrying, toEngineError } from './errors.ts';

const MOST_TRIES = 12;

/**
 * Runs a write in a transaction on a connection of its own. When it loses against another one (serialization failure,
 * deadlock) it is run again after a short, random pause that grows.
 */
export async function runTransaction<T>(
  pools: { readonly primary: ReturnType<typeof openPool> },
  makeWriter: (client: () => Client) => Writer,
  work: (db: Writer) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return (await pools.primary.begin((client) => runOnce(client, makeWriter, work))) as T;
    } catch (error) {
      if (!isWorthRetrying(causeOf(error)) || tries === MOST_TRIES) throw toEngineError(error);
      await delay(Math.random() * 2 ** Math.min(tries, 7));
    }
  }
}

async function runOnce<T>(
  client: postgres.TransactionSql<never> | Client,
  makeWriter: (client: () => Client) => Writer,
  work: (db: Writer) => Promise<T>,
): Promise<T> {
  let open = true;
  const held = (): Client => {
    if (!open) throw new Error('A statement came after its write had ended: await everything inside store.write');
    return client as Client;
  };
  try {
    return await work(makeWriter(held));
  } finally {
    open = false;
  }
}

function causeOf(error: unknown): unknown {
  return error instanceof Error && isWorthRetrying(error.cause) ? error.cause : error;
}
