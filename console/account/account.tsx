import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Form, Input, List, Popconfirm, Tag } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/request.ts';
import { showFieldErrors } from '@/parts/field-errors.ts';
import { Page } from '@/parts/page.tsx';
import { Failed, hasFailed, Loading } from '@/parts/states.tsx';
import { useProblemMessage } from '@/parts/use-problem-message.ts';
import { useTimes } from '@/parts/use-times.ts';
import { NewPassword } from '@/sign-in/setup.tsx';
import { deviceName } from './device-name.ts';

interface SignedIn {
  readonly id: string;
  readonly current: boolean;
  readonly createdAt: string;
  readonly userAgent: string;
  readonly address: string;
}

const key = ['sessions'];

/** One's own devices and password. */
export function Account(): ReactNode {
  const { t } = useTranslation();
  return (
    <Page title={t('shell.account')} narrow>
      <Devices />
      <Password />
    </Page>
  );
}

function Devices(): ReactNode {
  const { t } = useTranslation();
  const times = useTimes();
  const { message } = App.useApp();
  const fail = useProblemMessage();
  const queryClient = useQueryClient();
  const list = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => request<{ items: readonly SignedIn[] }>('/sessions', { signal }),
  });
  const end = useMutation({
    mutationFn: (id: string | undefined) =>
      request(id === undefined ? '/sessions' : `/sessions/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    onSuccess: () => void message.success(t('signIn.sessionEnded')),
    onError: fail,
    onSettled: () => queryClient.invalidateQueries({ queryKey: key }),
  });
  if (hasFailed(list)) return <Failed error={list.error} again={() => void list.refetch()} />;
  if (list.data === undefined) return <Loading rows={3} />;
  const others = list.data.items.filter((one) => !one.current).length;
  return (
    <Card
      title={t('signIn.sessionsTitle')}
      extra={
        others > 0 && (
          <Popconfirm title={t('signIn.endOthersConfirm', { count: others })} onConfirm={() => end.mutate(undefined)}>
            <Button danger>{t('signIn.endOthers')}</Button>
          </Popconfirm>
        )
      }
    >
      <p>{t('signIn.sessionsHint')}</p>
      <List
        dataSource={[...list.data.items]}
        rowKey="id"
        renderItem={(one) => (
          <List.Item
            actions={
              one.current
                ? []
                : [
                    <Button key="end" size="small" onClick={() => end.mutate(one.id)}>
                      {t('signIn.endSession')}
                    </Button>,
                  ]
            }
          >
            <List.Item.Meta
              title={
                <>
                  {deviceName(one.userAgent)} {one.current && <Tag color="processing">{t('signIn.thisDevice')}</Tag>}
                </>
              }
              description={`${one.address} · ${t('signIn.signedInAt', { time: times.full(one.createdAt) })}`}
            />
          </List.Item>
        )}
      />
    </Card>
  );
}

interface PasswordValues {
  readonly current: string;
  readonly new: string;
}

function Password(): ReactNode {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const fail = useProblemMessage();
  const [form] = Form.useForm<PasswordValues>();
  const queryClient = useQueryClient();
  const change = useMutation({
    mutationFn: (values: PasswordValues) =>
      request('/session/password', { method: 'POST', json: { current: values.current, new: values.new } }),
    onSuccess: () => {
      form.resetFields();
      void message.success(t('signIn.passwordChanged'));
      void queryClient.invalidateQueries({ queryKey: key });
    },
    onError: (error) => {
      if (!showFieldErrors(form, error)) fail(error);
    },
  });
  return (
    <Card title={t('signIn.changePassword')}>
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        style={{ maxWidth: 360 }}
        onFinish={(values) => change.mutate(values)}
      >
        <Form.Item
          name="current"
          label={t('signIn.currentPassword')}
          rules={[{ required: true, message: t('signIn.required') }]}
        >
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <NewPassword name={['new']} repeat={['repeat']} />
        <Button type="primary" htmlType="submit" loading={change.isPending}>
          {t('signIn.changePassword')}
        </Button>
      </Form>
    </Card>
  );
}
