import { ArrowDownOutlined, ArrowUpOutlined, TableOutlined } from '@ant-design/icons';
import { Button, Checkbox } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '@/parts/panel.tsx';
import type { RecordField } from '@/records/editor.ts';
import styles from './column-picker.module.css';
import type { Columns, KeptColumn } from './use-columns.ts';

interface Props<Row> {
  readonly columns: Columns<Row>;
  readonly fields: ReadonlyMap<string, RecordField<Row>>;
}

/** Which columns a list shows, and in which order. */
export function ColumnPicker<Row>(props: Props<Row>): ReactNode {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <Panel
      placement="bottomRight"
      title={t('grid.columns')}
      content={<Picker {...props} />}
      open={open}
      setOpen={setOpen}
    >
      <Button icon={<TableOutlined />}>{t('grid.columns')}</Button>
    </Panel>
  );
}

function Picker<Row>({ columns, fields }: Props<Row>): ReactNode {
  const { t } = useTranslation();
  const { kept } = columns;
  const shown = new Set(kept.map((column) => column.key));
  const hidden = [...fields.keys()].filter((key) => !shown.has(key));
  const labelOf = (key: string): string => fields.get(key)?.label ?? key;
  const swap = (at: number, to: number): void => {
    const moved = kept[at];
    if (moved !== undefined) columns.set(kept.toSpliced(at, 1).toSpliced(to, 0, moved));
  };
  return (
    <div className={styles.picker}>
      <p className={styles.hint}>{t('grid.columnsHint')}</p>
      <ul className={styles.list}>
        {kept.map((column, at) => (
          <li key={column.key} className={styles.row} draggable={at > 0} {...dragging(column, kept, columns)}>
            <Checkbox checked disabled={at === 0} onChange={() => columns.set(kept.filter((one) => one !== column))}>
              {labelOf(column.key)}
            </Checkbox>
            <span className={styles.moves}>
              <Button
                type="text"
                size="small"
                icon={<ArrowUpOutlined />}
                disabled={at < 2}
                aria-label={t('grid.up', { name: labelOf(column.key) })}
                onClick={() => swap(at, at - 1)}
              />
              <Button
                type="text"
                size="small"
                icon={<ArrowDownOutlined />}
                disabled={at === 0 || at === kept.length - 1}
                aria-label={t('grid.down', { name: labelOf(column.key) })}
                onClick={() => swap(at, at + 1)}
              />
            </span>
          </li>
        ))}
        {hidden.map((key) => (
          <li key={key} className={styles.row}>
            <Checkbox checked={false} onChange={() => columns.set([...kept, { key }])}>
              {labelOf(key)}
            </Checkbox>
          </li>
        ))}
      </ul>
      <Button size="small" onClick={() => columns.set(undefined)}>
        {t('grid.resetColumns')}
      </Button>
    </div>
  );
}

function dragging<Row>(
  column: KeptColumn,
  kept: readonly KeptColumn[],
  columns: Columns<Row>,
): React.HTMLAttributes<HTMLLIElement> {
  return {
    onDragStart: (event) => event.dataTransfer.setData('text/huiliu-column', column.key),
    onDragOver: (event) => event.preventDefault(),
    onDrop: (event) => {
      const key = event.dataTransfer.getData('text/huiliu-column');
      if (kept.some((one) => one.key === key)) columns.move(key, column.key);
    },
  };
}
