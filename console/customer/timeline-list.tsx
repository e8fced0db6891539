import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Id, TimelineKind } from '@/api/shapes.ts';
import { Failed, hasFailed, Loading, Nothing } from '@/parts/states.tsx';
import { timelineQuery } from './customer-query.ts';
import styles from './timeline.module.css';
import { TimelineItem } from './timeline-item.tsx';

const kinds: readonly TimelineKind[] = ['follow_up', 'call', 'ticket', 'message', 'change'];

/** Everything that happened with a customer, newest first; chips choose the kinds. */
export function TimelineList({ customerId }: { customerId: Id }): ReactNode {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<readonly TimelineKind[]>([]);
  const list = useInfiniteQuery(timelineQuery(customerId, chosen));
  const entries = list.data?.pages.flatMap((page) => page.items) ?? [];
  const counts = list.data?.pages[0]?.counts;
  const toggle = (kind: TimelineKind, on: boolean): void =>
    setChosen(on ? [...chosen, kind] : chosen.filter((one) => one !== kind));
  return (
    <>
      <div className={styles.chips} role="group" aria-label={t('timeline.kinds')}>
        {kinds.map((kind) => (
          <button
            key={kind}
            type="button"
            role="checkbox"
            aria-checked={chosen.includes(kind)}
            className={styles.chip}
            onClick={() => toggle(kind, !chosen.includes(kind))}
          >
            {t(`timeline.kind.${kind}`)} <span className="hl-numbers">{counts?.[kind] ?? ''}</span>
          </button>
        ))}
      </div>
      {hasFailed(list) && <Failed error={list.error} again={() => void list.refetch()} />}
      {list.isPending && <Loading rows={8} />}
      {list.isSuccess && entries.length === 0 && <Nothing text={t('timeline.nothing')} />}
      <ol className={styles.list}>
        {entries.map((entry) => (
          <TimelineItem key={`${entry.kind}-${entry.id}`} entry={entry} />
        ))}
      </ol>
      {list.hasNextPage && (
        <Button block loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('timeline.older')}
        </Button>
      )}
    </>
  );
}
