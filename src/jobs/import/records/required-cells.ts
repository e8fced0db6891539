import type { ImportTarget } from '../record-import.ts';
import type { RowReader } from '../row-reader.ts';

export const customerIdTarget: ImportTarget = {
  key: 'customerId',
  label: '客户ID',
  required: true,
  aliases: ['cle_id', 'custId'],
};

/** Noted as missing when it is empty; the row is refused then, so that what stands for it never counts. */
export function requiredText(cells: RowReader, key: string): string {
  const text = cells.text(key);
  if (text === undefined) missing(cells, key);
  return text ?? '';
}

export function requiredId(cells: RowReader, key: string): bigint {
  const isEmpty = cells.value(key) === undefined;
  if (isEmpty) missing(cells, key);
  return cells.id(key) ?? 0n;
}

function missing(cells: RowReader, key: string): void {
  cells.faults.push({ field: key, code: 'missing', reason: 'must be given' });
}
