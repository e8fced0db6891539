import { shownName } from '@/records/shown-name.ts';
import type { ReactNode } from 'react';
import type { Customer } from '@/api/shapes.ts';
import { Chip, type Tone } from '@/grid/chip.tsx';
import { RowLink } from '@/grid/row-link.tsx';
import styles from './customers.module.css';

const gradeTones: readonly Tone[] = ['plain', 'warning', 'error'];

/** Cells that are more than text. Undefined for the others. */
export function CustomerCell({ row, field }: { row: Customer; field: string }): ReactNode {
  if (field === 'name') {
    return (
      <RowLink href={`/customers/${row.id}`} className={styles.name}>
        {shownName(row)}
      </RowLink>
    );
  }
  if (field === 'labels') return row.labels.map((label) => <Chip key={label.id}>{label.name}</Chip>);
  if (field === 'stars' && row.stars > 0) return <span className={styles.stars}>{'★'.repeat(row.stars)}</span>;
  if (field === 'grade' && row.grade !== null) {
    return <Chip tone={gradeTones[Number(row.grade.id) - 1] ?? 'plain'}>{row.grade.name}</Chip>;
  }
  if (field === 'phones' && row.phones.length > 1) {
    return (
      <>
        <span className="hl-numbers">{row.phones[0]?.content}</span>
        <small className={styles.more}>+{row.phones.length - 1}</small>
      </>
    );
  }
  if (field === 'company' && row.company !== null) {
    return (
      <RowLink href={`/companies/${row.company.id}`} className={styles.link}>
        {row.company.name}
      </RowLink>
    );
  }
  return undefined;
}
