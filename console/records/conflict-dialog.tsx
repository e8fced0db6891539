import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDirectory } from '@/api/session.ts';
import type { AgentRef } from '@/api/shapes.ts';
import { Dialog } from '@/parts/dialog.tsx';
import type { RecordField } from './editor.ts';
import { inputText } from './input-text.ts';
import styles from './conflict-dialog.module.css';

interface Props<Row> {
  readonly base: Row;
  readonly current: Row;
  readonly field: RecordField<Row>;
  readonly value: unknown;
  keepTheirs(): void;
  useMine(): void;
}

/** Two agents changed the same thing: both values are shown, and one of them is chosen. */
export function ConflictDialog<Row extends { readonly updatedBy: AgentRef | null }>(props: Props<Row>): ReactNode {
  const { base, current, field, value, keepTheirs, useMine } = props;
  const { t } = useTranslation();
  const directory = useDirectory();
  const who = current.updatedBy?.name ?? t('records.somebody');
  return (
    <Dialog
      open
      title={t('records.conflict', { field: field.label })}
      onCancel={keepTheirs}
      footer={[
        <Button key="theirs" onClick={keepTheirs}>
          {t('records.keepTheirs')}
        </Button>,
        <Button key="mine" type="primary" onClick={useMine}>
          {t('records.useMine')}
        </Button>,
      ]}
    >
      <p>{t('records.conflictHint', { who })}</p>
      <dl className={styles.values}>
        <dt>{t('records.before')}</dt>
        <dd>{field.text(base) || t('states.none')}</dd>
        <dt>{who}</dt>
        <dd className={styles.theirs}>{field.text(current) || t('states.none')}</dd>
        <dt>{t('records.mine')}</dt>
        <dd className={styles.mine}>{inputText(field.editor, value, directory) || t('states.none')}</dd>
      </dl>
    </Dialog>
  );
}
