import { Link } from '@tanstack/react-router';
import { Tag } from 'antd';
import type { ReactNode } from 'react';
import type { Customer } from '@/api/shapes.ts';
import styles from './customers.module.css';

const gradeColours = ['default', 'warning', 'error'];

/** Cells that are more than text. Undefined for the others. */
export function CustomerCell({ row, field }: { row: Customer; field: string }): ReactNode {
  if (field === 'name') {
    return (
      <Link to="/customers/$id" params={{ id: row.id }} tabIndex={-1} className={styles.name} preload={false}>
        {row.name}
      </Link>
    );
  }
  if (field === 'labels') return row.labels.map((label) => <Tag key={label.id}>{label.name}</Tag>);
  if (field === 'stars' && row.stars > 0) return <span className={styles.stars}>{'★'.repeat(row.stars)}</span>;
  if (field === 'grade' && row.grade !== null) {
    return <Tag color={gradeColours[Number(row.grade.id) - 1] ?? 'default'}>{row.grade.name}</Tag>;
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
      <Link to="/companies/$id" params={{ id: row.company.id }} tabIndex={-1} className={styles.link} preload={false}>
        {row.company.name}
      </Link>
    );
  }
  return undefined;
}
