import type { Reader } from '#crm/store.ts';
import { prepare } from '#engines/prepare.ts';

/** The living customer whose phone this is, normalised, in whatever reach: no two have the same. */
export async function customerOfNumber(db: Reader, tenantId: bigint, number: string): Promise<bigint | null> {
  const [row] = await byNumber(db.sql, { tenantId, number });
  return row?.customer_id ?? null;
}

const byNumber = prepare((sql: Reader['sql'], p: { tenantId: bigint; number: string }) =>
  sql
    .selectFrom('customer_phones')
    .select('customer_id')
    .where('tenant_id', '=', p.tenantId)
    .where('number', '=', p.number)
    .where('deleted_at', 'is', null),
);
