import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useTimes } from '@/parts/use-times.ts';
import { type CustomerField, useCustomerFields } from '@/records/customer-fields.ts';

/** A customer's members, and what only the pool shows: why it came here and when, or when it will. */
export function usePoolFields(): ReadonlyMap<string, CustomerField> {
  const { t } = useTranslation();
  const times = useTimes();
  const fields = useCustomerFields();
  return useMemo(() => {
    const shown = (
      key: 'poolReason' | 'recycledAt' | 'recyclesAt',
      text: CustomerField['text'],
    ): [string, CustomerField] => [
      key,
      { key, label: t(`pool.fields.${key}`), editor: { kind: 'shown' }, width: 142, read: (row) => row[key], text },
    ];
    return new Map([
      ...fields,
      shown('poolReason', (row) => row.poolReason?.name ?? ''),
      shown('recycledAt', (row) => (row.recycledAt === null ? '' : times.full(row.recycledAt))),
      shown('recyclesAt', (row) => (row.recyclesAt === null ? '' : times.relative(row.recyclesAt))),
    ]);
  }, [t, times, fields]);
}
