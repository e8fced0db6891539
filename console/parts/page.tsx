import type { ReactNode } from 'react';
import styles from './page.module.css';

interface Props {
  readonly title: ReactNode;
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  /** For reading rather than for wide tables. */
  readonly narrow?: boolean;
  readonly children: ReactNode;
}

/** A screen's heading, its actions, and what follows. */
export function Page({ title, note, actions, narrow = false, children }: Props): ReactNode {
  return (
    <div className={styles.page} data-narrow={narrow}>
      <div className={styles.head}>
        <h1 className={styles.title}>{title}</h1>
        {note !== undefined && <div className={styles.note}>{note}</div>}
        <div className={styles.actions}>{actions}</div>
      </div>
      {children}
    </div>
  );
}
