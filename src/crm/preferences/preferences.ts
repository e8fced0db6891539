import { CrmError } from '#crm/errors.ts';
import type { Caller, Reader, Writer } from '#crm/store.ts';
import { checkText } from '#crm/text-rules.ts';

const LONGEST_VALUE = 16_384;
const MOST_NAMES = 200;

/** What an agent's console keeps for itself (language, theme, columns …), by name. */
export async function readPreferences(db: Reader, who: Caller): Promise<Record<string, unknown>> {
  const rows = await ofAgent(db, who).select(['name', 'value']).orderBy('name').execute();
  return Object.fromEntries(rows.map((row) => [row.name, JSON.parse(row.value) as unknown]));
}

/** One of them; undefined when it isn't set. */
export async function readPreference(db: Reader, who: Caller, name: string): Promise<unknown> {
  const row = await ofAgent(db, who).select('value').where('name', '=', name).executeTakeFirst();
  return row === undefined ? undefined : (JSON.parse(row.value) as unknown);
}

/** Keeps a JSON-able value of up to 16 kB. Raises `invalid` for a name, `too_long`. */
export async function writePreference(db: Writer, who: Caller, name: string, value: unknown): Promise<void> {
  if (!/^[a-z0-9.-]{1,64}$/.test(name))
    throw new CrmError('invalid', { field: 'name', reason: 'not a-z, 0-9, . and -' });
  const text = checkText('value', JSON.stringify(value), LONGEST_VALUE);
  const { n } = await ofAgent(db, who)
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('name', '!=', name)
    .executeTakeFirstOrThrow();
  if (Number(n) >= MOST_NAMES) throw new CrmError('invalid', { field: 'name', reason: `more than ${MOST_NAMES} kept` });
  await db.sql
    .insertInto('preferences')
    .values({ tenant_id: who.tenantId, agent_id: who.agentId, name, value: text })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'agent_id', 'name']).doUpdateSet({ value: text }))
    .execute();
}

/** Forgets one; none is no error. */
export async function deletePreference(db: Writer, who: Caller, name: string): Promise<void> {
  await db.sql
    .deleteFrom('preferences')
    .where('tenant_id', '=', who.tenantId)
    .where('agent_id', '=', who.agentId)
    .where('name', '=', name)
    .execute();
}

function ofAgent(db: Reader, who: Caller) {
  return db.sql.selectFrom('preferences').where('tenant_id', '=', who.tenantId).where('agent_id', '=', who.agentId);
}
