import { EditOutlined } from '@ant-design/icons';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AgentRef } from '@/api/shapes.ts';
import type { RecordField } from './editor.ts';
import { FieldEditor } from './field-editor.tsx';
import styles from './inline-field.module.css';
import { isSame } from './save-row.ts';
import type { RowEdits } from './use-row-edits.tsx';

interface Props<Row> {
  readonly row: Row;
  readonly field: RecordField<Row>;
  readonly edits: RowEdits<Row>;
  readonly editable: boolean;
  /** More than the text, such as links. */
  readonly shown?: ReactNode;
  /** Stands behind the value, such as a button that reveals it. */
  readonly extra?: ReactNode;
}

/** A labelled value that is edited where it stands. */
export function InlineField<Row extends { readonly updatedBy: AgentRef | null }>(props: Props<Row>): ReactNode {
  const { row, field, edits, editable, shown, extra } = props;
  const { t } = useTranslation();
  // The row as it was when the edit began.
  const [base, setBase] = useState<Row>();
  const button = useRef<HTMLButtonElement>(null);
  const text = field.text(row);
  const mayEdit = editable && field.editor.kind !== 'shown';
  const isEditing = base !== undefined;
  const wasEditing = useRef(false);
  useEffect(() => {
    const isLeft = wasEditing.current && !isEditing;
    wasEditing.current = isEditing;
    if (!isLeft) return;
    // Not from those who went on elsewhere, by Tab or a click.
    setTimeout(() => {
      if (document.activeElement === document.body) button.current?.focus();
    }, 0);
  }, [isEditing]);
  const leave = (): void => setBase(undefined);
  const refusal = edits.refusal(row, field);
  const changedMeanwhile = base !== undefined && !isSame(field.read(base), field.read(row));
  return (
    <div className={styles.field}>
      <div className={styles.label}>
        {field.label}
        {field.required === true && <span className={styles.required}>*</span>}
      </div>
      {base !== undefined ? (
        <div className={styles.editor}>
          <FieldEditor
            editor={field.editor}
            label={field.label}
            value={field.read(base)}
            draft={refusal?.value}
            commit={(value) => {
              leave();
              void edits.save(base, field, value);
            }}
            cancel={() => {
              edits.forget(row, field);
              leave();
            }}
          />
          {changedMeanwhile && (
            <div className={styles.meanwhile} role="alert">
              {t('records.changedMeanwhile', {
                who: row.updatedBy?.name ?? t('records.somebody'),
                value: text || t('states.none'),
              })}
            </div>
          )}
        </div>
      ) : (
        <div className={styles.value} data-saving={edits.isSaving(row, field)}>
          {shown !== undefined && text !== '' ? <span className={styles.shown}>{shown}</span> : null}
          {mayEdit ? (
            <button
              ref={button}
              type="button"
              className={styles.button}
              data-empty={text === ''}
              data-only-icon={shown !== undefined && text !== ''}
              aria-label={t('records.editField', { field: field.label, value: text || t('records.add') })}
              onClick={() => setBase(row)}
            >
              {shown !== undefined && text !== '' ? null : (
                <span className={styles.text}>{text || t('records.add')}</span>
              )}
              <EditOutlined className={styles.pencil} />
            </button>
          ) : (
            shown === undefined && <span className={styles.text}>{text || '—'}</span>
          )}
          {extra}
        </div>
      )}
      {refusal !== undefined && (
        <div className={styles.refused} role="alert">
          {refusal.message}
        </div>
      )}
    </div>
  );
}
