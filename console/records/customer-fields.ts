import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useDirectory } from '@/api/session.ts';
import type { Assignment, Customer } from '@/api/shapes.ts';
import { listed } from '@/parts/listed.ts';
import { useTimes } from '@/parts/use-times.ts';
import { customFieldsOf } from './custom-fields.ts';
import type { RecordField } from './editor.ts';
import { useRequired } from './use-required.ts';

export type CustomerField = RecordField<Customer>;

/** Every member of a customer that a screen shows, by key: the system's first, then the tenant's own. */
export function useCustomerFields(): ReadonlyMap<string, CustomerField> {
  const { t } = useTranslation();
  const directory = useDirectory();
  const times = useTimes();
  const required = useRequired('customer');
  return useMemo(() => {
    const option = (key: 'type' | 'source' | 'grade' | 'dealFlag' | 'task', dictionary: string): CustomerField => ({
      key,
      label: t(`customers.fields.${key}`),
      editor: { kind: 'option', dictionary },
      required: required(key),
      width: 112,
      read: (row) => row[key],
      text: (row) => row[key]?.name ?? '',
    });
    const shown = (key: ShownKey, width: number, text: CustomerField['text']): CustomerField => ({
      key,
      label: t(`customers.fields.${key}`),
      editor: { kind: 'shown' },
      width,
      read: (row) => row[key],
      text,
    });
    const time = (key: 'createdAt' | 'updatedAt' | 'lastContactAt' | 'assignedAt'): CustomerField =>
      shown(key, 142, (row) => (row[key] === null ? '' : times.full(row[key])));
    const field = (
      key: 'name' | 'phones' | 'labels' | 'company' | 'owner' | 'service' | 'stars' | 'address',
      editor: CustomerField['editor'],
      width: number,
      text: CustomerField['text'],
    ): CustomerField => ({
      key,
      label: t(`customers.fields.${key}`),
      editor,
      required: required(key),
      width,
      read: (row) => row[key],
      text,
    });
    const all: readonly CustomerField[] = [
      field('name', { kind: 'text' }, 150, (row) => row.name),
      field('phones', { kind: 'phones' }, 140, (row) => listed(row.phones.map((phone) => phone.content))),
      field('company', { kind: 'company' }, 190, (row) => row.company?.name ?? ''),
      option('type', 'customer_type'),
      option('grade', 'customer_grade'),
      option('dealFlag', 'deal_flag'),
      field('owner', { kind: 'assignment' }, 130, (row) => assignmentText(row.owner)),
      field('labels', { kind: 'labels' }, 150, (row) => listed(row.labels.map((label) => label.name))),
      field('stars', { kind: 'stars' }, 130, (row) => (row.stars === 0 ? '' : '★'.repeat(row.stars))),
      option('source', 'customer_source'),
      option('task', 'task'),
      field('address', { kind: 'text' }, 200, (row) => row.address ?? ''),
      field('service', { kind: 'assignment' }, 130, (row) => assignmentText(row.service)),
      shown('followUpCount', 106, (row) => String(row.followUpCount)),
      time('lastContactAt'),
      shown('opportunityCount', 90, (row) => String(row.opportunityCount)),
      time('createdAt'),
      time('updatedAt'),
      time('assignedAt'),
      shown('createdBy', 110, (row) => row.createdBy?.name ?? ''),
      shown('id', 180, (row) => row.id),
      ...customFieldsOf<Customer>(directory.fields.customer, { yes: t('states.yes'), no: t('states.no'), times }),
    ];
    return new Map(all.map((one) => [one.key, one]));
  }, [t, directory, times, required]);
}

type ShownKey =
  | 'followUpCount'
  | 'opportunityCount'
  | 'createdAt'
  | 'updatedAt'
  | 'lastContactAt'
  | 'assignedAt'
  | 'createdBy'
  | 'id';

export function assignmentText({ agent, department }: Assignment): string {
  return agent?.name ?? department?.name ?? '';
}
