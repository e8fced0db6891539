import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Form, Input, InputNumber, Switch, Table, Typography } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/request.ts';
import type { AgentRef } from '@/api/shapes.ts';
import styles from '@/admin-people/people.module.css';
import { useAdminSave } from '@/admin-people/use-admin-save.ts';
import { AgentSelect } from '@/parts/agent-select.tsx';
import { FormDialog } from '@/parts/form-dialog.tsx';
import { Failed, hasFailed, Nothing } from '@/parts/states.tsx';
import { useProblemMessage } from '@/parts/use-problem-message.ts';

interface Client {
  readonly id: string;
  readonly name: string;
  readonly agent: AgentRef;
  readonly enabled: boolean;
  readonly rateLimit: number | null;
}
interface Values {
  readonly name: string;
  readonly agentId: string;
  readonly rateLimit?: number | null;
}

/** API clients: one serves every dialect, and sees what its agent sees. */
export function Clients(): ReactNode {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const fail = useProblemMessage();
  const { send, act } = useAdminSave();
  const [editing, setEditing] = useState<Client | 'new'>();
  const list = useQuery({
    queryKey: ['admin', 'clients'],
    queryFn: ({ signal }) => request<{ items: readonly Client[] }>('/admin/clients', { signal }),
  });
  const showSecret = (id: string, secret: string): void => {
    modal.success({
      width: 520,
      title: t('integration.secretOf', { id }),
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
  const renew = (client: Client): void => {
    modal.confirm({
      title: t('integration.renewTitle', { name: client.name }),
      content: t('integration.renewHint'),
      okText: t('integration.renew'),
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          const { secret } = await send<{ secret: string }>('POST', `/admin/clients/${client.id}/secret`);
          showSecret(client.id, secret);
        } catch (error) {
          fail(error);
        }
      },
    });
  };
  if (hasFailed(list)) return <Failed error={list.error} again={() => void list.refetch()} />;
  return (
    <>
      <div className={styles.bar}>
        <span>{t('integration.clientsHint')}</span>
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')}>
          {t('integration.newClient')}
        </Button>
      </div>
      <Table<Client>
        scroll={{ x: 760 }}
        size="small"
        rowKey="id"
        loading={list.isPending}
        pagination={false}
        locale={{ emptyText: <Nothing text={t('integration.noClients')} /> }}
        dataSource={list.data === undefined ? [] : [...list.data.items]}
        columns={[
          { title: 'appid / client_id', dataIndex: 'id' },
          { title: t('people.name'), dataIndex: 'name' },
          { title: t('integration.actsAs'), render: (_, one) => `${one.agent.loginNo} ${one.agent.name}` },
          { title: t('integration.rateLimit'), render: (_, one) => one.rateLimit ?? t('integration.noLimit') },
          {
            title: t('people.enabled'),
            render: (_, one) => (
              <Switch
                size="small"
                checked={one.enabled}
                aria-label={`${t('people.enabled')} ${one.name}`}
                onChange={(enabled) => act('PATCH', `/admin/clients/${one.id}`, { enabled })}
              />
            ),
          },
          {
            title: t('people.actions'),
            render: (_, one) => (
              <div className={styles.actions}>
                <Button size="small" aria-label={`${t('actions.edit')} ${one.name}`} onClick={() => setEditing(one)}>
                  {t('actions.edit')}
                </Button>
                <Button size="small" onClick={() => renew(one)}>
                  {t('integration.renew')}
                </Button>
              </div>
            ),
          },
        ]}
      />
      {editing !== undefined && (
        <FormDialog<Values>
          title={editing === 'new' ? t('integration.newClient') : editing.name}
          initial={
            editing === 'new' ? {} : { name: editing.name, agentId: editing.agent.id, rateLimit: editing.rateLimit }
          }
          close={() => setEditing(undefined)}
          save={async (values) => {
            if (editing !== 'new') return send('PATCH', `/admin/clients/${editing.id}`, values);
            const { id, secret } = await send<{ id: string; secret: string }>('POST', '/admin/clients', values);
            showSecret(id, secret);
            return undefined;
          }}
        >
          <Form.Item
            name="name"
            label={t('people.name')}
            rules={[{ required: true, whitespace: true, message: t('parts.missing', { label: t('people.name') }) }]}
          >
            <Input autoFocus autoComplete="off" />
          </Form.Item>
          <Form.Item
            name="agentId"
            label={t('integration.actsAs')}
            extra={t('integration.actsAsHint')}
            rules={[{ required: true, message: t('parts.missing', { label: t('integration.actsAs') }) }]}
          >
            <AgentSelect />
          </Form.Item>
          <Form.Item name="rateLimit" label={t('integration.rateLimit')} extra={t('integration.rateLimitHint')}>
            <InputNumber style={{ width: '100%' }} />
          </Form.Item>
        </FormDialog>
      )}
    </>
  );
}
