import { LockOutlined, UserOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Alert, Button, Form, Input } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/request.ts';
import { sessionQuery } from '@/api/session.ts';
import type { Session } from '@/api/shapes.ts';
import { currentLanguage } from '@/i18n/index.ts';
import { Doorway } from './doorway.tsx';
import { Refusal } from './refusal.tsx';

interface Values {
  readonly tenant?: string;
  readonly loginNo: string;
  readonly password: string;
}

export function SignIn(): ReactNode {
  const { t } = useTranslation();
  const { from, why } = useSearch({ from: '/sign-in' });
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [form] = Form.useForm<Values>();
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);

  const signIn = async ({ tenant, loginNo, password }: Values): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    const code = tenant?.trim() ?? '';
    const login = code === '' ? loginNo.trim() : `${code}|${loginNo.trim()}`;
    try {
      const session = await request<Session>('/session', {
        method: 'POST',
        json: { login, password, language: currentLanguage() },
      });
      queryClient.clear();
      queryClient.setQueryData(sessionQuery.queryKey, session);
      await navigate({ href: safeAddress(from), replace: true });
    } catch (error) {
      setProblem(error);
      setBusy(false);
      form.getFieldInstance('password')?.focus();
    }
  };

  return (
    <Doorway title={t('signIn.title')} hint={t('signIn.tagline')}>
      {problem === undefined && why === 'expired' && <Alert type="info" showIcon title={t('signIn.expired')} />}
      {problem !== undefined && <Refusal problem={problem} />}
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(values) => void signIn(values)}>
        <Form.Item
          name="loginNo"
          label={t('signIn.loginNo')}
          rules={[{ required: true, message: t('signIn.missingLoginNo') }]}
        >
          <Input size="large" prefix={<UserOutlined />} autoComplete="username" autoFocus />
        </Form.Item>
        <Form.Item
          name="password"
          label={t('signIn.password')}
          rules={[{ required: true, message: t('signIn.missingPassword') }]}
        >
          <Input.Password size="large" prefix={<LockOutlined />} autoComplete="current-password" />
        </Form.Item>
        <Form.Item name="tenant" label={t('signIn.tenant')} extra={t('signIn.tenantHint')}>
          <Input autoComplete="organization" />
        </Form.Item>
        <Button type="primary" size="large" htmlType="submit" block loading={busy}>
          {t('signIn.submit')}
        </Button>
      </Form>
    </Doorway>
  );
}

/** Only an address of this console: a link elsewhere in `from` must not lead away. */
function safeAddress(from: string | undefined): string {
  return from?.startsWith('/') === true && !from.startsWith('//') && !from.includes('\\') ? from : '/';
}
