import { useTranslation } from 'react-i18next';
import { useDirectory } from '@/api/session.ts';
import { listed } from '@/parts/listed.ts';
import { useTextOr } from '@/i18n/use-text-or.ts';

interface Written {
  readonly record: string | null;
  readonly recordId: string | null;
  readonly detail: Readonly<Record<string, unknown>> | null;
}

/** Texts of values that the server writes by their names in the program. */
const valueTexts: Readonly<Record<string, (value: string) => string>> = {
  members: (value) => `integration.details.${value}`,
  scope: (value) => `people.scopes.${value}`,
  permissions: (value) => `people.permissions.${value.replace('.', '_')}`,
  dictionary: (value) => `people.dictionaries.${value}`,
  kind: (value) => `people.kinds.${value}`,
  record: (value) => `integration.records.${value}`,
};

/** Says what an entry of the audit was about, and what it was, in the console's language. */
export function useAuditWords(): { onWhat(entry: Written): string; detail(entry: Written): string } {
  const { t } = useTranslation();
  const text = useTextOr();
  const { agents, departments, roles } = useDirectory();
  const nameOf = (record: string, id: string): string | undefined => {
    if (record === 'agent') return agents.find((one) => one.id === id)?.name;
    if (record === 'department') return departments.find((one) => one.id === id)?.name;
    return record === 'role' ? roles.find((one) => one.id === id)?.name : undefined;
  };
  const value = (key: string, written: unknown): string => {
    if (key === 'claimRoleIds')
      return written === null ? t('states.all') : list(written, (id) => nameOf('role', id) ?? id);
    if (written === null) return t('states.none');
    if (typeof written === 'boolean') return t(written ? 'states.yes' : 'states.no');
    return list(written, (one) => text(valueTexts[key]?.(one) ?? '', one));
  };
  return {
    onWhat({ record, recordId }) {
      if (record === null) return '';
      const kind = text(`integration.records.${record}`, record);
      return recordId === null ? kind : `${kind} ${nameOf(record, recordId) ?? `#${recordId}`}`;
    },
    detail: ({ detail }) =>
      Object.entries(detail ?? {})
        .map(([key, one]) =>
          t('integration.detailLine', { name: text(`integration.details.${key}`, key), value: value(key, one) }),
        )
        .join(t('integration.detailBetween')),
  };
}

function list(written: unknown, name: (one: string) => string): string {
  return listed((Array.isArray(written) ? written : [written]).map((one) => name(String(one))));
}
