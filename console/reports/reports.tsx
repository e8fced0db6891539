import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import dayjs from '@/parts/dayjs.ts';
import { type CSSProperties, type ReactNode, useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/request.ts';
import { useDirectory } from '@/api/session.ts';
import type * as shapes from '@/api/shapes.ts';
import { DayRange } from '@/parts/day-range.tsx';
import { Page } from '@/parts/page.tsx';
import { Failed, hasFailed, Loading, Nothing } from '@/parts/states.tsx';
import { wallTimeOf } from '@/parts/zoned-time.ts';
import { Chart } from './chart.tsx';
import { FigureTable, SHOWN_AT_FIRST } from './figure-table.tsx';
import { dailyLines, funnelBars } from './chart-options.ts';
import styles from './reports.module.css';

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

interface CardProps<T> {
  readonly title: string;
  readonly report: UseQueryResult<T>;
  note(figures: T): string;
  /** Rows of the table at first: their place is held while the figures are on their way. */
  readonly rows?: number;
  /** What is drawn of figures that aren't all zero. */
  children(figures: T): ReactNode;
}

function Card<T extends { readonly total: number }>(props: CardProps<T>): ReactNode {
  const { title, report, note, rows = SHOWN_AT_FIRST, children } = props;
  const { t } = useTranslation();
  const figures = hasFailed(report) || report.data?.total === 0 ? undefined : report.data;
  return (
    <section className={styles.card} aria-label={title}>
      <h2>
        {title}
        <small className="hl-numbers">{figures && note(figures)}</small>
      </h2>
      <div className={styles.body} style={{ '--rows': rows } as CSSProperties}>
        {figures && children(figures)}
        {hasFailed(report) && <Failed error={report.error} again={() => void report.refetch()} />}
        {report.isPending && <Loading rows={13} />}
        {report.data?.total === 0 && <Nothing text={t('reports.nothing')} />}
      </div>
    </section>
  );
}

function FunnelReport(days: Days): ReactNode {
  const { t } = useTranslation();
  const { stages: ends, dictionaries } = useDirectory();
  const title = t('reports.funnel');
  const share = (count: number, total: number): string => `${Math.round((count / total) * 1000) / 10}%`;
  return (
    <Card
      title={title}
      report={useReport<shapes.FunnelReport>('funnel', days)}
      rows={Math.min(SHOWN_AT_FIRST, dictionaries['opportunity_stage']?.length ?? 0)}
      note={({ total, won, lost }) => t('reports.funnelNote', { total, won, lost, rate: share(won, total) })}
    >
      {({ stages, total }) => (
        <>
          <Chart
            label={title}
            option={(theme) =>
              funnelBars(
                stages.map(({ stage, count }) => ({
                  name: stage?.name ?? t('opportunities.noStage'),
                  count,
                  kind:
                    stage === null ? 'none' : stage.id === ends.won ? 'won' : stage.id === ends.lost ? 'lost' : 'open',
                })),
                theme,
              )
            }
          />
          <FigureTable
            head={[t('opportunities.fields.stage'), t('reports.count'), t('reports.share')]}
            rows={stages.map(({ stage, count }) => ({
              key: stage?.id ?? 'none',
              cells: [stage?.name ?? t('opportunities.noStage'), count, share(count, total)],
            }))}
          />
        </>
      )}
    </Card>
  );
}

function FollowUpReport(days: Days): ReactNode {
  const { t } = useTranslation();
  return (
    <DayCard
      title={t('reports.followUps')}
      first={t('reports.agent')}
      report={useReport<shapes.FollowUpReport>('follow-ups', days)}
      rowsOf={({ agents }) =>
        agents.map((one) => ({
          ...one,
          key: one.agent?.id ?? 'none',
          name: one.agent?.name ?? t('states.none'),
        }))
      }
    />
  );
}

function NewCustomerReport(days: Days): ReactNode {
  const { t } = useTranslation();
  return (
    <DayCard
      title={t('reports.newCustomers')}
      first={t('customers.fields.source')}
      report={useReport<shapes.NewCustomerReport>('new-customers', days)}
      stacked
      rowsOf={({ sources }) =>
        sources.map((one) => ({
          ...one,
          key: one.source?.id ?? 'none',
          name: one.source?.name ?? t('states.none'),
        }))
      }
    />
  );
}

interface DayRow {
  readonly key: string;
  readonly name: string;
  readonly counts: readonly number[];
  readonly total: number;
}

interface DayCardProps<T> {
  readonly title: string;
  /** Heads the table's first column. */
  readonly first: string;
  readonly report: UseQueryResult<T>;
  readonly stacked?: boolean;
  rowsOf(figures: T): readonly DayRow[];
}

/** Figures of each day, a line and a row for each of what makes them up. */
function DayCard<T extends { readonly total: number; readonly days: readonly string[] }>(
  props: DayCardProps<T>,
): ReactNode {
  const { title, first, report, stacked = false, rowsOf } = props;
  const { t } = useTranslation();
  return (
    <Card title={title} report={report} note={({ total }) => t('reports.sum', { total: total.toLocaleString() })}>
      {(figures) => {
        const rows = rowsOf(figures);
        return (
          <>
            <Chart label={title} option={(theme) => dailyLines(figures.days, rows, theme, stacked)} />
            <FigureTable
              head={[first, t('reports.total'), ...figures.days.map((day) => day.slice(5))]}
              rows={rows.map((row) => ({ key: row.key, cells: [row.name, row.total, ...row.counts] }))}
            />
          </>
        );
      }}
    </Card>
  );
}
