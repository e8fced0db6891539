import { type MouseEvent, memo, type ReactNode, useState } from 'react';
import type { RecordField } from '@/records/editor.ts';
import { FieldEditor } from '@/records/field-editor.tsx';
import type { CellPlace, GridColumn, GridEdit, GridRowData } from './grid.tsx';
import styles from './grid.module.css';
import type { Selection } from './use-selection.ts';

interface Props<Row extends GridRowData> {
  readonly row: Row;
  readonly index: number;
  readonly start: number;
  readonly columns: readonly GridColumn<Row>[];
  readonly selected: boolean;
  readonly active: number | undefined;
  readonly editing: number | undefined;
  readonly selection: Selection | undefined;
  /** Handed down, as a row that asked for a text would look at it each time the language might have changed. */
  readonly selectLabel: string;
  readonly edit: GridEdit<Row> | undefined;
  readonly cell: ((row: Row, field: RecordField<Row>) => ReactNode) | undefined;
  open(row: Row, place?: { newTab: boolean }): void;
  focusCell(place: CellPlace): void;
  beginEdit(place: CellPlace): void;
  leave(): void;
}

function Row<Row extends GridRowData>(props: Props<Row>): ReactNode {
  const { row, index, start, columns, selected, active, editing, selection, selectLabel, edit, cell } = props;
  const mark = (event: MouseEvent): void => {
    if (event.shiftKey) selection?.extendTo(index);
    else selection?.toggle(index);
  };
  return (
    <div
      className={styles.row}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selection === undefined ? undefined : selected}
      data-id={row.id}
      style={{ transform: `translateY(${start}px)` }}
    >
      {selection !== undefined && (
        <div role="gridcell" className={styles.mark} onClick={mark}>
          {/* The cell takes the click, so that shift is known. */}
          <input
            type="checkbox"
            className={styles.check}
            checked={selected}
            readOnly
            tabIndex={-1}
            aria-label={selectLabel}
          />
        </div>
      )}
      {columns.map(({ field }, column) => {
        const place = { row: index, column };
        const editable = edit?.may(row, field) === true;
        const refusal = edit?.refusal(row, field);
        if (editing === column && edit !== undefined) {
          return (
            <div key={field.key} role="gridcell" className={styles.editor}>
              <CellEditor row={row} field={field} edit={edit} leave={props.leave} />
            </div>
          );
        }
        return (
          <div
            key={field.key}
            role="gridcell"
            className={styles.cell}
            data-cell={`${index}:${column}`}
            data-editable={editable}
            data-saving={edit?.isSaving(row, field) === true}
            aria-readonly={!editable}
            tabIndex={active === column ? 0 : -1}
            onFocus={() => props.focusCell(place)}
            onDoubleClick={() => editable && props.beginEdit(place)}
          >
            {cell?.(row, field) ?? <span className={styles.text}>{field.text(row)}</span>}
            {refusal !== undefined && (
              <span role="alert" className={styles.refused}>
                {refusal.message}
              </span>
            )}
          </div>
        );
      })}
    </div>
  );
}

interface EditorProps<Row> {
  readonly row: Row;
  readonly field: RecordField<Row>;
  readonly edit: GridEdit<Row>;
  leave(): void;
}

function CellEditor<Row>({ row, field, edit, leave }: EditorProps<Row>): ReactNode {
  // What the agent saw when the edit began: a change of somebody else meanwhile must be noticed, not overwritten.
  const [base] = useState(row);
  return (
    <FieldEditor
      editor={field.editor}
      label={field.label}
      value={field.read(base)}
      draft={edit.refusal(row, field)?.value}
      commit={(value) => {
        leave();
        void edit.save(base, field, value);
      }}
      cancel={() => {
        edit.forget(row, field);
        leave();
      }}
    />
  );
}

/** One row; drawn again only when something of its own changes. */
export const GridRow = memo(Row) as typeof Row;
