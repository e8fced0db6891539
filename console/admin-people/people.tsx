import { useNavigate, useSearch } from '@tanstack/react-router';
import { Tabs } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/api/session.ts';
import { Page } from '@/parts/page.tsx';
import { NotAllowed } from '@/parts/states.tsx';
import { Agents } from './agents.tsx';
import { AssetTables } from './asset-tables.tsx';
import { Departments } from './departments.tsx';
import { Dictionaries } from './dictionaries.tsx';
import { Fields } from './fields.tsx';
import { PoolRule } from './pool-rule.tsx';
import { Roles } from './roles.tsx';

const tabs = [
  { key: 'agents', Screen: Agents },
  { key: 'departments', Screen: Departments },
  { key: 'roles', Screen: Roles },
  { key: 'dictionaries', Screen: Dictionaries },
  { key: 'fields', Screen: Fields },
  { key: 'assetTables', Screen: AssetTables },
  { key: 'pool', Screen: PoolRule },
] as const;

/** People and rules of the tenant. */
export function People(): ReactNode {
  const { t } = useTranslation();
  const { tab } = useSearch({ from: '/signed-in/admin/people' });
  const navigate = useNavigate();
  if (!useMay('settings.edit')) return <NotAllowed />;
  return (
    <Page title={t('shell.people')}>
      <Tabs
        activeKey={tabs.some((one) => one.key === tab) ? (tab ?? 'agents') : 'agents'}
        destroyOnHidden
        items={tabs.map(({ key, Screen }) => ({ key, label: t(`people.tabs.${key}`), children: <Screen /> }))}
        onChange={(key) => void navigate({ to: '/admin/people', search: { tab: key }, replace: true })}
      />
    </Page>
  );
}
