import { useQueryClient } from '@tanstack/react-query';
import { Form, Radio, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/request.ts';
import type { Job } from '@/api/shapes.ts';
import { randomId } from '@/parts/random-id.ts';
import { useProblemMessage } from '@/parts/use-problem-message.ts';
import { Dialog } from '@/parts/dialog.tsx';
import { type TransferRecord, transferRecords } from './jobs-query.ts';

interface Values {
  readonly record: TransferRecord;
  readonly format: 'csv' | 'xlsx' | 'ndjson';
}

interface Props {
  close(): void;
  /** From a list: its record and the filters that are set there. */
  readonly given?: { readonly record: TransferRecord; readonly filters: Readonly<Record<string, string | undefined>> };
  readonly started?: () => void;
}

/** Writes what the agent may see into a file, in the background. */
export function ExportDialog({ close, given, started }: Props): ReactNode {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const fail = useProblemMessage();
  const [form] = Form.useForm<Values>();
  const [busy, setBusy] = useState(false);
  const start = async ({ record, format }: Values): Promise<void> => {
    setBusy(true);
    try {
      const json = { record: given?.record ?? record, format, filters: given?.filters ?? {} };
      await request<Job>('/exports', { method: 'POST', json, idempotencyKey: randomId() });
      void queryClient.invalidateQueries({ queryKey: ['jobs'] });
      close();
      started?.();
    } catch (error) {
      fail(error);
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      title={t('transfers.export')}
      okText={t('transfers.start')}
      confirmLoading={busy}
      onOk={form.submit}
      onCancel={close}
    >
      <p>{t(given === undefined ? 'transfers.exportHint' : 'transfers.exportFilteredHint')}</p>
      <Form
        form={form}
        layout="vertical"
        initialValues={{ record: given?.record ?? 'customers', format: 'xlsx' }}
        onFinish={(values) => void start(values)}
      >
        {given === undefined && (
          <Form.Item name="record" label={t('transfers.record')}>
            <Select options={transferRecords.map((value) => ({ value, label: t(`transfers.records.${value}`) }))} />
          </Form.Item>
        )}
        <Form.Item name="format" label={t('transfers.format')}>
          <Radio.Group
            options={[
              { value: 'xlsx', label: 'Excel' },
              { value: 'csv', label: 'CSV' },
              { value: 'ndjson', label: 'NDJSON' },
            ]}
          />
        </Form.Item>
      </Form>
    </Dialog>
  );
}
