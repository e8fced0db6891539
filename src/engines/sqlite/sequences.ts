import type { Connection } from './connection.ts';

/** Draws numbers inside the transaction: there is one writer, so nobody waits for the row. */
export function nextId(execute: Connection['execute'], tenantId: bigint, sequence: string, count: number): bigint {
  const { rows } = execute(
    `INSERT INTO sequences (tenant_id, name, next_id) VALUES (?1, ?2, 1 + ?3)
       ON CONFLICT (tenant_id, name) DO UPDATE SET next_id = next_id + ?3 RETURNING next_id`,
    [tenantId, sequence, count],
  );
  return (rows[0]!['next_id'] as bigint) - BigInt(count);
}
