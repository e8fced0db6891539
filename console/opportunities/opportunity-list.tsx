import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { shownName } from '@/records/shown-name.ts';
import type { Id, Opportunity } from '@/api/shapes.ts';
import styles from '@/customers/customers.module.css';
import { ColumnPicker } from '@/grid/column-picker.tsx';
import { Grid } from '@/grid/grid.tsx';
import { Chip } from '@/grid/chip.tsx';
import { RowLink } from '@/grid/row-link.tsx';
import { useColumns } from '@/grid/use-columns.ts';
import { MoreFailed } from '@/parts/more-failed.tsx';
import { Failed, hasFailed, Loading, Nothing } from '@/parts/states.tsx';
import { listQuery, opportunityKind, putRow } from '@/records/list-query.ts';
import { useOpportunityFields } from '@/records/opportunity-fields.ts';
import { useRowEdits } from '@/records/use-row-edits.tsx';

const usualColumns = ['name', 'customer', 'stage', 'type', 'source', 'owner', 'lastContactAt', 'createdAt'];
const tones = { open: 'info', won: 'success', lost: 'plain' } as const;

interface Props {
  readonly filters: Readonly<Record<string, string | undefined>>;
  readonly editable: boolean;
  open(id: Id): void;
}

/** How many opportunities the list has. */
export function OpportunityTotal({ filters }: Pick<Props, 'filters'>): ReactNode {
  const { t } = useTranslation();
  const total = useInfiniteQuery(listOf(filters)).data?.pages[0]?.total ?? null;
  return (
    <span className={`${styles.total} hl-numbers`} role="status">
      {total !== null && t('opportunities.total', { shown: total.toLocaleString() })}
    </span>
  );
}

export function OpportunityColumns(): ReactNode {
  const fields = useOpportunityFields();
  return <ColumnPicker columns={useColumns('opportunities', fields, usualColumns)} fields={fields} />;
}

export function OpportunityList({ filters, editable, open }: Props): ReactNode {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const fields = useOpportunityFields();
  const columns = useColumns('opportunities', fields, usualColumns);
  const query = listOf(filters);
  const list = useInfiniteQuery(query);
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const edits = useRowEdits<Opportunity>(
    (row) => `/opportunities/${row.id}`,
    (row) => putRow(queryClient, opportunityKind, row),
  );
  const { fetchNextPage } = list;
  const loadMore = useCallback((): void => void fetchNextPage({ cancelRefetch: false }), [fetchNextPage]);

  if (hasFailed(list)) return <Failed error={list.error} again={() => void list.refetch()} />;
  if (list.data === undefined || !columns.ready) return <Loading rows={14} />;
  if (rows.length === 0) {
    return (
      <Nothing
        text={
          Object.values(filters).every((value) => value === undefined)
            ? t('opportunities.empty')
            : t('opportunities.noMatch')
        }
      />
    );
  }
  return (
    <>
      <Grid<Opportunity>
        label={t('shell.opportunities')}
        columns={columns.shown}
        rows={rows}
        listKey={query.queryKey}
        total={list.data.pages[0]?.total ?? null}
        hasMore={list.hasNextPage && !list.isFetching && !list.isFetchNextPageError}
        loadMore={loadMore}
        open={(row) => open(row.id)}
        {...(editable ? { edit: { ...edits, may: (_, field) => field.editor.kind !== 'shown' } } : {})}
        cell={(row, field) => cell(row, field.key, open)}
        resize={columns.resize}
        move={columns.move}
      />
      <MoreFailed list={list} />
      {edits.dialog}
    </>
  );
}

function listOf(filters: Props['filters']) {
  return listQuery<Opportunity>(opportunityKind, '/opportunities', filters);
}

function cell(row: Opportunity, key: string, open: (id: Id) => void): ReactNode {
  if (key === 'name') {
    return (
      <button type="button" tabIndex={-1} className={styles.plain} onClick={() => open(row.id)}>
        {row.name}
      </button>
    );
  }
  if (key === 'customer') {
    return (
      <RowLink href={`/customers/${row.customer.id}`} className={styles.link}>
        {shownName(row.customer)}
      </RowLink>
    );
  }
  if (key === 'stage' && row.stage !== null) return <Chip tone={tones[row.state]}>{row.stage.name}</Chip>;
  return undefined;
}
