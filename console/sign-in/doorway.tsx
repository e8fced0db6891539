import type { ReactNode } from 'react';
import { LanguageChoice, ThemeChoiceButton } from '@/shell/choices.tsx';
import styles from './doorway.module.css';

interface Props {
  readonly title: string;
  readonly hint: string;
  /** For forms of two columns. */
  readonly wide?: boolean;
  readonly children: ReactNode;
}

/** The frame of the screens before the sign-in. */
export function Doorway({ title, hint, wide = false, children }: Props): ReactNode {
  return (
    <div className={styles.page}>
      <div className={styles.choices}>
        <LanguageChoice />
        <ThemeChoiceButton />
      </div>
      <main className={styles.card} data-wide={wide}>
        <img src="/favicon.svg" alt="" width={44} height={44} />
        <h1 className={styles.title}>{title}</h1>
        <p className={styles.hint}>{hint}</p>
        {children}
      </main>
    </div>
  );
}
