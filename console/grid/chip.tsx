import type { ReactNode } from 'react';
import styles from './chip.module.css';

export type Tone = 'plain' | 'info' | 'success' | 'warning' | 'error';

/** A tag in a cell, in the colours of antd's: a list has too many of them for a component that reads its theme each time. */
export function Chip({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }): ReactNode {
  return (
    <span className={styles.chip} data-tone={tone}>
      {children}
    </span>
  );
}
