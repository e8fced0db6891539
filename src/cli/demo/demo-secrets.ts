import { generatePassword } from '#crm/access/passwords.ts';
import { newSecret } from '#crm/access/create-client.ts';
import type { SecretBox } from '#crm/access/secret-box.ts';
import type { Reader, Writer } from '#crm/store.ts';
import { DEMO_ADMIN, demoAgents } from './demo-people.ts';

/** What a fresh demo draws at random and shows at every start. */
export interface DemoSecrets {
  readonly clientSecret: string;
  /** By login number, the admin's too. */
  readonly passwords: Readonly<Record<string, string>>;
}

/** @param password one for all, for tests; each its own when absent */
export function newDemoSecrets(password?: string): DemoSecrets {
  const logins = [DEMO_ADMIN, ...demoAgents].map(({ loginNo }) => loginNo);
  return {
    clientSecret: newSecret(),
    passwords: Object.fromEntries(logins.map((loginNo) => [loginNo, password ?? generatePassword()])),
  };
}

/** The entry of `settings` that says that the store holds the demo; passwords are stored as hashes elsewhere, so it keeps them. */
const NAME = 'demo';

/** Null for a store that was never filled with the demo. */
export async function readDemoSecrets(db: Reader, secrets: SecretBox): Promise<DemoSecrets | null> {
  const kept = await db.sql.selectFrom('settings').select('value').where('name', '=', NAME).executeTakeFirst();
  return kept === undefined ? null : (JSON.parse(secrets.open(kept.value)) as DemoSecrets);
}

export async function writeDemoSecrets(db: Writer, secrets: SecretBox, made: DemoSecrets): Promise<void> {
  await db.sql
    .insertInto('settings')
    .values({ name: NAME, value: secrets.seal(JSON.stringify(made)) })
    .execute();
}
