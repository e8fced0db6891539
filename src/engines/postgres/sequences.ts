import { type Client, execute } from './connection.ts';

const LARGEST_BLOCK = 64;

interface Block {
  next: bigint;
  end: bigint;
  /** How many the next refill draws: grows with demand, so that a quiet sequence leaves no gaps. */
  size: number;
  refilling: Promise<void> | undefined;
}

/**
 * Hands out numbers from blocks drawn outside the writers' transactions: otherwise all creators of a tenant would wait
 * for one row. The connection is its own, since every one of the pool may be in a transaction that waits here.
 */
export class Sequences {
  readonly #client: () => Client;
  readonly #blocks = new Map<string, Block>();

  constructor(client: () => Client) {
    this.#client = client;
  }

  async next(tenantId: bigint, sequence: string, count: number): Promise<bigint> {
    const key = `${tenantId} ${sequence}`;
    let block = this.#blocks.get(key);
    if (block === undefined) this.#blocks.set(key, (block = { next: 0n, end: 0n, size: 1, refilling: undefined }));
    while (block.end - block.next < BigInt(count)) {
      if (count > block.size) return this.#draw(tenantId, sequence, count);
      block.refilling ??= this.#refill(block, tenantId, sequence);
      await block.refilling;
    }
    const first = block.next;
    block.next += BigInt(count);
    return first;
  }

  async #refill(block: Block, tenantId: bigint, sequence: string): Promise<void> {
    try {
      const size = block.size;
      block.next = await this.#draw(tenantId, sequence, size);
      block.end = block.next + BigInt(size);
      block.size = Math.min(size * 2, LARGEST_BLOCK);
    } finally {
      block.refilling = undefined;
    }
  }

  async #draw(tenantId: bigint, sequence: string, count: number): Promise<bigint> {
    const { rows } = await execute(
      this.#client(),
      `INSERT INTO sequences AS s (tenant_id, name, next_id) VALUES ($1, $2, 1 + $3::bigint)
         ON CONFLICT (tenant_id, name) DO UPDATE SET next_id = s.next_id + $3::bigint RETURNING next_id`,
      [tenantId, sequence, count],
    );
    return (rows[0]!['next_id'] as bigint) - BigInt(count);
  }
}
