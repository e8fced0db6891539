import { CheckCircleFilled, CloseCircleFilled } from '@ant-design/icons';
import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Form, Input, Segmented, Typography } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/request.ts';
import { sayReason } from '@/api/say-problem.ts';
import { Nothing } from '@/parts/states.tsx';
import { useProblemWords } from '@/parts/use-problem-message.ts';
import own from './integration.module.css';

interface Answer {
  readonly ok: boolean;
  readonly checks: readonly { readonly name: string; readonly ok: boolean; readonly detail: string }[];
  readonly stringToSign: string | null;
  readonly expected: string | null;
  readonly given: string | null;
}
interface Values {
  readonly dialect: string;
  readonly url: string;
  readonly headers?: string;
}

/** Takes a request that was refused, and shows what should have been signed. */
export function SignatureDebugger(): ReactNode {
  const { t } = useTranslation();
  const words = useProblemWords();
  const check = useMutation({
    mutationFn: ({ headers, ...rest }: Values) =>
      request<Answer>('/admin/debug-signature', {
        method: 'POST',
        json: { ...rest, headers: headersOf(headers ?? '') },
      }),
  });
  const told = ({ name, ok }: Answer['checks'][number]): string =>
    isKnown(name) ? t(`integration.checks.${name}.${ok ? 'good' : 'bad'}`) : name;
  return (
    <div className={own.columns}>
      <Form<Values> layout="vertical" initialValues={{ dialect: 'ttf' }} onFinish={(values) => check.mutate(values)}>
        <p className={own.hint}>{t('integration.signatureHint')}</p>
        <Form.Item name="dialect" label={t('integration.dialect')}>
          <Segmented
            options={(['ttf', 'bangwo8', 'icsoc'] as const).map((value) => ({
              value,
              label: t(`showAs.dialects.${value}`),
            }))}
          />
        </Form.Item>
        <Form.Item
          name="url"
          label={t('integration.url')}
          rules={[{ required: true, message: t('parts.missing', { label: t('integration.url') }) }]}
        >
          <Input.TextArea autoSize={{ minRows: 2 }} placeholder="http://…/?appid=…&timestamp=…&sign=…" />
        </Form.Item>
        <Form.Item name="headers" label={t('integration.headers')}>
          <Input.TextArea autoSize={{ minRows: 2 }} placeholder="Authorization: Basic …" />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={check.isPending}>
          {t('integration.check')}
        </Button>
      </Form>
      <section aria-label={t('integration.result')} aria-live="polite">
        {check.isIdle && <Nothing text={t('integration.resultHere')} />}
        {check.isError && <Alert type="error" showIcon title={words(check.error)} />}
        {check.data !== undefined && (
          <>
            <Alert
              showIcon
              type={check.data.ok ? 'success' : 'error'}
              title={t(check.data.ok ? 'integration.signed' : 'integration.notSigned')}
            />
            <ul className={own.checks}>
              {check.data.checks.map((one) => (
                <li key={one.name}>
                  {one.ok ? <CheckCircleFilled className={own.good} /> : <CloseCircleFilled className={own.bad} />}
                  <b>{told(one)}</b> {tellsMore.has(one.name) && <small>{sayReason(one.detail) ?? one.detail}</small>}
                </li>
              ))}
            </ul>
            <Text label={t('integration.stringToSign')} text={check.data.stringToSign} />
            <Text label={t('integration.expected')} text={check.data.expected} />
            <Text label={t('integration.given')} text={check.data.given} />
          </>
        )}
      </section>
    </div>
  );
}

function Text({ label, text }: { label: string; text: string | null }): ReactNode {
  if (text === null) return null;
  return (
    <>
      <h2 className={own.label}>{label}</h2>
      <Typography.Paragraph copyable={{ text }} className={own.code ?? ''}>
        {text}
      </Typography.Paragraph>
    </>
  );
}

/** Checks whose detail says more than whether they passed: which client, by how much, in what form. */
const tellsMore: ReadonlySet<string> = new Set(['appid', 'timestamp', 'sign']);

/** What the dialects look at (their `explain`). */
const checks = ['timestamp', 'appid', 'enabled', 'sign', 'token', 'holder'] as const;

function isKnown(name: string): name is (typeof checks)[number] {
  return checks.some((one) => one === name);
}

/** `Name: value` lines as an object. */
function headersOf(text: string): Record<string, string> {
  const lines = text.split('\n').flatMap((line) => {
    const at = line.indexOf(':');
    return at < 1 ? [] : [[line.slice(0, at).trim(), line.slice(at + 1).trim()] as const];
  });
  return Object.fromEntries(lines);
}
