import { PlusOutlined } from '@ant-design/icons';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Drawer, Form, Input, Select, Switch, Table, Tag, Typography } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/request.ts';
import type { Listed } from '@/api/shapes.ts';
import styles from '@/admin-people/people.module.css';
import { useAdminSave } from '@/admin-people/use-admin-save.ts';
import { FormDialog } from '@/parts/form-dialog.tsx';
import { Failed, hasFailed, Nothing } from '@/parts/states.tsx';
import { useFocusBack } from '@/parts/use-focus-back.ts';
import { useProblemMessage } from '@/parts/use-problem-message.ts';
import { useTimes } from '@/parts/use-times.ts';
import { useUndo } from '@/parts/use-undo.tsx';

interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly kinds: readonly string[];
  readonly enabled: boolean;
  readonly createdAt: string;
  readonly waiting: number;
  readonly failed: number;
}
interface Delivery {
  readonly id: string;
  readonly event: { readonly id: string; readonly kind: string; readonly record: string; readonly recordId: string };
  readonly state: 'waiting' | 'delivered' | 'failed';
  readonly attempts: number;
  readonly nextAttemptAt: string | null;
  readonly status: number | null;
  readonly detail: string | null;
  readonly createdAt: string;
}
const kinds = ['customer', 'company', 'opportunity', 'follow_up', 'ticket', 'message']
  .flatMap((record) => ['created', 'updated', 'deleted', 'restored'].map((what) => `${record}.${what}`))
  .concat('customer.merged', 'call.ringing', 'call.created', 'call.updated');
/** What stands for all kinds, also of those to come; the form shows it as none chosen. */
const EVERY_KIND = '*';
const colours = { waiting: 'processing', delivered: 'success', failed: 'error' } as const;

/** Addresses that are told of events, and how that went. */
export function Webhooks(): ReactNode {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  const fail = useProblemMessage();
  const undo = useUndo();
  const { send, act } = useAdminSave();
  const [editing, setEditing] = useState<Webhook | 'new'>();
  const [looking, setLooking] = useState<Webhook>();
  const list = useQuery({
    queryKey: ['admin', 'webhooks'],
    queryFn: ({ signal }) => request<{ items: readonly Webhook[] }>('/admin/webhooks', { signal }),
  });
  const showSecret = (secret: string): void => {
    modal.success({
      title: t('integration.webhookSecret'),
      content: (
        <>
          <p>{t('integration.secretOnce')}</p>
          <Typography.Paragraph copyable={{ text: secret }}>
            <code>{secret}</code>
          </Typography.Paragraph>
        </>
      ),
    });
  };
  const test = async (webhook: Webhook): Promise<void> => {
    try {
      await send<Delivery>('POST', `/admin/webhooks/${webhook.id}/test`);
      void message.success(t('integration.testSent'));
      setLooking(webhook);
    } catch (error) {
      fail(error);
    }
  };
  const remove = (webhook: Webhook): void => {
    modal.confirm({
      title: t('integration.deleteWebhook'),
      content: t('integration.deleteWebhookHint', { url: webhook.url }),
      okText: t('actions.delete'),
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          await send('DELETE', `/admin/webhooks/${webhook.id}`);
        } catch (error) {
          fail(error);
          return;
        }
        const { url, kinds: chosen, enabled } = webhook;
        undo(t('states.deleted'), async () =>
          showSecret(
            (await send<{ secret: string }>('POST', '/admin/webhooks', { url, kinds: chosen, enabled })).secret,
          ),
        );
      },
    });
  };
  if (hasFailed(list)) return <Failed error={list.error} again={() => void list.refetch()} />;
  return (
    <>
      <div className={styles.bar}>
        <span>{t('integration.webhooksHint')}</span>
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')}>
          {t('integration.newWebhook')}
        </Button>
      </div>
      <Table<Webhook>
        scroll={{ x: 760 }}
        size="small"
        rowKey="id"
        loading={list.isPending}
        pagination={false}
        locale={{ emptyText: <Nothing text={t('integration.noWebhooks')} /> }}
        dataSource={list.data === undefined ? [] : [...list.data.items]}
        columns={[
          { title: t('integration.url'), dataIndex: 'url' },
          {
            title: t('integration.events'),
            render: (_, one) =>
              one.kinds.includes(EVERY_KIND) ? (
                t('states.all')
              ) : (
                <div className={styles.tags}>
                  {one.kinds.map((kind) => (
                    <Tag key={kind}>{kind}</Tag>
                  ))}
                </div>
              ),
          },
          { title: t('integration.waiting'), dataIndex: 'waiting' },
          { title: t('integration.failed'), dataIndex: 'failed' },
          {
            title: t('people.enabled'),
            render: (_, one) => (
              <Switch
                size="small"
                checked={one.enabled}
                aria-label={`${t('people.enabled')} ${one.url}`}
                onChange={(enabled) => act('PATCH', `/admin/webhooks/${one.id}`, { enabled })}
              />
            ),
          },
          {
            title: t('people.actions'),
            render: (_, one) => (
              <div className={styles.actions}>
                <Button size="small" onClick={() => setLooking(one)}>
                  {t('integration.deliveries')}
                </Button>
                <Button size="small" onClick={() => void test(one)}>
                  {t('integration.test')}
                </Button>
                <Button size="small" onClick={() => setEditing(one)}>
                  {t('actions.edit')}
                </Button>
                <Button size="small" danger type="text" onClick={() => remove(one)}>
                  {t('actions.delete')}
                </Button>
              </div>
            ),
          },
        ]}
      />
      {editing !== undefined && (
        <FormDialog<{ url: string; kinds: readonly string[] }>
          title={editing === 'new' ? t('integration.newWebhook') : t('integration.editWebhook')}
          initial={
            editing === 'new'
              ? { kinds: [] }
              : { ...editing, kinds: editing.kinds.filter((kind) => kind !== EVERY_KIND) }
          }
          close={() => setEditing(undefined)}
          save={async ({ url, kinds: chosen }) => {
            const values = { url, kinds: chosen.length === 0 ? [EVERY_KIND] : chosen };
            if (editing !== 'new') return send('PATCH', `/admin/webhooks/${editing.id}`, values);
            showSecret(
              (await send<{ secret: string }>('POST', '/admin/webhooks', { ...values, enabled: true })).secret,
            );
            return undefined;
          }}
        >
          <Form.Item
            name="url"
            label={t('integration.url')}
            rules={[{ required: true, whitespace: true, message: t('parts.missing', { label: t('integration.url') }) }]}
          >
            <Input autoFocus placeholder="https://" />
          </Form.Item>
          <Form.Item name="kinds" label={t('integration.events')} extra={t('integration.eventsHint')}>
            <Select mode="multiple" options={kinds.map((value) => ({ value, label: value }))} />
          </Form.Item>
        </FormDialog>
      )}
      {looking !== undefined && <Deliveries webhook={looking} close={() => setLooking(undefined)} />}
    </>
  );
}

function Deliveries({ webhook, close }: { webhook: Webhook; close: () => void }): ReactNode {
  const { t } = useTranslation();
  useFocusBack();
  const times = useTimes();
  const fail = useProblemMessage();
  const queryClient = useQueryClient();
  const key = ['deliveries', webhook.id];
  const list = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) =>
      request<Listed<Delivery>>(`/admin/webhooks/${webhook.id}/deliveries`, {
        query: { cursor: pageParam, limit: 50 },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: 1500,
  });
  const resend = (delivery: Delivery): void => {
    request(`/admin/webhooks/${webhook.id}/deliveries/${delivery.id}/resend`, { method: 'POST' })
      .then(() => queryClient.invalidateQueries({ queryKey: key }))
      .catch(fail);
  };
  return (
    <Drawer open size={760} title={webhook.url} onClose={close}>
      {hasFailed(list) && <Failed error={list.error} again={() => void list.refetch()} />}
      <Table<Delivery>
        scroll={{ x: 640 }}
        size="small"
        rowKey="id"
        loading={list.isPending}
        pagination={false}
        locale={{ emptyText: <Nothing text={t('integration.noDeliveries')} /> }}
        dataSource={list.data?.pages.flatMap((page) => page.items) ?? []}
        columns={[
          { title: t('integration.time'), width: 165, render: (_, one) => times.precise(one.createdAt) },
          { title: t('integration.event'), render: (_, one) => `${one.event.kind} #${one.event.recordId}` },
          {
            title: t('people.state'),
            render: (_, one) => <Tag color={colours[one.state]}>{t(`integration.deliveryStates.${one.state}`)}</Tag>,
          },
          { title: t('integration.attempts'), dataIndex: 'attempts', width: 64 },
          {
            title: t('integration.answer'),
            render: (_, one) => [one.status, one.detail].filter((part) => part !== null).join(' '),
          },
          {
            title: t('people.actions'),
            render: (_, one) => (
              <Button size="small" onClick={() => resend(one)}>
                {t('integration.resend')}
              </Button>
            ),
          },
        ]}
      />
      {list.hasNextPage && <Button onClick={() => void list.fetchNextPage()}>{t('parts.more')}</Button>}
    </Drawer>
  );
}
