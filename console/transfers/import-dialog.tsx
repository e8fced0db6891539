import { DownloadOutlined, InboxOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Form, Radio, Select, Steps, Upload } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/request.ts';
import { sayReason } from '@/api/say-problem.ts';
import type { Id, Job } from '@/api/shapes.ts';
import { listed } from '@/parts/listed.ts';
import { Loading } from '@/parts/states.tsx';
import { useProblemMessage, useProblemWords } from '@/parts/use-problem-message.ts';
import { Dialog } from '@/parts/dialog.tsx';
import { isActive, tallyOf, type TransferRecord, transferRecords, useJob } from './jobs-query.ts';
import { MappingTable } from './mapping-table.tsx';
import styles from './transfers.module.css';
import { useTargetLabel } from './use-target-label.ts';

export interface ImportFile {
  readonly id: Id;
  readonly record: TransferRecord;
  readonly fileName: string;
  readonly columns: readonly {
    readonly name: string;
    readonly samples: readonly string[];
    readonly target: string | null;
  }[];
  readonly targets: readonly { readonly key: string; readonly label: string; readonly required: boolean }[];
}
export type Mapping = Readonly<Record<string, string | null>>;
type OnDuplicate = 'skip' | 'update' | 'error';

/** File, columns, trial, run: nothing is written before the trial has said what would happen. */
export function ImportDialog({ close }: { close: () => void }): ReactNode {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const fail = useProblemMessage();
  const words = useProblemWords();
  const [record, setRecord] = useState<TransferRecord>('customers');
  const [file, setFile] = useState<ImportFile>();
  const [mapping, setMapping] = useState<Mapping>({});
  const [onDuplicate, setOnDuplicate] = useState<OnDuplicate>('skip');
  const [trial, setTrial] = useState<Id>();
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);

  const upload = async (chosen: Blob): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    const form = new FormData();
    form.append('record', record);
    form.append('file', chosen);
    try {
      const kept = await request<ImportFile>('/imports', { method: 'POST', form });
      setFile(kept);
      setMapping(Object.fromEntries(kept.columns.map((column) => [column.name, column.target])));
    } catch (error) {
      setProblem(error);
    }
    setBusy(false);
  };
  const run = async (dryRun: boolean): Promise<void> => {
    if (file === undefined) return;
    setBusy(true);
    try {
      const job = await request<Job>(`/imports/${file.id}/run`, {
        method: 'POST',
        json: { mapping, dryRun, onDuplicate },
      });
      void queryClient.invalidateQueries({ queryKey: ['jobs'] });
      if (dryRun) setTrial(job.id);
      else close();
    } catch (error) {
      fail(error);
    }
    setBusy(false);
  };
  const labelOf = useTargetLabel(record);
  const used = new Set(Object.values(mapping));
  const missing = file?.targets.filter((target) => target.required && !used.has(target.key)) ?? [];
  const step = file === undefined ? 0 : trial === undefined ? 1 : 2;
  return (
    <Dialog
      open
      width={780}
      title={t('transfers.import')}
      onCancel={close}
      footer={
        <>
          {step === 2 && <Button onClick={() => setTrial(undefined)}>{t('transfers.back')}</Button>}
          {step === 1 && (
            <Button type="primary" loading={busy} disabled={missing.length > 0} onClick={() => void run(true)}>
              {t('transfers.tryIt')}
            </Button>
          )}
          {trial !== undefined && <RunButton trial={trial} busy={busy} run={() => void run(false)} />}
        </>
      }
    >
      <Steps
        size="small"
        className={styles.steps ?? ''}
        current={step}
        items={(['file', 'columns', 'trial'] as const).map((key) => ({ title: t(`transfers.steps.${key}`) }))}
      />
      {problem !== undefined && <Alert type="error" showIcon role="alert" title={words(problem)} />}
      {step === 0 && (
        <Form layout="vertical">
          <Form.Item label={t('transfers.record')}>
            <Select
              aria-label={t('transfers.record')}
              value={record}
              options={transferRecords.map((value) => ({ value, label: t(`transfers.records.${value}`) }))}
              onChange={setRecord}
            />
          </Form.Item>
          <Upload.Dragger
            accept=".csv,.xlsx,.ndjson,.txt"
            showUploadList={false}
            disabled={busy}
            beforeUpload={(chosen) => {
              void upload(chosen);
              return false;
            }}
          >
            <p className={styles.drop}>
              <InboxOutlined />
            </p>
            <p>{busy ? t('transfers.uploading') : t('transfers.drop')}</p>
            <p className={styles.hint}>{t('transfers.dropHint')}</p>
          </Upload.Dragger>
        </Form>
      )}
      {step === 1 && file !== undefined && (
        <>
          <p>{t('transfers.columnsHint', { file: file.fileName })}</p>
          <MappingTable file={file} mapping={mapping} set={setMapping} />
          {missing.length > 0 && (
            <Alert type="warning" showIcon title={t('transfers.missing', { names: listed(missing.map(labelOf)) })} />
          )}
          <Form layout="vertical">
            <Form.Item label={t('transfers.onDuplicate')}>
              <Radio.Group
                value={onDuplicate}
                options={(['skip', 'update', 'error'] as const).map((value) => ({
                  value,
                  label: t(`transfers.duplicates.${value}`),
                }))}
                onChange={(event) => setOnDuplicate(event.target.value as OnDuplicate)}
              />
            </Form.Item>
          </Form>
        </>
      )}
      {trial !== undefined && <Trial id={trial} />}
    </Dialog>
  );
}

/** What an import would do. */
function Trial({ id }: { id: Id }): ReactNode {
  const { t } = useTranslation();
  const job = useJob(id).data;
  if (job === undefined) return <Loading rows={3} />;
  const tally = tallyOf(job);
  return (
    <>
      <p>{isActive(job) ? t('transfers.trying', { done: job.done, total: job.total ?? '…' }) : t('transfers.tried')}</p>
      <dl className={styles.counts}>
        {(['new', 'updated', 'duplicate', 'error'] as const).map((kind) => (
          <div key={kind} data-kind={kind}>
            <dt>{t(`transfers.counts.${kind}`)}</dt>
            <dd className="hl-numbers">{(tally?.[kind] ?? 0).toLocaleString()}</dd>
          </div>
        ))}
      </dl>
      {tally?.unreadable !== undefined && (
        <Alert
          type="error"
          showIcon
          title={t('transfers.unreadable', { why: sayReason(tally.unreadable) ?? tally.unreadable })}
        />
      )}
      {job.hasErrors && (
        <Button icon={<DownloadOutlined />} href={`/api/jobs/${job.id}/errors.csv`} download>
          {t('transfers.errors', { count: job.failed })}
        </Button>
      )}
    </>
  );
}

function RunButton({ trial, busy, run }: { trial: Id; busy: boolean; run: () => void }): ReactNode {
  const { t } = useTranslation();
  const job = useJob(trial).data;
  const tally = job === undefined ? undefined : tallyOf(job);
  const writes = (tally?.new ?? 0) + (tally?.updated ?? 0);
  const ready = job !== undefined && !isActive(job);
  return (
    <Button type="primary" loading={busy || !ready} disabled={ready && writes === 0} onClick={run}>
      {t('transfers.runIt', { count: writes })}
    </Button>
  );
}
