import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Button, Select, Table } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/request.ts';
import { useDirectory } from '@/api/session.ts';
import type { AgentRef, Listed, Via } from '@/api/shapes.ts';
import { AgentSelect } from '@/parts/agent-select.tsx';
import { contains } from '@/parts/contains.ts';
import { DayRange } from '@/parts/day-range.tsx';
import { Failed, hasFailed, Nothing } from '@/parts/states.tsx';
import { useTimes } from '@/parts/use-times.ts';
import { instantOf } from '@/parts/zoned-time.ts';
import { type AuditAction, auditActions } from './audit-actions.ts';
import own from './integration.module.css';
import { useAuditWords } from './use-audit-words.ts';

interface Entry {
  readonly id: string;
  readonly at: string;
  readonly agent: AgentRef | null;
  readonly action: string;
  readonly record: string | null;
  readonly recordId: string | null;
  readonly detail: Readonly<Record<string, unknown>> | null;
  readonly via: Via;
}

/** Who did what that is written down: reveals, settings, sign-ins, exports. */
export function Audit(): ReactNode {
  const { t } = useTranslation();
  const times = useTimes();
  const words = useAuditWords();
  const { timeZone } = useDirectory().tenant;
  const [agent, setAgent] = useState<string | null>(null);
  const [action, setAction] = useState<AuditAction>();
  const [days, setDays] = useState<{ from?: string | undefined; to?: string | undefined }>({});
  const actionText = (name: string): string => (isKnown(name) ? t(`integration.actions.${name}`) : name);
  const list = useInfiniteQuery({
    queryKey: ['audit', agent, action, days],
    queryFn: ({ pageParam, signal }) =>
      request<Listed<Entry>>('/admin/audit', {
        query: {
          agent: agent ?? undefined,
          action,
          from: days.from === undefined ? undefined : instantOf(`${days.from}T00:00`, timeZone),
          to: days.to === undefined ? undefined : instantOf(`${days.to}T23:59`, timeZone),
          cursor: pageParam,
          limit: 50,
        },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
  if (hasFailed(list)) return <Failed error={list.error} again={() => void list.refetch()} />;
  return (
    <>
      <div className={own.filters}>
        <AgentSelect
          style={{ width: 200 }}
          placeholder={t('integration.doneBy')}
          aria-label={t('integration.doneBy')}
          value={agent}
          onChange={(value) => setAgent(value ?? null)}
        />
        <Select
          allowClear
          showSearch={{ filterOption: contains }}
          style={{ width: 200 }}
          placeholder={t('integration.action')}
          aria-label={t('integration.action')}
          value={action ?? null}
          options={auditActions.map((value) => ({ value, label: t(`integration.actions.${value}`) }))}
          onChange={(value: AuditAction | null | undefined) => setAction(value ?? undefined)}
        />
        <div className={own.days}>
          <DayRange label={t('reports.days')} from={days.from} to={days.to} set={(from, to) => setDays({ from, to })} />
        </div>
      </div>
      <Table<Entry>
        scroll={{ x: 1000 }}
        size="small"
        rowKey="id"
        loading={list.isPending}
        pagination={false}
        locale={{ emptyText: <Nothing text={t('integration.noAudit')} /> }}
        dataSource={list.data?.pages.flatMap((page) => page.items) ?? []}
        columns={[
          { title: t('integration.time'), width: 150, render: (_, one) => times.precise(one.at) },
          { title: t('integration.doneBy'), width: 130, render: (_, one) => one.agent?.name ?? '' },
          { title: t('integration.action'), width: 180, render: (_, one) => actionText(one.action) },
          { title: t('integration.onWhat'), width: 180, render: (_, one) => words.onWhat(one) },
          { title: t('integration.detail'), render: (_, one) => words.detail(one) },
          { title: t('integration.via'), width: 130, render: (_, one) => t(`records.vias.${one.via}`) },
        ]}
      />
      {list.hasNextPage && (
        <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('parts.more')}
        </Button>
      )}
    </>
  );
}

function isKnown(name: string): name is AuditAction {
  return auditActions.some((one) => one === name);
}
