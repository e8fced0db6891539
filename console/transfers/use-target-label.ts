import { useTextOr } from '@/i18n/use-text-or.ts';
import { useFieldLabel } from '@/records/use-field-label.ts';
import type { TransferRecord } from './jobs-query.ts';

const recordOf = { customers: 'customer', companies: 'company', opportunities: 'opportunity' } as const;

/** What a column of an import is called: as the record's fields are, where the record has them. */
export function useTargetLabel(record: TransferRecord): (target: { key: string; label: string }) => string {
  const textOr = useTextOr();
  const fieldLabel = useFieldLabel(record in recordOf ? recordOf[record as keyof typeof recordOf] : undefined);
  return ({ key, label }) => fieldLabel(key, textOr(`transfers.targets.${key}`, label));
}
