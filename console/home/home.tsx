import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Tag } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { shownName } from '@/records/shown-name.ts';
import { request } from '@/api/request.ts';
import { useSession } from '@/api/session.ts';
import type { Customer, FollowUp, NamedRef, Quota } from '@/api/shapes.ts';
import { Page } from '@/parts/page.tsx';
import { Failed, hasFailed, Loading } from '@/parts/states.tsx';
import { useTimes } from '@/parts/use-times.ts';
import { ClaimButton } from '@/pool/claim-button.tsx';
import styles from './home.module.css';

interface Due {
  readonly followUp: FollowUp;
  readonly dueAt: string;
}
interface HomeAnswer {
  readonly due: {
    readonly overdue: readonly Due[];
    readonly today: readonly Due[];
    readonly overdueTotal: number;
    readonly todayTotal: number;
  };
  readonly pool: { readonly items: readonly Customer[]; readonly total: number; readonly newToday: number };
  readonly mine: { readonly items: readonly Customer[]; readonly total: number };
  readonly recent: readonly Customer[];
  readonly quota: Quota;
}

/** What an agent has to do today. */
export function Home(): ReactNode {
  const { t } = useTranslation();
  const { agent } = useSession();
  const home = useQuery({
    queryKey: ['home'],
    queryFn: ({ signal }) => request<HomeAnswer>('/home', { signal }),
  });
  if (hasFailed(home)) return <Failed error={home.error} again={() => void home.refetch()} />;
  if (home.data === undefined) return <Loading rows={12} />;
  const { due, pool, mine, recent, quota } = home.data;
  return (
    <Page title={t('home.hello', { name: agent.name })}>
      <div className={styles.figures}>
        <Figure
          text={t('home.overdue')}
          count={due.overdueTotal}
          tone={due.overdueTotal > 0 ? 'alarm' : 'plain'}
          to="/"
        />
        <Figure text={t('home.today')} count={due.todayTotal} tone="plain" to="/" />
        <Figure text={t('home.mine')} count={mine.total} tone="plain" to="/customers" search={{ owner: 'me' }} />
        <Figure
          text={t('home.pool')}
          count={pool.total}
          tone="plain"
          to="/pool"
          note={t('home.poolToday', { count: pool.newToday })}
        />
      </div>
      <div className={styles.columns}>
        <section className={styles.card} aria-label={t('home.due')}>
          <h2>{t('home.due')}</h2>
          {due.overdue.length + due.today.length === 0 && <p className={styles.nothing}>{t('home.nothingDue')}</p>}
          {due.overdue.map((one) => (
            <DueLine key={one.followUp.id} due={one} overdue />
          ))}
          {due.today.map((one) => (
            <DueLine key={one.followUp.id} due={one} overdue={false} />
          ))}
          {due.overdueTotal > due.overdue.length && (
            <p className={styles.nothing}>{t('home.moreOverdue', { count: due.overdueTotal - due.overdue.length })}</p>
          )}
        </section>
        <div className={styles.side}>
          <section className={styles.card} aria-label={t('home.newInPool')}>
            <h2>
              {t('home.newInPool')}
              <small>{t('home.quota', { left: quota.left, perDay: quota.perDay })}</small>
            </h2>
            {pool.items.length === 0 && (
              <p className={styles.nothing}>{t(pool.total === 0 ? 'home.poolEmpty' : 'home.noneFallen')}</p>
            )}
            {pool.items.slice(0, 6).map((one) => (
              <div key={one.id} className={styles.line}>
                <CustomerLink customer={one} />
                <span className={styles.note}>{one.poolReason?.name ?? one.source?.name}</span>
                <ClaimButton ids={[one.id]} quota={quota} size="small" />
              </div>
            ))}
          </section>
          <section className={styles.card} aria-label={t('home.recent')}>
            <h2>{t('home.recent')}</h2>
            {recent.length === 0 && <p className={styles.nothing}>{t('home.noRecent')}</p>}
            {recent.map((one) => (
              <div key={one.id} className={styles.line}>
                <CustomerLink customer={one} />
                <span className={styles.note}>{one.company?.name ?? one.phones[0]?.content}</span>
              </div>
            ))}
          </section>
        </div>
      </div>
    </Page>
  );
}

interface FigureProps {
  readonly text: string;
  readonly count: number;
  readonly tone: 'plain' | 'alarm';
  readonly to: '/' | '/customers' | '/pool';
  readonly search?: Readonly<Record<string, string>>;
  readonly note?: string;
}

function Figure({ text, count, tone, to, search = {}, note }: FigureProps): ReactNode {
  const inside = (
    <>
      <span>{text}</span>
      <b className="hl-numbers">{count.toLocaleString()}</b>
      <small>{note}</small>
    </>
  );
  if (to === '/') {
    return (
      <div className={styles.figure} data-tone={tone}>
        {inside}
      </div>
    );
  }
  return (
    <Link className={styles.figure} data-tone={tone} to={to} search={search}>
      {inside}
    </Link>
  );
}

function CustomerLink({ customer }: { customer: NamedRef }): ReactNode {
  return (
    <Link className={styles.name} to="/customers/$id" params={{ id: customer.id }}>
      {shownName(customer)}
    </Link>
  );
}

function DueLine({ due, overdue }: { due: Due; overdue: boolean }): ReactNode {
  const { t } = useTranslation();
  const times = useTimes();
  return (
    <div className={styles.due}>
      <div className={styles.dueHead}>
        <CustomerLink customer={due.followUp.customer} />
        {overdue && <Tag color="error">{t('home.overdueTag')}</Tag>}
        <Tag>{due.followUp.type.name}</Tag>
        <time dateTime={due.dueAt} className={styles.when} data-overdue={overdue}>
          {overdue ? times.relative(due.dueAt) : times.short(due.dueAt)}
        </time>
        <Link to="/customers/$id" params={{ id: due.followUp.customer.id }}>
          <Button size="small" tabIndex={-1}>
            {t('home.followUp')}
          </Button>
        </Link>
      </div>
      <p className={styles.excerpt}>{due.followUp.text}</p>
    </div>
  );
}
