import { PauseCircleOutlined, PlayCircleOutlined } from '@ant-design/icons';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Select, Table, Tag } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/request.ts';
import type { AgentRef } from '@/api/shapes.ts';
import styles from '@/admin-people/people.module.css';
import { Failed, hasFailed, Nothing } from '@/parts/states.tsx';
import { useTimes } from '@/parts/use-times.ts';

interface RequestEntry {
  readonly seq: number;
  readonly at: string;
  readonly dialect: (typeof dialects)[number];
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly ms: number;
  readonly client: string | null;
  readonly agent: AgentRef | null;
  readonly requestId: string;
}

const dialects = ['ttf', 'bangwo8', 'icsoc', 'native'] as const;

/** The last requests of every dialect, as they come; phones, signs and secrets are masked by the server. */
export function RequestLog(): ReactNode {
  const { t } = useTranslation();
  const times = useTimes();
  const [dialect, setDialect] = useState<string>();
  const [status, setStatus] = useState<string>();
  const [live, setLive] = useState(true);
  const log = useQuery({
    queryKey: ['request-log', dialect, status],
    queryFn: ({ signal }) =>
      request<{ items: readonly RequestEntry[] }>('/admin/requests', {
        query: { dialect, status, limit: 200 },
        signal,
      }),
    refetchInterval: live ? 2000 : false,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  if (hasFailed(log)) return <Failed error={log.error} again={() => void log.refetch()} />;
  return (
    <>
      <div className={styles.bar}>
        <div className={styles.actions}>
          <Select
            allowClear
            style={{ width: 160 }}
            placeholder={t('integration.dialect')}
            aria-label={t('integration.dialect')}
            value={dialect ?? null}
            options={dialects.map((value) => ({ value, label: t(`showAs.dialects.${value}`) }))}
            onChange={(value: string | null | undefined) => setDialect(value ?? undefined)}
          />
          <Select
            allowClear
            style={{ width: 140 }}
            placeholder={t('integration.status')}
            aria-label={t('integration.status')}
            value={status ?? null}
            options={['2xx', '4xx', '5xx'].map((value) => ({ value, label: value }))}
            onChange={(value: string | null | undefined) => setStatus(value ?? undefined)}
          />
        </div>
        <Button icon={live ? <PauseCircleOutlined /> : <PlayCircleOutlined />} onClick={() => setLive(!live)}>
          {t(live ? 'integration.pause' : 'integration.resume')}
        </Button>
      </div>
      <Table<RequestEntry>
        scroll={{ x: 1000 }}
        size="small"
        rowKey="seq"
        loading={log.isPending}
        pagination={false}
        locale={{ emptyText: <Nothing text={t('integration.noRequests')} /> }}
        dataSource={log.data === undefined ? [] : [...log.data.items]}
        columns={[
          { title: t('integration.time'), width: 160, render: (_, one) => times.precise(one.at) },
          { title: t('integration.dialect'), width: 130, render: (_, one) => t(`showAs.dialects.${one.dialect}`) },
          { title: t('integration.request'), render: (_, one) => <code>{`${one.method} ${one.path}`}</code> },
          {
            title: t('integration.status'),
            width: 80,
            render: (_, one) => (
              <Tag color={one.status < 400 ? 'success' : one.status < 500 ? 'warning' : 'error'}>{one.status}</Tag>
            ),
          },
          { title: t('integration.took'), width: 90, render: (_, one) => `${Math.round(one.ms * 10) / 10} ms` },
          { title: t('integration.who'), width: 150, render: (_, one) => one.client ?? one.agent?.name ?? '' },
          { title: t('integration.requestId'), dataIndex: 'requestId', width: 180, ellipsis: true },
        ]}
      />
    </>
  );
}
