import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/request.ts';
import { Failed, Loading } from '@/parts/states.tsx';
import { useTimes } from '@/parts/use-times.ts';
import own from './integration.module.css';

interface HealthAnswer {
  readonly version: string;
  readonly startedAt: string;
  readonly memoryBytes: number;
  readonly store: { readonly ready: boolean; readonly ms: number };
  readonly counts: {
    readonly customers: number;
    readonly companies: number;
    readonly opportunities: number;
    readonly followUps: number;
  };
  readonly jobs: { readonly queued: number; readonly running: number; readonly failed: number };
  readonly webhooks: { readonly waiting: number; readonly failed: number };
}

/** How the server is, now. */
export function Health(): ReactNode {
  const { t } = useTranslation();
  const times = useTimes();
  const health = useQuery({
    queryKey: ['health'],
    queryFn: ({ signal }) => request<HealthAnswer>('/admin/health', { signal }),
    refetchInterval: 5000,
    staleTime: 0,
  });
  if (health.isError) return <Failed error={health.error} again={() => void health.refetch()} />;
  if (health.data === undefined) return <Loading rows={6} />;
  const { store, counts, jobs, webhooks, version, startedAt, memoryBytes } = health.data;
  const figures: readonly (readonly [string, string, boolean])[] = [
    [
      t('integration.store'),
      store.ready ? t('integration.storeReady', { ms: Math.round(store.ms * 10) / 10 }) : t('integration.storeDown'),
      !store.ready,
    ],
    [t('integration.version'), version, false],
    [t('integration.startedAt'), times.full(startedAt), false],
    [t('integration.memory'), `${Math.round(memoryBytes / 1024 / 1024)} MiB`, false],
    [t('shell.customers'), counts.customers.toLocaleString(), false],
    [t('shell.companies'), counts.companies.toLocaleString(), false],
    [t('shell.opportunities'), counts.opportunities.toLocaleString(), false],
    [t('timeline.kind.follow_up'), counts.followUps.toLocaleString(), false],
    [t('integration.jobFigures'), t('integration.jobCounts', jobs), jobs.failed > 0],
    [t('integration.tabs.webhooks'), t('integration.webhookCounts', webhooks), webhooks.failed > 0],
  ];
  return (
    <dl className={own.figures}>
      {figures.map(([name, text, bad]) => (
        <div key={name} data-bad={bad}>
          <dt>{name}</dt>
          <dd className="hl-numbers">{text}</dd>
        </div>
      ))}
    </dl>
  );
}
