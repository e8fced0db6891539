import { ClockCircleOutlined, InboxOutlined, UserSwitchOutlined } from '@ant-design/icons';
import { type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { App, Button, Segmented, Select } from 'antd';
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/request.ts';
import { useDirectory, useSession } from '@/api/session.ts';
import type { Customer, Listed, Quota } from '@/api/shapes.ts';
import { CustomerCell } from '@/customers/customer-cell.tsx';
import styles from '@/customers/customers.module.css';
import { FilterBar } from '@/customers/filter-bar.tsx';
import { apiFilters, filtersOf, sorts } from '@/customers/list-address.ts';
import { ColumnPicker } from '@/grid/column-picker.tsx';
import { Grid } from '@/grid/grid.tsx';
import { useColumns } from '@/grid/use-columns.ts';
import { useSelection } from '@/grid/use-selection.ts';
import { contains } from '@/parts/contains.ts';
import { randomId } from '@/parts/random-id.ts';
import { MoreFailed } from '@/parts/more-failed.tsx';
import { Failed, hasFailed, Loading, Nothing } from '@/parts/states.tsx';
import { useProblemMessage } from '@/parts/use-problem-message.ts';
import { useUndo } from '@/parts/use-undo.tsx';
import { assignmentOf, useAssignmentOptions } from '@/records/assignment-select.tsx';
import { customerKind, listQuery, wholeListQuery } from '@/records/list-query.ts';
import { Dialog } from '@/parts/dialog.tsx';
import { ClaimButton } from './claim-button.tsx';
import { usePoolFields } from './pool-fields.ts';

const usualColumns = ['name', 'phones', 'company', 'grade', 'poolReason', 'recycledAt', 'lastContactAt'];
const soonColumns = ['name', 'recyclesAt', 'phones', 'company', 'lastContactAt', 'followUpCount', 'owner'];

/** Customers of nobody, to be claimed; and one's own that will soon be among them. */
export function Pool(): ReactNode {
  const { t } = useTranslation();
  const search = useSearch({ from: '/signed-in/pool' });
  const navigate = useNavigate();
  const { timeZone } = useDirectory().tenant;
  const { seeingAs } = useSession();
  const fields = usePoolFields();
  const soon = search['mode'] === 'soon';
  const filters = useMemo(() => filtersOf(search), [search]);
  const sort = search['sort'] ?? sorts[0];
  const columns = useColumns(soon ? 'pool-soon' : 'pool', fields, soon ? soonColumns : usualColumns);
  const query = soon
    ? wholeListQuery<Customer>(customerKind, '/pool/soon')
    : listQuery<Customer>(customerKind, '/pool', { ...apiFilters(filters, timeZone), sort });
  const list = useInfiniteQuery(query);
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const quota = quotaOf(list.data);
  const selection = useSelection(rows);
  const chosen = rows.filter((row) => selection.has(row.id));

  const set = useCallback(
    (change: Readonly<Record<string, string | undefined>>): void => {
      selection.clear();
      void navigate({ to: '/pool', search: (before) => ({ ...before, ...change }), replace: true });
    },
    [navigate, selection],
  );
  const open = useCallback(
    (row: Customer): void => void navigate({ to: '/customers/$id', params: { id: row.id } }),
    [navigate],
  );
  const { fetchNextPage } = list;
  const loadMore = useCallback((): void => void fetchNextPage({ cancelRefetch: false }), [fetchNextPage]);
  const cell = useCallback((row: Customer, field: { key: string }) => CustomerCell({ row, field: field.key }), []);
  const total = list.data?.pages[0]?.total ?? null;
  return (
    <div className={styles.screen}>
      <div className={styles.head}>
        <h1 className={styles.title}>{t('pool.title')}</h1>
        <span className={`${styles.total} hl-numbers`} role="status">
          {total === null ? '' : t('customers.total', { shown: total.toLocaleString() })}
        </span>
        {quota !== undefined && (
          <span className={styles.total}>{t('home.quota', { left: quota.left, perDay: quota.perDay })}</span>
        )}
        <div className={styles.actions}>
          <ColumnPicker columns={columns} fields={fields} />
          <Segmented
            aria-label={t('pool.mode')}
            value={soon ? 'soon' : 'pool'}
            options={[
              { value: 'pool', label: t('pool.inPool'), icon: <InboxOutlined /> },
              { value: 'soon', label: t('pool.soon'), icon: <ClockCircleOutlined /> },
            ]}
            onChange={(mode) => set({ mode: mode === 'soon' ? mode : undefined })}
          />
        </div>
      </div>
      {!soon && <FilterBar filters={filters} sort={sort} set={set} without={['owner']} />}
      <div className={styles.list} aria-busy={list.isPlaceholderData}>
        {hasFailed(list) && <Failed error={list.error} again={() => void list.refetch()} />}
        {!hasFailed(list) && (list.data === undefined || !columns.ready) && <Loading rows={14} />}
        {list.data !== undefined && columns.ready && rows.length === 0 && (
          <Nothing
            text={
              soon ? t('pool.noneSoon') : Object.keys(filters).length > 0 ? t('customers.noMatch') : t('home.poolEmpty')
            }
          />
        )}
        {rows.length > 0 && columns.ready && (
          <Grid<Customer>
            label={t('pool.title')}
            columns={columns.shown}
            rows={rows}
            listKey={query.queryKey}
            total={total}
            hasMore={list.hasNextPage && !list.isFetching && !list.isFetchNextPageError}
            loadMore={loadMore}
            open={open}
            {...(soon || seeingAs ? {} : { selection })}
            cell={cell}
            resize={columns.resize}
            move={columns.move}
          />
        )}
        <MoreFailed list={list} />
        {selection.count > 0 && (
          <div className={styles.bulk} role="toolbar" aria-label={t('customers.bulk')}>
            <span role="status">{t('customers.chosen', { count: selection.count })}</span>
            <ClaimButton
              ids={chosen.map((row) => row.id)}
              quota={quota}
              type="primary"
              done={() => selection.clear()}
            />
            <AssignButton chosen={chosen} done={() => selection.clear()} />
          </div>
        )}
      </div>
    </div>
  );
}

function quotaOf(data: InfiniteData<Listed<Customer>> | undefined): Quota | undefined {
  return (data?.pages[0] as { quota?: Quota } | undefined)?.quota;
}

/** Gives customers of the pool to an agent or a department; not counted against anybody's quota. */
function AssignButton({ chosen, done }: { chosen: readonly Customer[]; done: () => void }): ReactNode {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { scope } = useSession();
  const queryClient = useQueryClient();
  const fail = useProblemMessage();
  const undo = useUndo();
  const options = useAssignmentOptions();
  const [open, setOpen] = useState(false);
  const [key, setKey] = useState<string | null>(null);
  if (scope === 'own') return null;
  const ids = chosen.map((row) => row.id);
  const refresh = (): void => {
    void queryClient.invalidateQueries({ queryKey: ['customers'] });
    void queryClient.invalidateQueries({ queryKey: ['home'] });
  };
  const assign = async (): Promise<void> => {
    try {
      const json = { ids, owner: assignmentOf(key) };
      const { changed, failed } = await request<{ changed: readonly string[]; failed: readonly unknown[] }>(
        '/pool/assign',
        {
          method: 'POST',
          json,
          idempotencyKey: randomId(),
        },
      );
      setOpen(false);
      done();
      refresh();
      if (failed.length > 0) void message.warning(t('customers.bulkFailed', { count: failed.length }));
      undo(t('pool.assigned', { count: changed.length }), async () => {
        await request('/customers/bulk', { method: 'POST', json: { ids: changed, patch: { owner: null } } });
        refresh();
      });
    } catch (error) {
      fail(error);
    }
  };
  return (
    <>
      <Button icon={<UserSwitchOutlined />} onClick={() => setOpen(true)}>
        {t('pool.assign')}
      </Button>
      <Dialog
        open={open}
        title={t('pool.assignTitle', { count: chosen.length })}
        okText={t('pool.assign')}
        okButtonProps={{ disabled: key === null }}
        onOk={() => void assign()}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <Select
          autoFocus
          style={{ width: '100%' }}
          aria-label={t('customers.fields.owner')}
          showSearch={{ filterOption: contains }}
          value={key}
          options={options}
          onChange={(next: string | null) => setKey(next)}
        />
      </Dialog>
    </>
  );
}
