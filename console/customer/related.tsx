import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Tag } from 'antd';
import { type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { lazyPart } from '@/app/load-code.ts';
import { useMay } from '@/api/session.ts';
import type { Customer } from '@/api/shapes.ts';
import { useTimes } from '@/parts/use-times.ts';
import styles from './customer.module.css';
import { customerOpportunitiesQuery, duplicatesQuery } from './customer-query.ts';

const Merge = lazyPart(() => import('./merge.tsx'), 'Merge');
const NewOpportunity = lazyPart(() => import('@/opportunities/new-opportunity.tsx'), 'NewOpportunity');

const colours = { open: 'processing', won: 'success', lost: 'default' } as const;

/** What belongs to a customer: its company, its opportunities, and others that may be the same person. */
export function Related({ customer, editable }: { customer: Customer; editable: boolean }): ReactNode {
  const { t } = useTranslation();
  const times = useTimes();
  const opportunities = useQuery(customerOpportunitiesQuery(customer.id));
  const [creating, setCreating] = useState(false);
  return (
    <>
      <div className={styles.block}>
        <h2>{t('customer.company')}</h2>
        {customer.company === null ? (
          <span className={styles.none}>{t('customer.noCompany')}</span>
        ) : (
          <Link className={styles.cardLine} to="/companies/$id" params={{ id: customer.company.id }}>
            <b>{customer.company.name}</b>
          </Link>
        )}
      </div>
      <div className={styles.block}>
        <h2>
          {t('customer.opportunities', { count: opportunities.data?.total ?? customer.opportunityCount })}
          {editable && (
            <Button
              type="text"
              size="small"
              icon={<PlusOutlined />}
              aria-label={t('customer.newOpportunity')}
              onClick={() => setCreating(true)}
            />
          )}
        </h2>
        {opportunities.data?.items.map((one) => (
          <Link key={one.id} className={styles.cardLine} to="/opportunities" search={{ open: one.id }}>
            <b>{one.name}</b>
            <small>
              {one.stage !== null && <Tag color={colours[one.state]}>{one.stage.name}</Tag>} {times.date(one.createdAt)}
            </small>
          </Link>
        ))}
        {opportunities.data?.items.length === 0 && <span className={styles.none}>{t('customer.noOpportunities')}</span>}
      </div>
      <Duplicates customer={customer} editable={editable} />
      <Suspense>{creating && <NewOpportunity customer={customer} close={() => setCreating(false)} />}</Suspense>
    </>
  );
}

function Duplicates({ customer, editable }: { customer: Customer; editable: boolean }): ReactNode {
  const { t } = useTranslation();
  const mayMerge = useMay('customer.delete') && editable;
  const { data } = useQuery(duplicatesQuery(customer.id));
  const [merging, setMerging] = useState<Customer>();
  if (data === undefined || data.items.length === 0) return null;
  return (
    <div className={styles.block}>
      <h2>{t('customer.duplicates', { count: data.items.length })}</h2>
      {data.items.map(({ customer: other, reasons }) => (
        <div key={other.id} className={styles.cardLine}>
          <Link to="/customers/$id" params={{ id: other.id }}>
            <b>{other.name}</b>
          </Link>
          <small>
            {other.phones[0]?.content} {other.owner.agent?.name}
          </small>
          <div className={styles.reasons}>
            {reasons.map((reason) => (
              <Tag key={reason}>{t(`customer.reasons.${reason}`)}</Tag>
            ))}
          </div>
          {mayMerge && (
            <Button size="small" onClick={() => setMerging(other)}>
              {t('customer.merge')}
            </Button>
          )}
        </div>
      ))}
      <Suspense>
        {merging && <Merge customer={customer} other={merging} close={() => setMerging(undefined)} />}
      </Suspense>
    </div>
  );
}
