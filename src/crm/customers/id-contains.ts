import { expressionBuilder, type Expression, type SqlBool } from 'kysely';
import type { Caller, Reader } from '#crm/store.ts';
import { prepare } from '#engines/prepare.ts';
import { derived } from '#engines/prepare-forms.ts';
import type { Database } from '#engines/engine.ts';

/** Digits of the largest id. */
const LONGEST = 19;

/**
 * The condition that a customer's id contains these digits; by itself it goes through all customers. No range of ids beside it:
 * joined with follow-ups, it would lead an engine to walk them by customer.
 */
export function customerIdContains(digits: string): Expression<SqlBool> {
  const eb = expressionBuilder<Database, 'customers'>();
  return eb(
    eb.cast<string>('customers.id', 'text'),
    'like',
    derived(digits, (part) => `%${part}%`),
  );
}

/**
 * Whether an id could contain these digits and not be them: a whole vendor id that isn't there needn't be looked for. One point
 * read.
 */
export async function mayIdContain(db: Reader, who: Caller, digits: string): Promise<boolean> {
  if (digits.length >= LONGEST) return false;
  const longer = await idsFrom(db.sql, { tenantId: who.tenantId, from: 10n ** BigInt(digits.length - 1) });
  return longer.length > 0;
}

const idsFrom = prepare((sql: Reader['sql'], p: { tenantId: bigint; from: bigint }) =>
  sql.selectFrom('customers').select('id').where('tenant_id', '=', p.tenantId).where('id', '>=', p.from).limit(1),
);
