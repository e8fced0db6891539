import {
  CustomerServiceOutlined,
  EditOutlined,
  MessageOutlined,
  PhoneOutlined,
  SolutionOutlined,
} from '@ant-design/icons';
import { Tag, Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Change, TimelineEntry } from '@/api/shapes.ts';
import { Html } from '@/parts/html.tsx';
import { useTimes } from '@/parts/use-times.ts';
import { useChangeWords } from '@/records/use-change-words.ts';
import styles from './timeline.module.css';

const icons: Readonly<Record<TimelineEntry['kind'], ReactNode>> = {
  follow_up: <SolutionOutlined />,
  call: <PhoneOutlined />,
  ticket: <CustomerServiceOutlined />,
  message: <MessageOutlined />,
  change: <EditOutlined />,
};

export function TimelineItem({ entry }: { entry: TimelineEntry }): ReactNode {
  const times = useTimes();
  return (
    <li className={styles.entry} data-kind={entry.kind}>
      <span className={styles.icon} aria-hidden="true">
        {icons[entry.kind]}
      </span>
      <div className={styles.body}>
        <div className={styles.line}>
          <Heading entry={entry} />
          <Tooltip title={times.relative(entry.at)}>
            <time dateTime={entry.at} className={styles.time}>
              {entry.agent?.name ?? ''} {times.full(entry.at)}
            </time>
          </Tooltip>
        </div>
        <Content entry={entry} />
      </div>
    </li>
  );
}

function Heading({ entry }: { entry: TimelineEntry }): ReactNode {
  const { t } = useTranslation();
  switch (entry.kind) {
    case 'follow_up':
      return (
        <span>
          <b>{entry.followUp.type.name}</b>
          {entry.followUp.opportunity !== null && <Tag className={styles.tag}>{entry.followUp.opportunity.name}</Tag>}
        </span>
      );
    case 'call':
      return (
        <span>
          <b>{t(`timeline.call.${entry.call.direction}`)}</b> <span className="hl-numbers">{entry.call.phone}</span>
          <Tag className={styles.tag}>
            {(entry.call.state === 'ended' && entry.call.result) || t(`timeline.callState.${entry.call.state}`)}
          </Tag>
        </span>
      );
    case 'ticket':
      return (
        <span>
          <b>{entry.ticket.title}</b>
          {entry.ticket.state !== null && <Tag className={styles.tag}>{entry.ticket.state.name}</Tag>}
          {entry.ticket.urgency !== null && <Tag className={styles.tag}>{entry.ticket.urgency.name}</Tag>}
        </span>
      );
    case 'message':
      return (
        <span>
          <b>{t(`timeline.message.${entry.message.direction}`)}</b>{' '}
          <span className="hl-numbers">{entry.message.phone}</span>
          <Tag className={styles.tag}>{t(`timeline.sending.${entry.message.state}`)}</Tag>
        </span>
      );
    case 'change':
      return <Changed change={entry.change} />;
  }
}

function Changed({ change }: { change: Change }): ReactNode {
  const { t } = useTranslation();
  const { field, before, after } = useChangeWords('customer')(change);
  return (
    <span className={styles.change}>
      {t('timeline.changed', { field })} <del>{before}</del> → <ins>{after}</ins>{' '}
      <small>{t('timeline.via', { via: t(`records.vias.${change.via}`) })}</small>
    </span>
  );
}

function Content({ entry }: { entry: TimelineEntry }): ReactNode {
  const { t } = useTranslation();
  const times = useTimes();
  switch (entry.kind) {
    case 'follow_up':
      return (
        <>
          <Html html={entry.followUp.content} />
          {entry.followUp.nextContactAt !== null && (
            <div className={styles.note}>{t('timeline.next', { time: times.full(entry.followUp.nextContactAt) })}</div>
          )}
        </>
      );
    case 'call':
      return (
        <div className={styles.note}>
          {entry.call.duration > 0 &&
            t('timeline.duration', {
              minutes: Math.floor(entry.call.duration / 60),
              seconds: entry.call.duration % 60,
            })}
          {entry.call.recordingUrl !== null && /^https?:/i.test(entry.call.recordingUrl) && (
            <a href={entry.call.recordingUrl} target="_blank" rel="noopener noreferrer">
              {t('timeline.recording')}
            </a>
          )}
        </div>
      );
    case 'ticket':
      return <Html html={entry.ticket.content} />;
    case 'message':
      return <p className={styles.text}>{entry.message.content}</p>;
    case 'change':
      return null;
  }
}
