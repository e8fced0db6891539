import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { shownName } from '@/records/shown-name.ts';
import { request } from '@/api/request.ts';
import { useDirectory } from '@/api/session.ts';
import type { BoardColumn, Id, Listed, Opportunity } from '@/api/shapes.ts';
import { isComposing } from '@/parts/keys.ts';
import { Failed, hasFailed, Loading, Nothing } from '@/parts/states.tsx';
import { useProblemMessage } from '@/parts/use-problem-message.ts';
import { useTimes } from '@/parts/use-times.ts';
import { assignmentText } from '@/records/customer-fields.ts';
import styles from './board.module.css';
import { type BoardFilters, boardQuery } from './board-query.ts';
import { useMoveStage } from './use-move-stage.tsx';

const DRAGGED = 'text/huiliu-opportunity';
/** What the list's filter calls it. */
const NO_STAGE = 'none';

interface Props {
  readonly filters: BoardFilters;
  readonly editable: boolean;
  open(id: Id): void;
}

/**
 * A column a stage; one of no stage or a disabled one is there while it holds some, and takes no cards. Cards are dragged between
 * them, or moved by Alt with the left and right arrows.
 */
export function Board({ filters, editable, open }: Props): ReactNode {
  const { t } = useTranslation();
  const board = useQuery(boardQuery(filters));
  const { move, dialog } = useMoveStage();
  const stages = useDirectory().dictionaries['opportunity_stage'] ?? [];
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
  const isEnabled = ({ stage }: BoardColumn): boolean => stages.some(({ id, enabled }) => id === stage?.id && enabled);
  return (
    <div ref={self} className={styles.board} onPointerDown={() => (held.current = undefined)}>
      {columns.map((column, at) => (
        <Column
          key={column.stage?.id ?? NO_STAGE}
          column={column}
          takesCards={isEnabled(column)}
          filters={filters}
          editable={editable}
          open={open}
          drop={(id) => {
            const opportunity = find(id);
            if (opportunity !== undefined && column.stage !== null) move(opportunity, column.stage.id);
          }}
          step={(opportunity, by) => {
            const further = by === 1 ? columns.slice(at + 1) : columns.slice(0, at).reverse();
            const stage = further.find(isEnabled)?.stage ?? null;
            if (stage === null) return;
            held.current = opportunity.id;
            move(opportunity, stage.id);
          }}
        />
      ))}
      {dialog}
    </div>
  );
}

interface ColumnProps extends Props {
  readonly column: BoardColumn;
  readonly takesCards: boolean;
  drop(id: Id): void;
  step(opportunity: Opportunity, by: 1 | -1): void;
}

function Column({ column, takesCards, filters, editable, open, drop, step }: ColumnProps): ReactNode {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const { stages } = useDirectory();
  const [over, setOver] = useState(false);
  const [busy, setBusy] = useState(false);
  const fail = useProblemMessage();
  const stageId = column.stage?.id ?? null;
  const name = column.stage?.name ?? t('opportunities.noStage');
  const kind = stageId === null ? 'none' : stageId === stages.won ? 'won' : stageId === stages.lost ? 'lost' : 'open';

  const more = async (): Promise<void> => {
    setBusy(true);
    const query = {
      ...filters,
      stage: stageId ?? NO_STAGE,
      cursor: column.nextCursor ?? undefined,
      limit: 50,
      count: false,
    };
    const page = await request<Listed<Opportunity>>('/opportunities', { query }).catch(fail);
    setBusy(false);
    if (page === undefined) return;
    queryClient.setQueryData(boardQuery(filters).queryKey, (board) => {
      if (board === undefined) return board;
      const columns = board.columns.map((one) =>
        one.stage?.id === column.stage?.id
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
      data-stage={stageId ?? NO_STAGE}
      data-kind={kind}
      aria-label={t('opportunities.column', { stage: name, count: column.total })}
      onDragOver={(event) => {
        if (!takesCards || !event.dataTransfer.types.includes(DRAGGED)) return;
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
        {name} <span className="hl-numbers">{column.total.toLocaleString()}</span>
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
