import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type ClipboardEvent,
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { isComposing } from '@/parts/keys.ts';
import type { RecordField } from '@/records/editor.ts';
import type { RowEdits } from '@/records/use-row-edits.tsx';
import { GridRow } from './grid-row.tsx';
import styles from './grid.module.css';
import { keepPlace, keptPlace } from './kept-place.ts';
import { HeaderCell } from './header-cell.tsx';
import type { Selection } from './use-selection.ts';

export const ROW_HEIGHT = 36;
const MARK_WIDTH = 42;

export interface GridRowData {
  readonly id: string;
}
export interface GridColumn<Row> {
  readonly field: RecordField<Row>;
  readonly width: number;
}
export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

export interface GridEdit<Row> extends Omit<RowEdits<Row>, 'dialog'> {
  may(row: Row, field: RecordField<Row>): boolean;
}

interface Props<Row extends GridRowData> {
  readonly label: string;
  readonly columns: readonly GridColumn<Row>[];
  readonly rows: readonly Row[];
  /** What the list is of; another list begins at its top. */
  readonly listKey: readonly unknown[];
  /** Rows that match in all, known or not yet; null while unknown. */
  readonly total: number | null;
  /** False while rows are on their way: asked again then, the request would come to nothing. */
  readonly hasMore: boolean;
  loadMore(): void;
  open(row: Row, place?: { newTab: boolean }): void;
  readonly selection?: Selection;
  /** Absent = nothing can be edited in place. */
  readonly edit?: GridEdit<Row>;
  cell?(row: Row, field: RecordField<Row>): ReactNode;
  resize?(key: string, width: number): void;
  move?(key: string, to: string): void;
}

/**
 * A grid of virtual rows for any number of records. Arrows move, Enter edits (or opens), Esc gives up, Tab saves and goes on,
 * space selects, with shift a range; Ctrl C copies the cell.
 */
export function Grid<Row extends GridRowData>(props: Props<Row>): ReactNode {
  const { label, columns, rows, listKey, total, hasMore, loadMore, open, selection, edit } = props;
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const listId = JSON.stringify(listKey);
  const [kept] = useState(() => keptPlace(listId));
  const [active, setActive] = useState<CellPlace>(kept?.active ?? { row: 0, column: 0 });
  const [editing, setEditing] = useState<CellPlace>();
  // Who comes back goes on where they were.
  const wantsFocus = useRef(kept !== undefined);
  const holdsFocus = useRef(false);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 5,
    getItemKey: (index) => rows[index]?.id ?? index,
    // Keeps rows clear of the header that sticks above them.
    scrollPaddingStart: ROW_HEIGHT,
    paddingEnd: 56,
    initialOffset: kept?.top ?? 0,
  });
  const selectLabel = t('grid.select');
  const shownList = useRef(listId);
  useEffect(() => {
    if (shownList.current === listId) return;
    shownList.current = listId;
    scroller.current?.scrollTo({ top: 0 });
    setActive({ row: 0, column: 0 });
    setEditing(undefined);
  }, [listId]);
  const keep = useCallback((): void => {
    keepPlace(listId, { active, top: scroller.current?.scrollTop ?? 0 });
  }, [listId, active]);
  useEffect(keep, [keep]);
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && last >= rows.length - 20) loadMore();
  }, [hasMore, last, loadMore, rows.length]);

  // A list that became shorter leaves the active cell on its last row.
  const place = {
    row: Math.min(active.row, Math.max(rows.length - 1, 0)),
    column: Math.min(active.column, columns.length - 1),
  };
  const isDrawn = items.some((item) => item.index === place.row);
  useEffect(() => {
    // The focused cell scrolled out of what is drawn: the grid itself takes the keys until the active cell is drawn again.
    if (holdsFocus.current && document.activeElement === document.body)
      scroller.current?.focus({ preventScroll: true });
    if (!wantsFocus.current || editing !== undefined) return;
    if (document.activeElement !== document.body && scroller.current?.contains(document.activeElement) === false) {
      wantsFocus.current = false;
      return;
    }
    const cell = scroller.current?.querySelector<HTMLElement>(`[data-cell="${place.row}:${place.column}"]`);
    // A row far away is drawn only after the list has scrolled there: then this runs again.
    if (cell === null || cell === undefined) return;
    wantsFocus.current = false;
    cell.focus({ preventScroll: true });
  });

  const go = (row: number, column: number, range = false): void => {
    const next = { row: clamp(row, rows.length), column: clamp(column, columns.length) };
    if (range) selection?.extendTo(next.row);
    setActive(next);
    wantsFocus.current = true;
    virtual.scrollToIndex(next.row);
    scrollColumn(scroller.current, columns, next.column, selection !== undefined);
  };
  const mayEdit = (at: CellPlace): boolean => {
    const row = rows[at.row];
    const field = columns[at.column]?.field;
    return row !== undefined && field !== undefined && edit?.may(row, field) === true;
  };
  const nextEditable = (at: CellPlace, step: number): CellPlace | undefined => {
    for (
      let cell = at.row * columns.length + at.column + step;
      cell >= 0 && cell < rows.length * columns.length;
      cell += step
    ) {
      const next = { row: Math.floor(cell / columns.length), column: cell % columns.length };
      if (mayEdit(next)) return next;
    }
    return undefined;
  };
  const leave = useCallback((): void => {
    setEditing(undefined);
    // Not from those who went on elsewhere, by a click.
    setTimeout(() => {
      if (document.activeElement !== document.body) return;
      scroller.current?.querySelector<HTMLElement>('[data-cell][tabindex="0"]')?.focus({ preventScroll: true });
    }, 0);
  }, []);

  const press = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (isComposing(event)) return;
    if (editing !== undefined) {
      // The editor is on its way still.
      if (event.key === 'Escape' && event.target === scroller.current) setEditing(undefined);
      if (event.key !== 'Tab') return;
      event.preventDefault();
      const next = nextEditable(editing, event.shiftKey ? -1 : 1);
      (document.activeElement as HTMLElement | null)?.blur();
      if (next === undefined) return;
      go(next.row, next.column);
      setEditing(next);
      return;
    }
    if (!(event.target instanceof HTMLElement)) return;
    if (event.target !== scroller.current && event.target.closest('[data-cell]') === null) return;
    const { row, column } = place;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / ROW_HEIGHT) - 2);
    const current = rows[row];
    const actions: Readonly<Record<string, () => void>> = {
      ArrowDown: () => go(row + 1, column, event.shiftKey),
      ArrowUp: () => go(row - 1, column, event.shiftKey),
      ArrowLeft: () => go(row, column - 1),
      ArrowRight: () => go(row, column + 1),
      PageDown: () => go(row + page, column),
      PageUp: () => go(row - page, column),
      Home: () => go(event.ctrlKey ? 0 : row, 0),
      End: () => go(event.ctrlKey ? rows.length - 1 : row, columns.length - 1),
      Escape: () => {
        const field = columns[column]?.field;
        if (current !== undefined && field !== undefined) edit?.forget(current, field);
      },
      F2: () => mayEdit(place) && setEditing(place),
      Enter: () => {
        if (current === undefined) return;
        if (event.ctrlKey || event.metaKey) open(current, { newTab: true });
        else if (column === 0 || !mayEdit(place)) open(current);
        else setEditing(place);
      },
      ' ': () => {
        if (event.shiftKey) selection?.extendTo(row);
        else if (current !== undefined) selection?.toggle(row);
      },
      a: () => {
        if (event.ctrlKey || event.metaKey) selection?.all();
      },
    };
    const action = actions[event.key];
    if (action === undefined || (event.key === 'a' && !event.ctrlKey && !event.metaKey)) return;
    event.preventDefault();
    action();
  };

  /** The active cell's text, as nothing of it is marked. Rows at once would be an export, which not everyone may. */
  const copy = (event: ClipboardEvent): void => {
    const row = rows[place.row];
    const field = columns[place.column]?.field;
    if (editing !== undefined || row === undefined || field === undefined || String(getSelection()) !== '') return;
    event.clipboardData.setData('text/plain', field.text(row));
    event.preventDefault();
  };

  const template = useMemo(
    () =>
      [
        selection === undefined ? '' : `${MARK_WIDTH}px`,
        ...columns.map((column) => `${column.width}px`),
        'minmax(0, 1fr)',
      ].join(' '),
    [columns, selection],
  );
  const width = columns.reduce((sum, column) => sum + column.width, selection === undefined ? 0 : MARK_WIDTH);
  return (
    <div
      ref={scroller}
      className={styles.grid}
      role="grid"
      aria-label={label}
      aria-rowcount={total === null ? -1 : total + 1}
      aria-colcount={columns.length}
      aria-multiselectable={selection !== undefined}
      style={{ '--columns': template, '--width': `${width}px` } as CSSProperties}
      tabIndex={isDrawn ? -1 : 0}
      onKeyDown={press}
      onCopy={copy}
      onScroll={keep}
      onFocus={(event) => {
        holdsFocus.current = true;
        if (event.target === scroller.current && isDrawn) wantsFocus.current = true;
      }}
      onBlur={() => {
        holdsFocus.current = false;
      }}
    >
      <div className={styles.head} role="row" aria-rowindex={1}>
        {selection !== undefined && (
          <div role="columnheader" className={styles.mark}>
            <input
              type="checkbox"
              className={styles.check}
              aria-label={t('grid.selectAll')}
              checked={rows.length > 0 && selection.count === rows.length}
              ref={(box) => {
                if (box !== null) box.indeterminate = selection.count > 0 && selection.count < rows.length;
              }}
              onChange={(event) => (event.target.checked ? selection.all() : selection.clear())}
            />
          </div>
        )}
        {columns.map((column) => (
          <HeaderCell key={column.field.key} column={column} resize={props.resize} move={props.move} />
        ))}
      </div>
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }} role="rowgroup">
        {items.map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          return (
            <GridRow
              key={row.id}
              row={row}
              index={item.index}
              start={item.start}
              columns={columns}
              selected={selection?.has(row.id) ?? false}
              active={item.index === place.row ? place.column : undefined}
              editing={editing?.row === item.index ? editing.column : undefined}
              selection={selection}
              selectLabel={selectLabel}
              edit={edit}
              cell={props.cell}
              open={open}
              focusCell={setActive}
              beginEdit={setEditing}
              leave={leave}
            />
          );
        })}
      </div>
    </div>
  );
}

function clamp(value: number, count: number): number {
  return Math.max(0, Math.min(value, count - 1));
}

/** Brings a column into sight that lies beside the scrolled part. */
function scrollColumn<Row>(
  scroller: HTMLElement | null,
  columns: readonly GridColumn<Row>[],
  column: number,
  marked: boolean,
): void {
  if (scroller === null) return;
  const left = columns.slice(0, column).reduce((sum, one) => sum + one.width, marked ? MARK_WIDTH : 0);
  const right = left + (columns[column]?.width ?? 0);
  if (left < scroller.scrollLeft + MARK_WIDTH) scroller.scrollLeft = Math.max(0, left - MARK_WIDTH);
  else if (right > scroller.scrollLeft + scroller.clientWidth) scroller.scrollLeft = right - scroller.clientWidth;
}
