import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Failed, hasFailed, Loading, Nothing } from '@/parts/states.tsx';
import { JobCard } from '@/transfers/job-card.tsx';
import { useJobs } from '@/transfers/jobs-query.ts';
import own from './integration.module.css';

/** Every background job of the tenant. */
export function Jobs(): ReactNode {
  const { t } = useTranslation();
  const list = useJobs();
  if (hasFailed(list)) return <Failed error={list.error} again={() => void list.refetch()} />;
  if (list.data === undefined) return <Loading rows={6} />;
  const jobs = list.data.pages.flatMap((page) => page.items);
  if (jobs.length === 0) return <Nothing text={t('integration.noJobs')} />;
  return (
    <div className={own.stack}>
      {jobs.map((job) => (
        <JobCard key={job.id} job={job} />
      ))}
      {list.hasNextPage && <Button onClick={() => void list.fetchNextPage()}>{t('parts.more')}</Button>}
    </div>
  );
}
