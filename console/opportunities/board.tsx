import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { shownName } from '@/records/shown-name.ts';
import { request } from '@/api/request.ts';
import { useDirectory } from '@/api/session.ts';
import type { Id, Listed, Opportunity } from '@/api/shapes.ts';
import { isComposing } from '@/parts/keys.ts';
import { Failed, hasFailed, Loading, Nothing } from '@/parts/states.tsx';
import { useTimes } from '@/parts/use-times.ts';
import { assignmentText } from '@/records/customer-fields.ts';
import styles from './board.module.css';
import { type BoardColumn, type BoardFilters, boardQuery } from './board-query.ts';
import { useMoveStage } from './use-move-stage.tsx';

const DRAGGED = 'text/huiliu-opportunity';

interface Props {
  readonly filters: BoardFilters;
  readonly editable: boolean;
  open(id: Id): void;
}

/** A column a stage. Cards are dragged between them, or moved by Alt with the left and right arrows. */
export function Board({ filters, editable, open }: Props): ReactNode {
  const { t } = useTranslation();
  const board = useQuery(boardQuery(filters));
  const { move, dialog } = useMoveStage();
  // A card that is moved by keyboard keeps the focus: without one, the same keys are the browser's Back and Forward.
  const held = useRef<Id>(undefined);
  const self = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (held.current === undefined || document.activeElement !== document.body) return;
    self.current?.querySelector<HTMLElement>(`[data-id="${held.current}"] button`)?.focus();
  });
  if (hasFailed(board)) return <Failed error={board.error} again={() => void board.refetch()} />;
  if (board.data === undefined) return <Loading rows={12} />;
  const { columns, total } = board.data;
  if (total === 0)
    return (
      <Nothing
        text={
          filters.q === undefined && filters.owner === undefined ? t('opportunities.empty') : t('opportunities.noMatch')
        }
      />
    );
  const find = (id: string): Opportunity | undefined =>
    columns.flatMap((column) => column.items).find((one) => one.id === id);
  return (
    <div ref={self} className={styles.board} onPointerDown={() => (held.current = undefined)}>
      {columns.map((column, at) => (
        <Column
          key={column.stage.id}
          column={column}
          filters={filters}
          editable={editable}
          open={open}
          drop={(id) => {
            const opportunity = find(id);
            if (opportunity !== undefined) move(opportunity, column.stage.id);
          }}
          step={(opportunity, by) => {
            const next = columns[at + by];
            if (next === undefined) return;
            held.current = opportunity.id;
            move(opportunity, next.stage.id);
          }}
        />
      ))}
      {dialog}
    </div>
  );
}

interface ColumnProps extends Props {
  readonly column: BoardColumn;
  drop(id: Id): void;
  step(opportunity: Opportunity, by: 1 | -1): void;
}

function Column({ column, filters, editable, open, drop, step }: ColumnProps): ReactNode {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const { stages } = useDirectory();
  const [over, setOver] = useState(false);
  const [busy, setBusy] = useState(false);
  const kind = column.stage.id === stages.won ? 'won' : column.stage.id === stages.lost ? 'lost' : 'open';

  const more = async (): Promise<void> => {
    setBusy(true);
    const query = {
      ...filters,
      stage: column.stage.id,
      cursor: column.nextCursor ?? undefined,
      limit: 50,
      count: false,
    };
    const page = await request<Listed<Opportunity>>('/opportunities', { query }).catch(() => undefined);
    setBusy(false);
    if (page === undefined) return;
    queryClient.setQueryData(boardQuery(filters).queryKey, (board) => {
      if (board === undefined) return board;
      const columns = board.columns.map((one) =>
        one.stage.id === column.stage.id
          ? { ...one, items: [...one.items, ...page.items], nextCursor: page.nextCursor }
          : one,
      );
      return { ...board, columns };
    });
  };
  return (
    <section
      className={styles.column}
      data-over={over}
      data-stage={column.stage.id}
      data-kind={kind}
      aria-label={t('opportunities.column', { stage: column.stage.name, count: column.total })}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(DRAGGED)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(event) => {
        setOver(false);
        drop(event.dataTransfer.getData(DRAGGED));
      }}
    >
      <h2>
        {column.stage.name} <span className="hl-numbers">{column.total.toLocaleString()}</span>
      </h2>
      <ol className={styles.cards}>
        {column.items.map((one) => (
          <Card
            key={one.id}
            opportunity={one}
            editable={editable}
            open={() => open(one.id)}
            step={(by) => step(one, by)}
          />
        ))}
        {column.items.length === 0 && <li className={styles.nothing}>{t('opportunities.emptyColumn')}</li>}
      </ol>
      {column.nextCursor !== null && (
        <Button size="small" block loading={busy} onClick={() => void more()}>
          {t('parts.more')}
        </Button>
      )}
    </section>
  );
}

interface CardProps {
  readonly opportunity: Opportunity;
  readonly editable: boolean;
  open(): void;
  step(by: 1 | -1): void;
}

function Card({ opportunity, editable, open, step }: CardProps): ReactNode {
  const { t } = useTranslation();
  const times = useTimes();
  const press = (event: KeyboardEvent): void => {
    if (!event.altKey || isComposing(event) || !editable) return;
    const by = ({ ArrowLeft: -1, ArrowRight: 1 } as const)[event.key as 'ArrowLeft' | 'ArrowRight'];
    if (by === undefined) return;
    event.preventDefault();
    step(by);
  };
  return (
    <li
      className={styles.card}
      draggable={editable}
      data-id={opportunity.id}
      onDragStart={(event) => {
        event.dataTransfer.setData(DRAGGED, opportunity.id);
        event.dataTransfer.effectAllowed = 'move';
      }}
    >
      <button
        type="button"
        className={styles.name}
        onClick={open}
        onKeyDown={press}
        {...(editable
          ? { 'aria-keyshortcuts': 'Alt+ArrowLeft Alt+ArrowRight', title: t('opportunities.moveHint') }
          : {})}
      >
        {opportunity.name}
      </button>
      <Link className={styles.customer} to="/customers/$id" params={{ id: opportunity.customer.id }}>
        {shownName(opportunity.customer)}
      </Link>
      <div className={styles.foot}>
        <span>{assignmentText(opportunity.owner) || t('states.none')}</span>
        <time dateTime={opportunity.lastContactAt ?? opportunity.createdAt}>
          {times.relative(opportunity.lastContactAt ?? opportunity.createdAt)}
        </time>
      </div>
      {opportunity.loseReason !== null && opportunity.state === 'lost' && (
        <div className={styles.reason}>{opportunity.loseReason.name}</div>
      )}
    </li>
  );
}
