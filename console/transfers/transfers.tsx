import { ExportOutlined, ImportOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useSession } from '@/api/session.ts';
import { Page } from '@/parts/page.tsx';
import { Failed, hasFailed, Loading, Nothing } from '@/parts/states.tsx';
import { ExportDialog } from './export-dialog.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { JobCard } from './job-card.tsx';
import { useJobs } from './jobs-query.ts';

/** Imports and exports: what runs now, with progress, and what came of the others. */
export function Transfers(): ReactNode {
  const { t } = useTranslation();
  const readOnly = useSession().seeingAs;
  const mayImport = useMay('customer.edit') && !readOnly;
  const mayExport = useMay('export') && !readOnly;
  const [importing, setImporting] = useState(false);
  const [exporting, setExporting] = useState(false);
  const list = useJobs();
  const jobs = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page
      title={t('shell.transfers')}
      actions={
        <>
          {mayExport && (
            <Button icon={<ExportOutlined />} onClick={() => setExporting(true)}>
              {t('transfers.export')}
            </Button>
          )}
          {mayImport && (
            <Button type="primary" icon={<ImportOutlined />} onClick={() => setImporting(true)}>
              {t('transfers.import')}
            </Button>
          )}
        </>
      }
    >
      {hasFailed(list) && <Failed error={list.error} again={() => void list.refetch()} />}
      {list.isPending && <Loading rows={8} />}
      {list.isSuccess && jobs.length === 0 && <Nothing text={t('transfers.empty')} />}
      {jobs.map((job) => (
        <JobCard key={job.id} job={job} />
      ))}
      {list.hasNextPage && (
        <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('parts.more')}
        </Button>
      )}
      {importing && <ImportDialog close={() => setImporting(false)} />}
      {exporting && <ExportDialog close={() => setExporting(false)} />}
    </Page>
  );
}
