import { CopyOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Drawer, Segmented, Select, Tabs } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request, requestFile } from '@/api/request.ts';
import { useMay } from '@/api/session.ts';
import type { Id } from '@/api/shapes.ts';
import { copyText } from '@/parts/copy-text.ts';
import { Failed, Loading } from '@/parts/states.tsx';
import { indentJson } from './indent-json.ts';
import { useFocusBack } from '@/parts/use-focus-back.ts';
import styles from './show-as.module.css';

const dialects = ['ttf', 'bangwo8', 'icsoc', 'native'] as const;
type DialectName = (typeof dialects)[number];

/** A customer as each dialect answers for it, byte for byte, with the request that asks for it. */
export function ShowAs({ customerId, close }: { customerId: Id; close: () => void }): ReactNode {
  const { t } = useTranslation();
  useFocusBack();
  const [dialect, setDialect] = useState<DialectName>('ttf');
  return (
    <Drawer open title={t('showAs.title')} size={680} onClose={close} destroyOnHidden>
      <p className={styles.hint}>{t('showAs.hint')}</p>
      <Tabs
        activeKey={dialect}
        onChange={(key) => setDialect(key as DialectName)}
        items={dialects.map((key) => ({
          key,
          label: t(`showAs.dialects.${key}`),
          children: <Answer customerId={customerId} dialect={key} />,
        }))}
      />
    </Drawer>
  );
}

function Answer({ customerId, dialect }: { customerId: Id; dialect: DialectName }): ReactNode {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [indented, setIndented] = useState(true);
  const answer = useQuery({
    queryKey: ['customer', customerId, 'as', dialect],
    queryFn: async ({ signal }) => (await requestFile(`/customers/${customerId}/as/${dialect}`, { signal })).text(),
  });
  if (answer.isError) return <Failed error={answer.error} again={() => void answer.refetch()} />;
  if (answer.data === undefined) return <Loading rows={10} />;
  const text = answer.data;
  const copy = async (what: string): Promise<void> => {
    await copyText(what);
    void message.success(t('actions.copied'));
  };
  return (
    <>
      <CurlLine customerId={customerId} dialect={dialect} copy={copy} />
      <div className={styles.bar}>
        <Segmented
          size="small"
          aria-label={t('showAs.layout')}
          value={indented ? 'indented' : 'exact'}
          options={[
            { value: 'indented', label: t('showAs.indented') },
            { value: 'exact', label: t('showAs.exact') },
          ]}
          onChange={(value) => setIndented(value === 'indented')}
        />
        <Button size="small" icon={<CopyOutlined />} onClick={() => void copy(text)}>
          {t('showAs.copyJson')}
        </Button>
      </div>
      <pre className={styles.json} tabIndex={0} aria-label={t(`showAs.dialects.${dialect}`)}>
        {indented ? indentJson(text) : text}
      </pre>
    </>
  );
}

interface CurlProps {
  readonly customerId: Id;
  readonly dialect: DialectName;
  copy(text: string): Promise<void>;
}

function CurlLine({ customerId, dialect, copy }: CurlProps): ReactNode {
  const { t } = useTranslation();
  const maySign = useMay('settings.edit');
  const [clientId, setClientId] = useState<Id>();
  const clients = useQuery({
    queryKey: ['admin', 'clients'],
    queryFn: ({ signal }) =>
      request<{ items: readonly { id: Id; name: string; enabled: boolean }[] }>('/admin/clients', { signal }),
    enabled: maySign,
  });
  const line = useQuery({
    queryKey: ['customer', customerId, 'as', dialect, 'curl', clientId],
    queryFn: ({ signal }) =>
      request<{ curl: string; signed: boolean }>(`/customers/${customerId}/as/${dialect}/curl`, {
        query: { clientId },
        signal,
      }),
    // A signature is good for some minutes only.
    staleTime: 60_000,
  });
  return (
    <div className={styles.curl}>
      <div className={styles.bar}>
        {maySign ? (
          <Select
            size="small"
            allowClear
            className={styles.client}
            placeholder={t('showAs.unsigned')}
            aria-label={t('showAs.client')}
            value={clientId ?? null}
            options={
              clients.data?.items
                .filter((one) => one.enabled)
                .map((one) => ({ value: one.id, label: `${one.name}（${one.id}）` })) ?? []
            }
            onChange={(id: Id | null | undefined) => setClientId(id ?? undefined)}
          />
        ) : (
          <span className={styles.hint}>{t('showAs.unsigned')}</span>
        )}
        <Button
          size="small"
          type="primary"
          icon={<CopyOutlined />}
          disabled={line.data === undefined}
          onClick={() => void copy(line.data?.curl ?? '')}
        >
          {t('showAs.copyCurl')}
        </Button>
      </div>
      <pre className={styles.line} tabIndex={0} aria-label={t('showAs.copyCurl')}>
        {line.isError ? t('states.failed') : (line.data?.curl ?? '…')}
      </pre>
    </div>
  );
}
