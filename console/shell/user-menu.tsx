import { DesktopOutlined, KeyOutlined, LogoutOutlined, UserOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Avatar, Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { writePreferences } from '@/api/preferences.ts';
import { request } from '@/api/request.ts';
import { keepSeenAs } from '@/api/see-as.ts';
import { useSession } from '@/api/session.ts';
import { Menu } from '@/parts/menu.tsx';
import { useProblemMessage } from '@/parts/use-problem-message.ts';
import styles from './shell.module.css';
import { tellSignedOut } from './use-signed-out.ts';

export function UserMenu({ openShortcuts }: { openShortcuts: () => void }): ReactNode {
  const { t } = useTranslation();
  const { agent, tenant } = useSession();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const fail = useProblemMessage();

  const signOut = async (): Promise<void> => {
    await writePreferences();
    keepSeenAs(undefined);
    // First away from here: the event socket closes, and its end isn't taken for a session that ran out.
    await navigate({ to: '/sign-in', search: {} });
    queryClient.clear();
    tellSignedOut();
    await request('/session', { method: 'DELETE' });
  };
  const items = [
    {
      key: 'who',
      type: 'group' as const,
      label: `${tenant.name} · ${agent.department.name} · ${agent.role.name}`,
    },
    { key: 'account', icon: <DesktopOutlined />, label: t('shell.account') },
    { key: 'shortcuts', icon: <KeyOutlined />, label: t('shell.shortcuts'), extra: '?' },
    { type: 'divider' as const },
    { key: 'sign-out', icon: <LogoutOutlined />, label: t('shell.signOut') },
  ];
  return (
    <Menu
      menu={{
        items,
        onClick: ({ key }) => {
          if (key === 'sign-out') signOut().catch(fail);
          if (key === 'shortcuts') openShortcuts();
          if (key === 'account') void navigate({ to: '/account' });
        },
      }}
    >
      <Button type="text" className={styles.who} aria-label={`${t('shell.userMenu')} ${agent.name}`}>
        <Avatar size={24} icon={<UserOutlined />} />
        <span>{agent.name}</span>
      </Button>
    </Menu>
  );
}
