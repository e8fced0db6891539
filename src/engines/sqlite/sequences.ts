import type { Connection } from './connection.ts';

type Execute = Connection['execute'];

interface Sequence {
  readonly tenantId: bigint;
  readonly name: string;
  next: bigint;
}

/**
 * The sequences that a group of writes draws from: each is read once, and written once at the group's end. There is one
 * writer, so nobody draws meanwhile. What a failing write of the group drew is lost.
 */
export class Sequences {
  readonly #drawn = new Map<string, Sequence>();

  draw(execute: Execute, tenantId: bigint, name: string, count: number): bigint {
    const key = `${tenantId} ${name}`;
    let sequence = this.#drawn.get(key);
    if (sequence === undefined) {
      sequence = { tenantId, name, next: nextOf(execute, tenantId, name) };
      this.#drawn.set(key, sequence);
    }
    const first = sequence.next;
    sequence.next += BigInt(count);
    return first;
  }

  write(execute: Execute): void {
    for (const { tenantId, name, next } of this.#drawn.values()) {
      execute(
        `INSERT INTO sequences (tenant_id, name, next_id) VALUES (?, ?, ?)
           ON CONFLICT (tenant_id, name) DO UPDATE SET next_id = excluded.next_id`,
        [tenantId, name, next],
      );
    }
  }
}

function nextOf(execute: Execute, tenantId: bigint, name: string): bigint {
  const { rows } = execute('SELECT next_id FROM sequences WHERE tenant_id = ? AND name = ?', [tenantId, name]);
  return (rows[0]?.['next_id'] as bigint | undefined) ?? 1n;
}
