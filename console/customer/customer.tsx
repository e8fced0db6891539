import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { Tag } from 'antd';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { shownName } from '@/records/shown-name.ts';
import { request } from '@/api/request.ts';
import { useMay, useSession } from '@/api/session.ts';
import type { Customer } from '@/api/shapes.ts';
import { customerKind, putRow } from '@/records/list-query.ts';
import { FollowUpComposer } from '@/follow-up/composer.tsx';
import { Failed, hasFailed, Loading } from '@/parts/states.tsx';
import { useRowEdits } from '@/records/use-row-edits.tsx';
import { Actions } from './actions.tsx';
import styles from './customer.module.css';
import { customerQuery } from './customer-query.ts';
import { Details } from './details.tsx';
import { Related } from './related.tsx';
import { TimelineList } from './timeline-list.tsx';

/** A customer: its fields, what happened, and what belongs to it. */
export function CustomerPage(): ReactNode {
  const { id } = useParams({ from: '/signed-in/customers/$id' });
  const navigate = useNavigate();
  const { seeingAs } = useSession();
  const customer = useQuery(customerQuery(id));

  // An id that was merged away answers with the customer that it went into.
  const livingId = customer.data?.id;
  useEffect(() => {
    if (seeingAs || livingId === undefined) return;
    // What "last opened" shows is a comfort: a failure is no reason to interrupt.
    request(`/customers/${livingId}/seen`, { method: 'POST' }).catch(() => undefined);
  }, [livingId, seeingAs]);

  useEffect(() => {
    if (livingId !== undefined && livingId !== id) {
      void navigate({ to: '/customers/$id', params: { id: livingId }, replace: true });
    }
  }, [livingId, id, navigate]);

  if (hasFailed(customer)) return <Failed error={customer.error} again={() => void customer.refetch()} />;
  if (customer.data === undefined) return <Loading rows={14} />;
  return <Loaded key={customer.data.id} customer={customer.data} />;
}

function Loaded({ customer }: { customer: Customer }): ReactNode {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const { seeingAs } = useSession();
  const editable = useMay('customer.edit') && !seeingAs;
  const edits = useRowEdits<Customer>(
    (row) => `/customers/${row.id}`,
    (row) => {
      putRow(queryClient, customerKind, row);
      void queryClient.invalidateQueries({ queryKey: ['customer', row.id, 'timeline'] });
    },
  );
  return (
    <div className={styles.screen}>
      <header className={styles.head}>
        <h1>{shownName(customer)}</h1>
        {customer.grade !== null && <Tag color="warning">{customer.grade.name}</Tag>}
        {customer.type !== null && <Tag>{customer.type.name}</Tag>}
        {customer.inPool && <Tag color="warning">{t('customer.inPool')}</Tag>}
        {customer.won && <Tag color="success">{t('customer.won')}</Tag>}
        <span className={styles.id}>#{customer.id}</span>
        <Actions customer={customer} editable={editable} />
      </header>
      <div className={styles.columns}>
        <section className={styles.left} aria-label={t('customer.details')}>
          <Details customer={customer} edits={edits} editable={editable} />
        </section>
        <section className={styles.middle} aria-label={t('customer.timeline')}>
          {editable && <FollowUpComposer customerId={customer.id} />}
          <TimelineList customerId={customer.id} />
        </section>
        <aside className={styles.right} aria-label={t('customer.related')}>
          <Related customer={customer} editable={editable} />
        </aside>
      </div>
      {edits.dialog}
    </div>
  );
}
