import { DownloadOutlined, StopOutlined, UndoOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Popconfirm, Progress, Tag } from 'antd';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/request.ts';
import { useSession } from '@/api/session.ts';
import type { Job } from '@/api/shapes.ts';
import { sayReason } from '@/api/say-problem.ts';
import { useProblemMessage } from '@/parts/use-problem-message.ts';
import { useTimes } from '@/parts/use-times.ts';
import { inputText, isActive, tallyOf, transferRecords } from './jobs-query.ts';
import styles from './transfers.module.css';

const colours = {
  queued: 'default',
  running: 'processing',
  done: 'success',
  failed: 'error',
  cancelled: 'default',
} as const;

/** One job: how far it is, how fast, how long yet, and what can be done about it. */
export function JobCard({ job }: { job: Job }): ReactNode {
  const { t } = useTranslation();
  const times = useTimes();
  const readOnly = useSession().seeingAs;
  const queryClient = useQueryClient();
  const fail = useProblemMessage();
  const act = useMutation({
    mutationFn: (action: 'cancel' | 'undo') => request<Job>(`/jobs/${job.id}/${action}`, { method: 'POST' }),
    onError: fail,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['jobs'] }),
  });
  const record = transferRecords.find((one) => one === inputText(job, 'record'));
  const active = isActive(job);
  const tally = tallyOf(job);
  return (
    <article className={styles.job} data-job={job.id} aria-label={title()}>
      <header>
        <b>{title()}</b>
        <Tag color={colours[job.state]}>{t(`transfers.states.${job.state}`)}</Tag>
        {job.input['dryRun'] === true && <Tag>{t('transfers.dryRun')}</Tag>}
        <span className={styles.who}>
          {job.agent?.name} {times.full(job.createdAt)}
        </span>
      </header>
      {active && <Running job={job} />}
      {!active && (
        <p className={styles.outcome}>
          {tally === undefined
            ? t('transfers.rows', { count: job.done })
            : t('transfers.tally', {
                new: tally.new,
                updated: tally.updated,
                duplicate: tally.duplicate,
                error: tally.error,
              })}
          {tally?.unreadable !== undefined && (
            <span className={styles.bad}>
              {t('transfers.unreadable', { why: sayReason(tally.unreadable) ?? tally.unreadable })}
            </span>
          )}
        </p>
      )}
      <div className={styles.tools}>
        {active && !readOnly && (
          <Popconfirm title={t('transfers.cancelHint')} onConfirm={() => act.mutate('cancel')}>
            <Button size="small" icon={<StopOutlined />}>
              {t('actions.cancel')}
            </Button>
          </Popconfirm>
        )}
        {job.hasFile && (
          <Button size="small" type="primary" icon={<DownloadOutlined />} href={`/api/jobs/${job.id}/file`} download>
            {t('transfers.download')}
          </Button>
        )}
        {job.hasErrors && (
          <Button size="small" icon={<DownloadOutlined />} href={`/api/jobs/${job.id}/errors.csv`} download>
            {t('transfers.errors', { count: job.failed })}
          </Button>
        )}
        {job.canUndo && !readOnly && (
          <Popconfirm title={t('transfers.undoHint')} onConfirm={() => act.mutate('undo')}>
            <Button size="small" icon={<UndoOutlined />}>
              {t('actions.undo')}
            </Button>
          </Popconfirm>
        )}
      </div>
    </article>
  );

  function title(): string {
    const what = record === undefined ? '' : t(`transfers.records.${record}`);
    if (job.kind === 'import') return t('transfers.importOf', { what });
    if (job.kind === 'export') return t('transfers.exportOf', { what, format: inputText(job, 'format') ?? '' });
    if (job.kind.includes('undo')) return t('transfers.undoOf');
    return t('transfers.otherJob', { kind: job.kind });
  }
}

/** Rows a second over the last looks, and the time that the rest takes at that pace. */
function Running({ job }: { job: Job }): ReactNode {
  const { t } = useTranslation();
  const looks = useRef<{ at: number; done: number }[]>([]);
  useEffect(() => {
    looks.current = [...looks.current, { at: Date.now(), done: job.done }].slice(-8);
  }, [job.done]);
  const first = looks.current[0];
  const seconds = first === undefined ? 0 : (Date.now() - first.at) / 1000;
  const pace = first === undefined || seconds < 0.5 ? 0 : (job.done - first.done) / seconds;
  const left = pace > 0 && job.total !== null ? Math.ceil((job.total - job.done) / pace) : undefined;
  const percent = job.total === null || job.total === 0 ? 0 : Math.floor((job.done / job.total) * 100);
  return (
    <div className={styles.running}>
      <Progress percent={percent} status="active" aria-label={t('transfers.progress')} />
      <span className="hl-numbers">
        {job.done.toLocaleString()} / {job.total?.toLocaleString() ?? '…'}
        {pace > 0 && ` · ${t('transfers.pace', { count: Math.round(pace) })}`}
        {left !== undefined && ` · ${t('transfers.left', { minutes: Math.floor(left / 60), seconds: left % 60 })}`}
      </span>
    </div>
  );
}
