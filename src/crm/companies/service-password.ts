import { permissionsOf } from '#crm/access/scope.ts';
import type { SecretBox } from '#crm/access/secret-box.ts';
import type { Caller } from '#crm/store.ts';
import { checkText } from '#crm/text-rules.ts';
import type { Company, SealedPassword } from './company.ts';

/** What stands for a password that isn't shown; sent back, it means "unchanged". */
export const HIDDEN_PASSWORD = '******';

const LONGEST_PASSWORD = 65_536;

/** Seals a service password for a patch; an empty one clears. Raises `too_long` and `invalid`. */
export function sealServicePassword(secrets: SecretBox, text: string): SealedPassword {
  checkText('servicePassword', text, LONGEST_PASSWORD);
  return {
    sealed: text === '' ? null : secrets.seal(text),
    isSameAs: (present) => (present === null ? '' : secrets.open(present)) === text,
  };
}

/** The password for callers whose role may read it (servicepassword.read), else its mask; '' when there is none. */
export function showServicePassword(secrets: SecretBox, who: Caller, company: Company): string {
  if (company.servicePasswordSealed === null) return '';
  if (!permissionsOf(who).has('servicepassword.read')) return HIDDEN_PASSWORD;
  return secrets.open(company.servicePasswordSealed);
}
