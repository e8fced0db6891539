import { Button, Tag } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { shownName } from '@/records/shown-name.ts';
import type { CustomerCard, TimelineEntry } from '@/api/shapes.ts';
import { useTimes } from '@/parts/use-times.ts';
import styles from './screen-pop.module.css';

/** Who calls, at one glance. */
export function PopCard({ card, open }: { card: CustomerCard; open: () => void }): ReactNode {
  const { t } = useTranslation();
  const times = useTimes();
  const { customer, contacts, openTickets, opportunities } = card;
  const what = (entry: TimelineEntry): string => {
    if (entry.kind === 'follow_up') return entry.followUp.type.name;
    if (entry.kind === 'call') return t(`timeline.call.${entry.call.direction}`);
    if (entry.kind === 'message') return t(`timeline.message.${entry.message.direction}`);
    return t(`timeline.kind.${entry.kind}`);
  };
  return (
    <div className={styles.card}>
      <div className={styles.who}>
        <b>{shownName(customer)}</b>
        {customer.grade !== null && <Tag color="warning">{customer.grade.name}</Tag>}
        {customer.inPool && <Tag color="warning">{t('customer.inPool')}</Tag>}
      </div>
      <dl>
        <dt>{t('customers.fields.company')}</dt>
        <dd>{customer.company?.name ?? t('states.none')}</dd>
        <dt>{t('customers.fields.owner')}</dt>
        <dd>{customer.owner.agent?.name ?? customer.owner.department?.name ?? t('states.none')}</dd>
      </dl>
      <h3>{t('screenPop.contacts')}</h3>
      {contacts.length === 0 && <p className={styles.none}>{t('screenPop.noContacts')}</p>}
      {contacts.map((entry) => (
        <p key={`${entry.kind}-${entry.id}`} className={styles.line}>
          <time dateTime={entry.at}>{times.short(entry.at)}</time> {what(entry)} {excerpt(entry)}
        </p>
      ))}
      {openTickets.length > 0 && (
        <>
          <h3>{t('screenPop.tickets', { count: openTickets.length })}</h3>
          {openTickets.map((ticket) => (
            <p key={ticket.id} className={styles.line}>
              {ticket.urgency !== null && <Tag color="error">{ticket.urgency.name}</Tag>}
              {ticket.title}
            </p>
          ))}
        </>
      )}
      {opportunities.length > 0 && (
        <>
          <h3>{t('screenPop.opportunities', { count: opportunities.length })}</h3>
          {opportunities.map((one) => (
            <p key={one.id} className={styles.line}>
              {one.stage !== null && <Tag color="processing">{one.stage.name}</Tag>}
              {one.name}
            </p>
          ))}
        </>
      )}
      <Button type="primary" block onClick={open} title="Alt O">
        {t('screenPop.open')}
      </Button>
    </div>
  );
}

function excerpt(entry: TimelineEntry): string {
  switch (entry.kind) {
    case 'follow_up':
      return entry.followUp.text;
    case 'call':
      return entry.call.result;
    case 'message':
      return entry.message.content;
    case 'ticket':
      return entry.ticket.title;
    case 'change':
      return entry.change.label;
  }
}
