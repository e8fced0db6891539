import { DeleteOutlined, EditOutlined, PlusOutlined, SearchOutlined } from '@ant-design/icons';
import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Select, Table } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/request.ts';
import { useDirectory } from '@/api/session.ts';
import type { Listed } from '@/api/shapes.ts';
import { FormDialog } from '@/parts/form-dialog.tsx';
import { Failed, hasFailed, Loading, Nothing } from '@/parts/states.tsx';
import { useProblemMessage } from '@/parts/use-problem-message.ts';
import { useSettled } from '@/parts/use-settled.ts';
import { useUndo } from '@/parts/use-undo.tsx';
import { type AssetDefinition, AssetTableForm } from './asset-table-form.tsx';
import { type OwnerType, type OwnerValues, RowOwner } from './row-owner.tsx';
import { RowOwnerText } from './row-owner-text.tsx';
import styles from './people.module.css';

interface AssetTable extends AssetDefinition {
  readonly id: string;
  readonly rowCount: number;
}
interface AssetRow {
  readonly id: string;
  readonly cells: Readonly<Record<string, string>>;
  readonly owner: string;
  readonly ownerType: OwnerType;
}

/** Tables from which company fields take their values, and their rows. */
export function AssetTables(): ReactNode {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [chosen, setChosen] = useState<string>();
  const [editing, setEditing] = useState<'new' | 'chosen'>();
  const { modal } = App.useApp();
  const fail = useProblemMessage();
  const tables = useQuery({
    queryKey: ['asset-tables'],
    queryFn: ({ signal }) => request<{ items: readonly AssetTable[] }>('/asset-tables', { signal }),
  });
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['asset-tables'] });
  const remove = (one: AssetTable): void => {
    modal.confirm({
      title: t('people.deleteTable', { name: one.title }),
      content: t('people.deleteTableHint', { count: one.rowCount }),
      okText: t('actions.delete'),
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          await request(`/asset-tables/${one.id}`, { method: 'DELETE' });
          await refresh();
        } catch (error) {
          fail(error);
        }
      },
    });
  };
  if (hasFailed(tables)) return <Failed error={tables.error} again={() => void tables.refetch()} />;
  if (tables.data === undefined) return <Loading rows={6} />;
  const table = tables.data.items.find((one) => one.id === chosen) ?? tables.data.items[0];
  return (
    <>
      <div className={styles.bar}>
        {table !== undefined && (
          <Select
            className={styles.filter ?? ''}
            aria-label={t('people.tabs.assetTables')}
            value={table.id}
            options={tables.data.items.map((one) => ({ value: one.id, label: `${one.title}（${one.rowCount}）` }))}
            onChange={setChosen}
          />
        )}
        <div className={styles.actions}>
          {table !== undefined && (
            <>
              <Button icon={<EditOutlined />} onClick={() => setEditing('chosen')}>
                {t('people.editTable')}
              </Button>
              <Button
                danger
                icon={<DeleteOutlined />}
                aria-label={t('people.deleteTable', { name: table.title })}
                onClick={() => remove(table)}
              />
            </>
          )}
          <Button icon={<PlusOutlined />} onClick={() => setEditing('new')}>
            {t('people.newTable')}
          </Button>
        </div>
      </div>
      {table === undefined ? <Nothing text={t('people.noTables')} /> : <Rows key={table.id} table={table} />}
      {editing === 'new' && (
        <AssetTableForm
          title={t('people.newTable')}
          close={() => setEditing(undefined)}
          save={async (definition) => {
            const made = await request<AssetTable>('/asset-tables', { method: 'POST', json: definition });
            await refresh();
            setChosen(made.id);
          }}
        />
      )}
      {editing === 'chosen' && table !== undefined && (
        <AssetTableForm
          title={t('people.editTable')}
          table={table}
          close={() => setEditing(undefined)}
          save={async (definition) => {
            await request(`/asset-tables/${table.id}`, { method: 'PATCH', json: definition });
            await refresh();
            await queryClient.invalidateQueries({ queryKey: ['asset-rows', table.id] });
          }}
        />
      )}
    </>
  );
}

function Rows({ table }: { table: AssetTable }): ReactNode {
  const { t } = useTranslation();
  const { tenant } = useDirectory();
  const { modal } = App.useApp();
  const queryClient = useQueryClient();
  const fail = useProblemMessage();
  const undo = useUndo();
  const [typed, setTyped] = useState('');
  const [editing, setEditing] = useState<AssetRow | 'new'>();
  const q = useSettled(typed.trim(), 150);
  const path = `/asset-tables/${table.id}/rows`;
  const list = useInfiniteQuery({
    queryKey: ['asset-rows', table.id, 'admin', q],
    queryFn: ({ pageParam, signal }) =>
      request<Listed<AssetRow>>(path, { query: { q, cursor: pageParam, limit: 50 }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
  const refresh = async (): Promise<void> => {
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: ['asset-rows', table.id] }),
      queryClient.invalidateQueries({ queryKey: ['asset-tables'] }),
    ]);
  };
  const remove = (row: AssetRow): void => {
    modal.confirm({
      title: t('people.deleteRow'),
      content: t('people.deleteRowHint'),
      okText: t('actions.delete'),
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          await request(`${path}/${row.id}`, { method: 'DELETE' });
          await refresh();
        } catch (error) {
          fail(error);
          return;
        }
        undo(t('states.deleted'), async () => {
          const { cells, owner, ownerType } = row;
          await request(path, { method: 'POST', json: { cells, owner, ownerType } });
          await refresh();
        });
      },
    });
  };
  if (hasFailed(list)) return <Failed error={list.error} again={() => void list.refetch()} />;
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <div className={styles.bar}>
        <Input
          allowClear
          prefix={<SearchOutlined />}
          className={styles.filter ?? ''}
          placeholder={t('actions.search')}
          aria-label={t('actions.search')}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button icon={<PlusOutlined />} onClick={() => setEditing('new')}>
          {t('people.newRow')}
        </Button>
      </div>
      <Table<AssetRow>
        size="small"
        rowKey="id"
        loading={list.isPending}
        pagination={false}
        dataSource={rows}
        scroll={{ x: 'max-content' }}
        columns={[
          ...table.columns.map((column) => ({
            title: column.name,
            key: column.key,
            render: (_: unknown, row: AssetRow) => row.cells[column.key] ?? '',
          })),
          { title: t('people.rowOwner'), render: (_, row) => <RowOwnerText {...row} /> },
          {
            title: t('people.actions'),
            render: (_, row) => (
              <div className={styles.actions}>
                <Button size="small" onClick={() => setEditing(row)}>
                  {t('actions.edit')}
                </Button>
                <Button
                  size="small"
                  type="text"
                  danger
                  icon={<DeleteOutlined />}
                  aria-label={t('actions.delete')}
                  onClick={() => remove(row)}
                />
              </div>
            ),
          },
        ]}
      />
      {list.hasNextPage && (
        <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('parts.more')}
        </Button>
      )}
      {editing !== undefined && (
        <FormDialog<OwnerValues & { cells: Record<string, string> }>
          title={editing === 'new' ? t('people.newRow') : table.title}
          initial={
            editing === 'new'
              ? { ownerType: 'agent', owner: tenant.id }
              : { cells: { ...editing.cells }, ownerType: editing.ownerType, owner: editing.owner }
          }
          close={() => setEditing(undefined)}
          save={async ({ cells, ...owner }) => {
            const json = {
              ...owner,
              cells: Object.fromEntries(Object.entries(cells).map(([key, value]) => [key, value ?? ''])),
            };
            await (editing === 'new'
              ? request(path, { method: 'POST', json })
              : request(`${path}/${editing.id}`, { method: 'PATCH', json }));
            await refresh();
          }}
        >
          {table.columns.map((column) => (
            <Form.Item key={column.key} name={['cells', column.key]} label={column.name}>
              <Input autoComplete="off" />
            </Form.Item>
          ))}
          <RowOwner />
        </FormDialog>
      )}
    </>
  );
}
