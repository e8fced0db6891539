import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Customer, Id } from '@/api/shapes.ts';
import { Failed, hasFailed, Loading, Nothing } from '@/parts/states.tsx';
import { useTimes } from '@/parts/use-times.ts';
import { assignmentText } from '@/records/customer-fields.ts';
import { customerKind, listQuery } from '@/records/list-query.ts';
import { shownName } from '@/records/shown-name.ts';
import styles from './company.module.css';

/** The customers of a company that this agent may see. */
export function CompanyCustomers({ companyId }: { companyId: Id }): ReactNode {
  const { t } = useTranslation();
  const times = useTimes();
  const list = useInfiniteQuery(listQuery<Customer>(customerKind, `/companies/${companyId}/customers`, {}));
  if (hasFailed(list)) return <Failed error={list.error} again={() => void list.refetch()} />;
  if (list.data === undefined) return <Loading rows={6} />;
  const rows = list.data.pages.flatMap((page) => page.items);
  if (rows.length === 0) return <Nothing text={t('companies.noCustomers')} />;
  return (
    <>
      <div className={styles.heads} aria-hidden="true">
        {(['name', 'phones', 'type', 'owner', 'lastContactAt'] as const).map((key) => (
          <span key={key}>{t(`customers.fields.${key}`)}</span>
        ))}
      </div>
      <ul className={styles.customers}>
        {rows.map((one) => (
          <li key={one.id}>
            <Link to="/customers/$id" params={{ id: one.id }}>
              <b>{shownName(one)}</b>
              <span className="hl-numbers">{one.phones[0]?.content}</span>
              <span>{one.type?.name}</span>
              <span>{one.inPool ? t('customer.inPool') : assignmentText(one.owner)}</span>
              <span>
                {one.lastContactAt === null ? t('companies.neverContacted') : times.relative(one.lastContactAt)}
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button block loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('parts.more')}
        </Button>
      )}
    </>
  );
}
