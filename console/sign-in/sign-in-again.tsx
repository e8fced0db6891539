import { LockOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Modal } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/request.ts';
import { sessionQuery } from '@/api/session.ts';
import type { Session } from '@/api/shapes.ts';
import { currentLanguage } from '@/i18n/index.ts';
import { Refusal } from './refusal.tsx';

interface Props {
  /** Who was signed in. */
  readonly session: Session;
  /** The same agent is signed in again. */
  done(): void;
  /** Somebody else will sign in: nothing of this page may stay. */
  leave(): void;
}

/** Stands before a page whose session ended and hides it; what was typed into the page is there again for the agent who signs in. */
export function SignInAgain({ session, done, leave }: Props): ReactNode {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [form] = Form.useForm<{ password: string }>();
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const { agent, tenant } = session;

  // Signed in again in another tab.
  useEffect(() => {
    const look = async (): Promise<void> => {
      if (document.visibilityState === 'hidden') return;
      const now = await request<Session>('/session').catch(() => undefined);
      if (now?.agent.id === agent.id) done();
      else if (now !== undefined) leave();
    };
    const listen = (): void => void look();
    document.addEventListener('visibilitychange', listen);
    return () => document.removeEventListener('visibilitychange', listen);
  }, [agent.id, done, leave]);

  const signIn = async ({ password }: { password: string }): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      const login = `${tenant.code}|${agent.loginNo}`;
      const json = { login, password, language: currentLanguage() };
      queryClient.setQueryData(sessionQuery.queryKey, await request<Session>('/session', { method: 'POST', json }));
      done();
    } catch (error) {
      setProblem(error);
      setBusy(false);
      form.getFieldInstance('password')?.focus();
    }
  };
  return (
    <Modal
      open
      width={400}
      zIndex={3000}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      styles={{ mask: { background: 'var(--hl-page)' } }}
      footer={null}
      title={t('signIn.expired')}
      afterOpenChange={() => form.getFieldInstance('password')?.focus()}
    >
      <p style={{ marginBottom: 16 }}>{t('signIn.again', { name: agent.name })}</p>
      {problem !== undefined && <Refusal problem={problem} />}
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(values) => void signIn(values)}>
        <input hidden readOnly autoComplete="username" value={agent.loginNo} />
        <Form.Item
          name="password"
          label={t('signIn.password')}
          rules={[{ required: true, message: t('signIn.missingPassword') }]}
        >
          <Input.Password size="large" prefix={<LockOutlined />} autoComplete="current-password" />
        </Form.Item>
        <Button type="primary" size="large" htmlType="submit" block loading={busy}>
          {t('signIn.submit')}
        </Button>
        <Button type="link" block onClick={leave}>
          {t('signIn.asAnother')}
        </Button>
      </Form>
    </Modal>
  );
}
