import { LockOutlined, QuestionCircleOutlined, ReloadOutlined, WarningOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Button, Empty, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { hasStatus, Problem } from '@/api/problem.ts';
import styles from './states.module.css';

/** Holds the place that the content will take, so that nothing moves when it comes. */
export function Loading({ rows = 6 }: { rows?: number }): ReactNode {
  const { t } = useTranslation();
  return (
    <div className={styles.state} role="status" aria-label={t('states.loading')}>
      <Skeleton active title={false} paragraph={{ rows }} />
    </div>
  );
}

/** Nothing is here yet: says what would be, and offers the next step. */
export function Nothing({ text, action }: { text: string; action?: ReactNode }): ReactNode {
  return (
    <div className={styles.centred}>
      <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={text}>
        {action}
      </Empty>
    </div>
  );
}

/**
 * Whether a read leaves nothing to show. What was read before stays while the server can't be reached, with all that is being typed
 * into it, unless it is gone or forbidden by now.
 */
export function hasFailed({ data, error }: { data: unknown; error: unknown }): boolean {
  return error !== null && (data === undefined || hasStatus(error, 403, 404));
}

/** A read that failed: a refusal, a missing record and a broken connection each say what can be done. */
export function Failed({ error, again }: { error: unknown; again?: () => void }): ReactNode {
  const { t } = useTranslation();
  if (hasStatus(error, 403)) return <NotAllowed />;
  if (hasStatus(error, 404)) {
    const action = <Link to="/">{t('states.toHome')}</Link>;
    return (
      <Notice icon={<QuestionCircleOutlined />} title={t('states.gone')} text={t('states.goneHint')} action={action} />
    );
  }
  return (
    <Notice
      alert
      icon={<WarningOutlined />}
      title={hasStatus(error, 0) ? t('states.noConnection') : t('states.failed')}
      text={<ProblemText error={error} />}
      action={
        again && (
          <Button icon={<ReloadOutlined />} onClick={again}>
            {t('actions.again')}
          </Button>
        )
      }
    />
  );
}

export function NotAllowed(): ReactNode {
  const { t } = useTranslation();
  return <Notice icon={<LockOutlined />} title={t('states.notAllowed')} text={t('states.notAllowedHint')} />;
}

interface NoticeProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly text?: ReactNode;
  readonly action?: ReactNode;
  readonly alert?: boolean;
}

/** A whole area that says one thing, and what can be done. */
export function Notice({ icon, title, text, action, alert = false }: NoticeProps): ReactNode {
  return (
    <div className={styles.centred} {...(alert ? { role: 'alert' } : {})}>
      <div className={styles.notice}>
        <div className={styles.icon} aria-hidden="true">
          {icon}
        </div>
        <h2>{title}</h2>
        {text !== undefined && <div className={styles.noticeText}>{text}</div>}
        {action}
      </div>
    </div>
  );
}

function ProblemText({ error }: { error: unknown }): ReactNode {
  const { t } = useTranslation();
  if (!(error instanceof Problem) || error.status === 0) return t('states.failedHint');
  return (
    <>
      {error.message || t('states.failedHint')}
      {error.requestId && <div className={styles.requestId}>{t('states.requestId', { id: error.requestId })}</div>}
    </>
  );
}
