import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useDirectory } from '@/api/session.ts';
import type { Company } from '@/api/shapes.ts';
import { listed } from '@/parts/listed.ts';
import { useTimes } from '@/parts/use-times.ts';
import { customFieldsOf } from './custom-fields.ts';
import type { Editor, RecordField } from './editor.ts';

export type CompanyField = RecordField<Company>;

type TextKey =
  | 'name'
  | 'province'
  | 'city'
  | 'address'
  | 'website'
  | 'remark'
  | 'serviceFee'
  | 'serviceAccount'
  | 'serviceStart'
  | 'serviceEnd';

/** Every member of a company that a screen shows, by key. */
export function useCompanyFields(): ReadonlyMap<string, CompanyField> {
  const { t } = useTranslation();
  const directory = useDirectory();
  const times = useTimes();
  return useMemo(() => {
    const text = (key: TextKey, kind: 'text' | 'textarea' | 'number' | 'date', width: number): CompanyField => ({
      key,
      label: t(`companies.fields.${key}`),
      editor: { kind },
      required: key === 'name',
      width,
      read: (row) => row[key],
      text: (row) => row[key] ?? '',
    });
    const other = (
      key: 'labels' | 'owner' | 'servicePassword' | 'customerCount' | 'createdAt' | 'updatedAt' | 'group' | 'id',
      editor: Editor,
      width: number,
      shown: CompanyField['text'],
    ): CompanyField => ({
      key,
      label: t(`companies.fields.${key}`),
      editor,
      width,
      read: (row) => row[key],
      text: shown,
    });
    const all: readonly CompanyField[] = [
      text('name', 'text', 240),
      other('customerCount', { kind: 'shown' }, 98, (row) => String(row.customerCount)),
      text('province', 'text', 100),
      text('city', 'text', 100),
      other('owner', { kind: 'agent' }, 110, (row) => row.owner?.name ?? ''),
      other('labels', { kind: 'texts' }, 150, (row) => listed(row.labels)),
      text('serviceStart', 'date', 116),
      text('serviceEnd', 'date', 116),
      text('serviceFee', 'number', 110),
      text('serviceAccount', 'text', 130),
      other('servicePassword', { kind: 'secret' }, 110, (row) => row.servicePassword),
      text('address', 'text', 200),
      text('website', 'text', 160),
      text('remark', 'textarea', 200),
      other('group', { kind: 'shown' }, 110, (row) => row.group?.name ?? ''),
      other('createdAt', { kind: 'shown' }, 142, (row) => times.full(row.createdAt)),
      other('updatedAt', { kind: 'shown' }, 142, (row) => times.full(row.updatedAt)),
      other('id', { kind: 'shown' }, 140, (row) => row.id),
      ...customFieldsOf<Company>(directory.fields.company, { yes: t('states.yes'), no: t('states.no'), times }),
    ];
    return new Map(all.map((one) => [one.key, one]));
  }, [t, directory, times]);
}
