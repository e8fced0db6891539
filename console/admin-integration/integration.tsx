import { useNavigate, useSearch } from '@tanstack/react-router';
import { Tabs } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/api/session.ts';
import { Page } from '@/parts/page.tsx';
import { NotAllowed } from '@/parts/states.tsx';
import { Audit } from './audit.tsx';
import { Clients } from './clients.tsx';
import { Health } from './health.tsx';
import { Jobs } from './jobs.tsx';
import { RequestLog } from './request-log.tsx';
import { SignatureDebugger } from './signature-debugger.tsx';
import { Webhooks } from './webhooks.tsx';

const tabs = [
  { key: 'clients', Screen: Clients },
  { key: 'requests', Screen: RequestLog },
  { key: 'signature', Screen: SignatureDebugger },
  { key: 'webhooks', Screen: Webhooks },
  { key: 'jobs', Screen: Jobs },
  { key: 'audit', Screen: Audit },
  { key: 'health', Screen: Health },
] as const;

/** What connects other programs: clients, their requests, webhooks, and how the server is. */
export function Integration(): ReactNode {
  const { t } = useTranslation();
  const { tab } = useSearch({ from: '/signed-in/admin/integration' });
  const navigate = useNavigate();
  if (!useMay('settings.edit')) return <NotAllowed />;
  return (
    <Page
      title={t('shell.integration')}
      actions={
        <a href="/docs" target="_blank" rel="noopener">
          {t('integration.docs')}
        </a>
      }
    >
      <Tabs
        activeKey={tabs.some((one) => one.key === tab) ? (tab ?? 'clients') : 'clients'}
        destroyOnHidden
        items={tabs.map(({ key, Screen }) => ({ key, label: t(`integration.tabs.${key}`), children: <Screen /> }))}
        onChange={(key) => void navigate({ to: '/admin/integration', search: { tab: key }, replace: true })}
      />
    </Page>
  );
}
