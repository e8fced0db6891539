import { PlusOutlined } from '@ant-design/icons';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Select } from 'antd';
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useSession } from '@/api/session.ts';
import type { Company } from '@/api/shapes.ts';
import styles from '@/customers/customers.module.css';
import { TextFilter } from '@/customers/text-filter.tsx';
import { Chip } from '@/grid/chip.tsx';
import { ColumnPicker } from '@/grid/column-picker.tsx';
import { Grid } from '@/grid/grid.tsx';
import { RowLink } from '@/grid/row-link.tsx';
import { useColumns } from '@/grid/use-columns.ts';
import { MoreFailed } from '@/parts/more-failed.tsx';
import { Failed, hasFailed, Loading, Nothing } from '@/parts/states.tsx';
import { useCompanyFields } from '@/records/company-fields.ts';
import { companyKind, listQuery, putRow } from '@/records/list-query.ts';
import { isSame } from '@/records/save-row.ts';
import { useRowEdits } from '@/records/use-row-edits.tsx';
import { searchOf, type ViewDefinition, viewsQuery } from '@/views/views-query.ts';
import { ViewsMenu } from '@/views/views-menu.tsx';
import { NewCompany } from './new-company.tsx';

const usualColumns = ['name', 'customerCount', 'province', 'city', 'owner', 'labels', 'serviceEnd', 'createdAt'];
const sorts = ['-createdAt', 'createdAt', '-updatedAt', 'updatedAt'] as const;

/** The list of companies, by part of their name. */
export function Companies(): ReactNode {
  const { t } = useTranslation();
  const { q, sort, view: viewId } = useSearch({ from: '/signed-in/companies' });
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { seeingAs } = useSession();
  const mayEdit = useMay('customer.edit') && !seeingAs;
  const fields = useCompanyFields();
  const [creating, setCreating] = useState(false);

  const views = useQuery(viewsQuery('companies'));
  const view = views.data?.items.find((one) => one.id === viewId);
  const columns = useColumns('companies', fields, usualColumns, view);
  const ready = columns.ready && !(viewId !== undefined && views.isPending);
  const query = listQuery<Company>(companyKind, '/companies', { q, sort: sort ?? sorts[0] });
  const list = useInfiniteQuery(query);
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const total = list.data?.pages[0]?.total ?? null;
  const edits = useRowEdits<Company>(
    (row) => `/companies/${row.id}`,
    (row) => putRow(queryClient, companyKind, row),
  );

  const set = useCallback(
    (change: Readonly<Record<string, string | undefined>>): void =>
      void navigate({ to: '/companies', search: (before) => ({ ...before, ...change }), replace: true }),
    [navigate],
  );
  const open = useCallback(
    (row: Company, place?: { newTab: boolean }): void => {
      if (place?.newTab === true) window.open(`/companies/${row.id}`);
      else void navigate({ to: '/companies/$id', params: { id: row.id } });
    },
    [navigate],
  );
  const { fetchNextPage } = list;
  const loadMore = useCallback((): void => void fetchNextPage({ cancelRefetch: false }), [fetchNextPage]);
  const present: ViewDefinition = { filters: q === undefined ? {} : { q }, columns: columns.kept, sort: sort ?? null };
  const changed = view === undefined ? q !== undefined || sort !== undefined : !isSame(view.definition, present);
  return (
    <div className={styles.screen}>
      <div className={styles.head}>
        <ViewsMenu
          record="companies"
          chosen={view}
          present={present}
          changed={changed}
          choose={(one) => void navigate({ to: '/companies', search: searchOf(one) })}
        />
        <span className={`${styles.total} hl-numbers`} role="status">
          {total === null ? '' : t('companies.total', { shown: total.toLocaleString() })}
        </span>
        <div className={styles.actions}>
          <ColumnPicker columns={columns} fields={fields} />
          {mayEdit && (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setCreating(true)}>
              {t('companies.create')}
            </Button>
          )}
        </div>
      </div>
      <div className={styles.filters} role="search">
        <TextFilter
          placeholder={t('companies.textFilter')}
          value={q ?? ''}
          set={(text) => set({ q: text === '' ? undefined : text })}
        />
        <Select
          className={styles.sort ?? ''}
          aria-label={t('customers.sort')}
          popupMatchSelectWidth={false}
          value={sort ?? sorts[0]}
          options={sorts.map((value) => ({ value, label: t(`customers.sorts.${value}`) }))}
          onChange={(value) => set({ sort: value === sorts[0] ? undefined : value })}
        />
      </div>
      <div className={styles.list} aria-busy={list.isPlaceholderData}>
        {hasFailed(list) && <Failed error={list.error} again={() => void list.refetch()} />}
        {!hasFailed(list) && (list.data === undefined || !ready) && <Loading rows={14} />}
        {list.data !== undefined && ready && rows.length === 0 && (
          <Nothing
            text={q === undefined ? t('companies.empty') : t('companies.noMatch')}
            action={
              q !== undefined && <Button onClick={() => set({ q: undefined })}>{t('customers.clearFilters')}</Button>
            }
          />
        )}
        {rows.length > 0 && ready && (
          <Grid
            label={t('shell.companies')}
            columns={columns.shown}
            rows={rows}
            listKey={query.queryKey}
            total={total}
            hasMore={list.hasNextPage && !list.isFetching && !list.isFetchNextPageError}
            loadMore={loadMore}
            open={open}
            {...(mayEdit ? { edit: { ...edits, may: (_, field) => field.editor.kind !== 'shown' } } : {})}
            cell={companyCell}
            resize={columns.resize}
            move={columns.move}
          />
        )}
        <MoreFailed list={list} />
      </div>
      {edits.dialog}
      {creating && <NewCompany close={() => setCreating(false)} />}
    </div>
  );
}

function companyCell(row: Company, field: { key: string }): ReactNode {
  if (field.key === 'name') {
    return (
      <RowLink href={`/companies/${row.id}`} className={styles.name}>
        {row.name}
      </RowLink>
    );
  }
  if (field.key === 'labels') return row.labels.map((label) => <Chip key={label}>{label}</Chip>);
  return undefined;
}
