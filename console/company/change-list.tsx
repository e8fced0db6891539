import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/request.ts';
import type { Change, Id, Listed } from '@/api/shapes.ts';
import { Failed, hasFailed, Loading, Nothing } from '@/parts/states.tsx';
import { useTimes } from '@/parts/use-times.ts';
import { useChangeWords } from '@/records/use-change-words.ts';
import styles from './company.module.css';

const pathOf = { company: 'companies', opportunity: 'opportunities' } as const;

/** What was changed on a record, by whom and through what. */
export function ChangeList({ record, id }: { record: 'company' | 'opportunity'; id: Id }): ReactNode {
  const { t } = useTranslation();
  const times = useTimes();
  const words = useChangeWords(record);
  const list = useInfiniteQuery({
    queryKey: [record, id, 'changes'],
    queryFn: ({ pageParam, signal }) =>
      request<Listed<Change>>(`/${pathOf[record]}/${id}/changes`, { query: { cursor: pageParam, limit: 50 }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
  if (hasFailed(list)) return <Failed error={list.error} again={() => void list.refetch()} />;
  if (list.data === undefined) return <Loading rows={6} />;
  const changes = list.data.pages.flatMap((page) => page.items);
  if (changes.length === 0) return <Nothing text={t('companies.noChanges')} />;
  return (
    <>
      {changes.map((one) => {
        const { field, before, after } = words(one);
        return (
          <p key={one.id} className={styles.change}>
            <span>{field}</span>
            <span>
              <del>{before}</del> → <ins>{after}</ins>
            </span>
            <span>
              {one.agent?.name} {times.full(one.at)}
            </span>
          </p>
        );
      })}
      {list.hasNextPage && (
        <Button block loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('parts.more')}
        </Button>
      )}
    </>
  );
}
