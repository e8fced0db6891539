import { UndoOutlined } from '@ant-design/icons';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { App, Button, Table } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/request.ts';
import { useSession } from '@/api/session.ts';
import type { Customer, Id } from '@/api/shapes.ts';
import { Page } from '@/parts/page.tsx';
import { Failed, hasFailed, Nothing } from '@/parts/states.tsx';
import { useProblemMessage } from '@/parts/use-problem-message.ts';
import { useTimes } from '@/parts/use-times.ts';
import { assignmentText } from '@/records/customer-fields.ts';
import { customerKind, listQuery } from '@/records/list-query.ts';
import { shownName } from '@/records/shown-name.ts';

type Deleted = Customer & { readonly deletedAt: string };

const query = listQuery<Deleted>(customerKind, '/customers/deleted', {});

/** Customers that were deleted, the last one first, to bring back. */
export function DeletedCustomers(): ReactNode {
  const { t } = useTranslation();
  const times = useTimes();
  const { message } = App.useApp();
  const fail = useProblemMessage();
  const queryClient = useQueryClient();
  const { seeingAs } = useSession();
  const navigate = useNavigate();
  const [busy, setBusy] = useState<Id>();
  // What was deleted elsewhere meanwhile is there whenever one comes here.
  const list = useInfiniteQuery({ ...query, staleTime: 0 });
  const total = list.data?.pages[0]?.total ?? null;

  const restore = async (row: Deleted): Promise<void> => {
    setBusy(row.id);
    try {
      const back = await request<Customer>(`/customers/${row.id}/restore`, { method: 'POST' });
      queryClient.setQueryData([customerKind.single, back.id], back);
      await queryClient.invalidateQueries({ queryKey: ['customers'] });
      void message.success(
        <>
          {t('customers.restored', { name: shownName(row) })}
          <Button
            type="link"
            size="small"
            onClick={() => void navigate({ to: '/customers/$id', params: { id: row.id } })}
          >
            {t('screenPop.open')}
          </Button>
        </>,
      );
    } catch (error) {
      fail(error);
    } finally {
      setBusy(undefined);
    }
  };
  return (
    <Page
      title={t('customers.deletedTitle')}
      note={total === null ? undefined : t('customers.total', { count: total, shown: total.toLocaleString() })}
    >
      {hasFailed(list) ? (
        <Failed error={list.error} again={() => void list.refetch()} />
      ) : (
        <Table<Deleted>
          scroll={{ x: 800 }}
          size="small"
          rowKey="id"
          loading={list.isPending}
          pagination={false}
          locale={{ emptyText: <Nothing text={t('customers.noneDeleted')} /> }}
          dataSource={list.data?.pages.flatMap((page) => page.items) ?? []}
          columns={[
            { title: t('customers.fields.name'), render: (_, one) => shownName(one) },
            { title: t('customers.fields.phones'), render: (_, one) => one.phones[0]?.content ?? '' },
            { title: t('customers.fields.company'), render: (_, one) => one.company?.name ?? '' },
            {
              title: t('customers.fields.owner'),
              render: (_, one) => (one.inPool ? t('customer.inPool') : assignmentText(one.owner)),
            },
            { title: t('customers.deletedAt'), width: 160, render: (_, one) => times.full(one.deletedAt) },
            {
              title: t('people.actions'),
              width: 120,
              render: (_, one) => (
                <Button
                  size="small"
                  icon={<UndoOutlined />}
                  disabled={seeingAs}
                  loading={busy === one.id}
                  aria-label={t('customers.restoreOne', { name: shownName(one) })}
                  onClick={() => void restore(one)}
                >
                  {t('companies.restore')}
                </Button>
              ),
            },
          ]}
        />
      )}
      {list.hasNextPage && (
        <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('parts.more')}
        </Button>
      )}
    </Page>
  );
}
