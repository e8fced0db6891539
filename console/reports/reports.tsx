import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import dayjs from '@/parts/dayjs.ts';
import { type CSSProperties, type ReactNode, useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/request.ts';
import { useDirectory } from '@/api/session.ts';
import type { AgentRef, OptionRef } from '@/api/shapes.ts';
import { DayRange } from '@/parts/day-range.tsx';
import { Page } from '@/parts/page.tsx';
import { Failed, hasFailed, Loading, Nothing } from '@/parts/states.tsx';
import { wallTimeOf } from '@/parts/zoned-time.ts';
import { Chart } from './chart.tsx';
import { FigureTable, SHOWN_AT_FIRST } from './figure-table.tsx';
import { dailyLines, funnelBars } from './chart-options.ts';
import styles from './reports.module.css';

interface Funnel {
  readonly stages: readonly { readonly stage: OptionRef; readonly count: number }[];
  readonly total: number;
  readonly won: number;
  readonly lost: number;
}
interface FollowUps {
  readonly days: readonly string[];
  readonly agents: readonly { readonly agent: AgentRef; readonly counts: readonly number[]; readonly total: number }[];
  readonly totals: readonly number[];
  readonly total: number;
}
interface NewCustomers {
  readonly days: readonly string[];
  readonly sources: readonly {
    readonly source: OptionRef | null;
    readonly counts: readonly number[];
    readonly total: number;
  }[];
  readonly total: number;
}

/** Three figures of the chosen days, each with the table behind it. They count what the agent's data scope shows. */
export function Reports(): ReactNode {
  const { t } = useTranslation();
  const search = useSearch({ from: '/signed-in/reports' });
  const navigate = useNavigate();
  const { timeZone } = useDirectory().tenant;
  const today = dayjs(wallTimeOf(new Date().toISOString(), timeZone));
  const from = search['from'] ?? today.subtract(29, 'day').format('YYYY-MM-DD');
  const to = search['to'] ?? today.format('YYYY-MM-DD');
  const set = useCallback(
    (first: string | undefined, last: string | undefined): void =>
      void navigate({ to: '/reports', search: { from: first, to: last }, replace: true }),
    [navigate],
  );
  return (
    <Page
      title={t('shell.reports')}
      actions={
        <div className={styles.days}>
          <DayRange label={t('reports.days')} from={from} to={to} clearable={false} set={set} />
        </div>
      }
    >
      <FunnelReport from={from} to={to} />
      <FollowUpReport from={from} to={to} />
      <NewCustomerReport from={from} to={to} />
    </Page>
  );
}

interface Days {
  readonly from: string;
  readonly to: string;
}

function useReport<T>(name: string, days: Days) {
  return useQuery({
    queryKey: ['report', name, days],
    queryFn: ({ signal }) => request<T>(`/reports/${name}`, { query: { ...days }, signal }),
  });
}

interface CardProps {
  readonly title: string;
  readonly note?: string;
  /** Rows of the table at first: their place is held while the figures are on their way. */
  readonly rows?: number;
  readonly children: ReactNode;
}

function Card({ title, note, rows = SHOWN_AT_FIRST, children }: CardProps): ReactNode {
  return (
    <section className={styles.card} aria-label={title}>
      <h2>
        {title}
        <small className="hl-numbers">{note}</small>
      </h2>
      <div className={styles.body} style={{ '--rows': rows } as CSSProperties}>
        {children}
      </div>
    </section>
  );
}

function FunnelReport(days: Days): ReactNode {
  const { t } = useTranslation();
  const { stages: ends, dictionaries } = useDirectory();
  const rows = Math.min(SHOWN_AT_FIRST, dictionaries['opportunity_stage']?.length ?? 0);
  const report = useReport<Funnel>('funnel', days);
  const title = t('reports.funnel');
  if (hasFailed(report))
    return (
      <Card title={title} rows={rows}>
        <Failed error={report.error} again={() => void report.refetch()} />
      </Card>
    );
  if (report.data === undefined)
    return (
      <Card title={title} rows={rows}>
        <Loading rows={13} />
      </Card>
    );
  const { stages, total, won, lost } = report.data;
  if (total === 0)
    return (
      <Card title={title} rows={rows}>
        <Nothing text={t('reports.nothing')} />
      </Card>
    );
  const share = (count: number): string => `${Math.round((count / total) * 1000) / 10}%`;
  return (
    <Card title={title} rows={rows} note={t('reports.funnelNote', { total, won, lost, rate: share(won) })}>
      <Chart
        label={title}
        option={(theme) =>
          funnelBars(
            stages.map(({ stage, count }) => ({
              name: stage.name,
              count,
              end: stage.id === ends.won ? 'won' : stage.id === ends.lost ? 'lost' : undefined,
            })),
            theme,
          )
        }
      />
      <FigureTable
        head={[t('opportunities.fields.stage'), t('reports.count'), t('reports.share')]}
        rows={stages.map(({ stage, count }) => ({ key: stage.id, cells: [stage.name, count, share(count)] }))}
      />
    </Card>
  );
}

function FollowUpReport(days: Days): ReactNode {
  const { t } = useTranslation();
  const report = useReport<FollowUps>('follow-ups', days);
  const title = t('reports.followUps');
  if (hasFailed(report))
    return (
      <Card title={title}>
        <Failed error={report.error} again={() => void report.refetch()} />
      </Card>
    );
  if (report.data === undefined)
    return (
      <Card title={title}>
        <Loading rows={13} />
      </Card>
    );
  const { days: names, agents, total } = report.data;
  if (total === 0)
    return (
      <Card title={title}>
        <Nothing text={t('reports.nothing')} />
      </Card>
    );
  const series = agents.map(({ agent, counts }) => ({ name: agent.name, counts }));
  return (
    <Card title={title} note={t('reports.sum', { total: total.toLocaleString() })}>
      <Chart label={title} option={(theme) => dailyLines(names, series, theme)} />
      <DayTable
        first={t('reports.agent')}
        days={names}
        rows={agents.map((one) => ({ key: one.agent.id, name: one.agent.name, ...one }))}
      />
    </Card>
  );
}

function NewCustomerReport(days: Days): ReactNode {
  const { t } = useTranslation();
  const report = useReport<NewCustomers>('new-customers', days);
  const title = t('reports.newCustomers');
  if (hasFailed(report))
    return (
      <Card title={title}>
        <Failed error={report.error} again={() => void report.refetch()} />
      </Card>
    );
  if (report.data === undefined)
    return (
      <Card title={title}>
        <Loading rows={13} />
      </Card>
    );
  const { days: names, sources, total } = report.data;
  if (total === 0)
    return (
      <Card title={title}>
        <Nothing text={t('reports.nothing')} />
      </Card>
    );
  const named = sources.map((one) => ({
    ...one,
    key: one.source?.id ?? 'none',
    name: one.source?.name ?? t('states.none'),
  }));
  return (
    <Card title={title} note={t('reports.sum', { total: total.toLocaleString() })}>
      <Chart label={title} option={(theme) => dailyLines(names, named, theme, true)} />
      <DayTable first={t('customers.fields.source')} days={names} rows={named} />
    </Card>
  );
}

interface DayRow {
  readonly key: string;
  readonly name: string;
  readonly counts: readonly number[];
  readonly total: number;
}

function DayTable({
  first,
  days,
  rows,
}: {
  first: string;
  days: readonly string[];
  rows: readonly DayRow[];
}): ReactNode {
  const { t } = useTranslation();
  return (
    <FigureTable
      head={[first, t('reports.total'), ...days.map((day) => day.slice(5))]}
      rows={rows.map((row) => ({ key: row.key, cells: [row.name, row.total, ...row.counts] }))}
    />
  );
}
