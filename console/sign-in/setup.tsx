import { LinkOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Alert, Button, Form, Input } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { hasStatus } from '@/api/problem.ts';
import { request } from '@/api/request.ts';
import { sessionQuery } from '@/api/session.ts';
import type { Session } from '@/api/shapes.ts';
import { currentLanguage } from '@/i18n/index.ts';
import { showFieldErrors } from '@/parts/field-errors.ts';
import { useProblemWords } from '@/parts/use-problem-message.ts';
import { Notice } from '@/parts/states.tsx';
import { Doorway } from './doorway.tsx';
import styles from './doorway.module.css';

interface Values {
  readonly tenant: { readonly name: string; readonly code: string };
  readonly admin: { readonly name: string; readonly loginNo: string; readonly password: string };
}

/** First run: the link that the server printed makes the tenant and its admin, once. */
export function Setup(): ReactNode {
  const { t } = useTranslation();
  const words = useProblemWords();
  const { token } = useSearch({ from: '/setup' });
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [form] = Form.useForm<Values>();
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);

  if (token === undefined || hasStatus(problem, 401)) return <LinkUsed />;

  const create = async ({ tenant, admin }: Values): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      const json = { token, tenant, admin: { ...admin, repeat: undefined }, language: currentLanguage() };
      const session = await request<Session>('/setup', { method: 'POST', json });
      queryClient.clear();
      queryClient.setQueryData(sessionQuery.queryKey, session);
      await navigate({ to: '/', replace: true });
    } catch (error) {
      setBusy(false);
      if (!showFieldErrors(form, error)) setProblem(error);
    }
  };
  const required = [{ required: true, message: t('signIn.required') }];
  return (
    <Doorway wide title={t('signIn.setupTitle')} hint={t('signIn.setupHint')}>
      {problem !== undefined && <Alert type="error" showIcon role="alert" title={words(problem)} />}
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(values) => void create(values)}>
        <div className={styles.columns}>
          <Form.Item name={['tenant', 'name']} label={t('signIn.tenantName')} rules={required}>
            <Input autoFocus autoComplete="organization" />
          </Form.Item>
          <Form.Item
            name={['tenant', 'code']}
            label={t('signIn.tenantCode')}
            extra={t('signIn.tenantCodeHint')}
            rules={required}
          >
            <Input autoComplete="off" />
          </Form.Item>
          <Form.Item name={['admin', 'name']} label={t('signIn.adminName')} rules={required}>
            <Input autoComplete="name" />
          </Form.Item>
          <Form.Item name={['admin', 'loginNo']} label={t('signIn.adminLoginNo')} rules={required}>
            <Input autoComplete="username" />
          </Form.Item>
          <NewPassword name={['admin', 'password']} repeat={['admin', 'repeat']} />
        </div>
        <Button type="primary" size="large" htmlType="submit" block loading={busy}>
          {t('signIn.setupSubmit')}
        </Button>
      </Form>
    </Doorway>
  );
}

/** A new password, typed twice. */
export function NewPassword({ name, repeat }: { name: string[]; repeat: string[] }): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item
        name={name}
        label={t('signIn.newPassword')}
        extra={t('signIn.newPasswordHint')}
        rules={[{ required: true, message: t('signIn.required') }]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item
        name={repeat}
        label={t('signIn.repeatPassword')}
        dependencies={[name]}
        rules={[
          { required: true, message: t('signIn.required') },
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              value === undefined || value === getFieldValue(name)
                ? Promise.resolve()
                : Promise.reject(new Error(t('signIn.repeatDiffers'))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
    </>
  );
}

function LinkUsed(): ReactNode {
  const { t } = useTranslation();
  return (
    <Doorway title={t('signIn.setupTitle')} hint={t('signIn.setupHint')}>
      <Notice
        icon={<LinkOutlined />}
        title={t('signIn.linkUsed')}
        text={t('signIn.linkUsedHint')}
        action={
          <Link to="/sign-in" search={{}}>
            <Button type="primary" tabIndex={-1}>
              {t('signIn.toSignIn')}
            </Button>
          </Link>
        }
      />
    </Doorway>
  );
}
