import { Link, useRouter } from '@tanstack/react-router';
import { Button, Result } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Failed, Loading } from '@/parts/states.tsx';

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
    <Result
      status="404"
      title={t('states.noPage')}
      extra={
        <Link to="/">
          <Button type="primary">{t('shell.home')}</Button>
        </Link>
      }
    />
  );
}
