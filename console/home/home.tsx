import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '@/parts/page.tsx';

export function Home(): ReactNode {
  const { t } = useTranslation();
  return <Page title={t('shell.home')}>…</Page>;
}
