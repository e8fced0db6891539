import { Link, useRouter } from '@tanstack/react-router';
import { QuestionCircleOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Failed, Loading, Notice } from '@/parts/states.tsx';

export function LoadingPage(): ReactNode {
  return <Loading rows={10} />;
}

/** What a screen shows when it can't be shown at all. */
export function FailedPage({ error }: { error: unknown }): ReactNode {
  const router = useRouter();
  return <Failed error={error} again={() => void router.invalidate()} />;
}

export function MissingPage(): ReactNode {
  const { t } = useTranslation();
  return (
    <Notice
      icon={<QuestionCircleOutlined />}
      title={t('states.noPage')}
      action={
        <Link to="/">
          <Button type="primary" tabIndex={-1}>
            {t('shell.home')}
          </Button>
        </Link>
      }
    />
  );
}
