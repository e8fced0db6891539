import { ExportOutlined, PlusOutlined } from '@ant-design/icons';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button } from 'antd';
import { type ReactNode, Suspense, useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { lazyPart } from '@/app/load-code.ts';
import { useDirectory, useMay, useSession } from '@/api/session.ts';
import type { Customer } from '@/api/shapes.ts';
import { readSearch } from '@/app/address-search.ts';
import { ColumnPicker } from '@/grid/column-picker.tsx';
import { Grid } from '@/grid/grid.tsx';
import { useColumns } from '@/grid/use-columns.ts';
import { useSelection } from '@/grid/use-selection.ts';
import { MoreFailed } from '@/parts/more-failed.tsx';
import { Failed, hasFailed, Loading, Nothing } from '@/parts/states.tsx';
import { useCustomerFields } from '@/records/customer-fields.ts';
import { isSame } from '@/records/save-row.ts';
import { useRowEdits } from '@/records/use-row-edits.tsx';
import { searchOf, type ViewDefinition, viewsQuery } from '@/views/views-query.ts';
import { ViewsMenu } from '@/views/views-menu.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { CustomerCell } from './customer-cell.tsx';
import styles from './customers.module.css';
import { customerKind, putRow } from '@/records/list-query.ts';
import { FilterBar } from './filter-bar.tsx';
import { apiFilters, customersQuery, filtersOf, sorts } from './list-address.ts';
import { useListNews } from './use-list-news.ts';

const NewCustomer = lazyPart(() => import('./new-customer.tsx'), 'NewCustomer');
const ExportDialog = lazyPart(() => import('@/transfers/export-dialog.tsx'), 'ExportDialog');

export const usualColumns = [
  'name',
  'phones',
  'company',
  'type',
  'grade',
  'dealFlag',
  'owner',
  'labels',
  'followUpCount',
  'lastContactAt',
  'createdAt',
];

/** The list of customers. Its address holds the whole state: filters, order, view. */
export function Customers(): ReactNode {
  const { t } = useTranslation();
  const search = useSearch({ strict: false }) as Readonly<Record<string, string | undefined>>;
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { timeZone } = useDirectory().tenant;
  const { seeingAs } = useSession();
  const mayEdit = useMay('customer.edit') && !seeingAs;
  const fields = useCustomerFields();
  const mayExport = useMay('export') && !seeingAs;
  const [creating, setCreating] = useState(false);
  const [exporting, setExporting] = useState(false);

  const views = useQuery(viewsQuery('customers'));
  const view = views.data?.items.find((one) => one.id === search['view']);
  const columns = useColumns('customers', fields, usualColumns, view);
  // The columns of a view that is yet to come would jump when they replace the usual ones.
  const ready = columns.ready && !(search['view'] !== undefined && views.isPending);
  const filters = useMemo(() => filtersOf(search), [search]);
  const sort = search['sort'] ?? sorts[0];
  const query = useMemo(() => customersQuery(search, timeZone), [search, timeZone]);
  const list = useInfiniteQuery(query);
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const total = list.data?.pages[0]?.total ?? null;
  const selection = useSelection(rows);
  const edits = useRowEdits<Customer>(
    (row) => `/customers/${row.id}`,
    (row) => putRow(queryClient, customerKind, row),
  );
  const news = useListNews(rows, query.queryKey);

  const set = useCallback(
    (change: Readonly<Record<string, string | undefined>>): void => {
      selection.clear();
      // On its way while the address changes.
      void queryClient.prefetchInfiniteQuery(customersQuery(readSearch({ ...search, ...change }), timeZone));
      void navigate({ to: '.', search: (before) => ({ ...before, ...change }), replace: true });
    },
    [navigate, selection, queryClient, search, timeZone],
  );
  const open = useCallback(
    (row: Customer, place?: { newTab: boolean }): void => {
      if (place?.newTab === true) window.open(`/customers/${row.id}`);
      else void navigate({ to: '/customers/$id', params: { id: row.id } });
    },
    [navigate],
  );
  const { fetchNextPage } = list;
  const loadMore = useCallback((): void => void fetchNextPage({ cancelRefetch: false }), [fetchNextPage]);
  const cell = useCallback((row: Customer, field: { key: string }) => CustomerCell({ row, field: field.key }), []);

  const present: ViewDefinition = {
    filters: filters as Record<string, string>,
    columns: columns.kept,
    sort: search['sort'] ?? null,
  };
  const changed =
    view === undefined
      ? Object.keys(filters).length > 0 || search['sort'] !== undefined
      : !isSame(view.definition, present);
  const filtered = Object.keys(filters).length > 0;
  return (
    <div className={styles.screen}>
      <div className={styles.head}>
        <ViewsMenu
          record="customers"
          chosen={view}
          present={present}
          changed={changed}
          choose={(one) => void navigate({ to: '/customers', search: searchOf(one) })}
        />
        <span className={`${styles.total} hl-numbers`} role="status">
          {total === null ? '' : t('customers.total', { count: total, shown: total.toLocaleString() })}
        </span>
        <div className={styles.actions}>
          {news.count > 0 && (
            <Button type="link" onClick={news.show}>
              {t('customers.news', { count: news.count })}
            </Button>
          )}
          {mayExport && (
            <Button icon={<ExportOutlined />} onClick={() => setExporting(true)}>
              {t('transfers.export')}
            </Button>
          )}
          <ColumnPicker columns={columns} fields={fields} />
          {mayEdit && (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setCreating(true)}>
              {t('customers.create')}
            </Button>
          )}
        </div>
      </div>
      <FilterBar filters={filters} sort={sort} set={set} />
      <div className={styles.list} aria-busy={list.isPlaceholderData}>
        {hasFailed(list) && <Failed error={list.error} again={() => void list.refetch()} />}
        {!hasFailed(list) && (list.data === undefined || !ready) && <Loading rows={14} />}
        {list.data !== undefined && ready && rows.length === 0 && (
          <Nothing
            text={filtered ? t('customers.noMatch') : t('customers.empty')}
            action={
              filtered ? (
                <Button onClick={() => void navigate({ to: '/customers', search: {} })}>
                  {t('customers.clearFilters')}
                </Button>
              ) : (
                mayEdit && <Button onClick={() => setCreating(true)}>{t('customers.create')}</Button>
              )
            }
          />
        )}
        {rows.length > 0 && ready && (
          <Grid
            label={t('shell.customers')}
            columns={columns.shown}
            rows={rows}
            listKey={query.queryKey}
            total={total}
            hasMore={list.hasNextPage && !list.isFetching && !list.isFetchNextPageError}
            loadMore={loadMore}
            open={open}
            {...(mayEdit ? { selection, edit: { ...edits, may: (_, field) => field.editor.kind !== 'shown' } } : {})}
            cell={cell}
            resize={columns.resize}
            move={columns.move}
          />
        )}
        <MoreFailed list={list} />
        {mayEdit && <BulkBar rows={rows} selection={selection} fields={fields} />}
      </div>
      {edits.dialog}
      <Suspense>
        {exporting && (
          <ExportDialog
            close={() => setExporting(false)}
            given={{ record: 'customers', filters: apiFilters(filters, timeZone) }}
            started={() => void navigate({ to: '/transfers', search: {} })}
          />
        )}
        {creating && <NewCustomer close={() => setCreating(false)} />}
      </Suspense>
    </div>
  );
}
