import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '@/parts/dialog.tsx';
import styles from './shortcuts.module.css';

/** Keys by what they do; several after one another are pressed together. */
const keys = {
  search: [['Ctrl', 'K']],
  filter: [['/']],
  help: [['?']],
  move: [['↑'], ['↓'], ['←'], ['→'], ['Page'], ['Home'], ['End']],
  enter: [['Enter']],
  leave: [['Esc'], ['Tab']],
  newTab: [['Ctrl', 'Enter']],
  select: [['Space'], ['Shift', '↑'], ['Shift', '↓'], ['Ctrl', 'A']],
  copy: [['Ctrl', 'C']],
  save: [['Ctrl', 'Enter']],
  stage: [
    ['Alt', '←'],
    ['Alt', '→'],
  ],
  call: [['1'], ['…'], ['9'], ['Alt', 'O'], ['Alt', 'C']],
} as const;

/** Every key that the console knows (docs/console.md, Keys). */
export function Shortcuts({ close }: { close: () => void }): ReactNode {
  const { t } = useTranslation();
  return (
    <Dialog open mask={{ closable: true }} width={560} title={t('shell.shortcuts')} footer={null} onCancel={close}>
      <dl className={styles.keys}>
        {(Object.keys(keys) as (keyof typeof keys)[]).map((name) => (
          <div key={name}>
            <dt>
              {keys[name].map((together) => (
                <span key={together.join('+')}>
                  {together.map((one) => (
                    <kbd key={one}>{one}</kbd>
                  ))}
                </span>
              ))}
            </dt>
            <dd>{t(`shell.keys.${name}`)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
