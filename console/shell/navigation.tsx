import {
  ApiOutlined,
  BankOutlined,
  BarChartOutlined,
  FunnelPlotOutlined,
  HomeOutlined,
  InboxOutlined,
  SettingOutlined,
  SwapOutlined,
  TeamOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import type { Session } from '@/api/shapes.ts';

export interface NavigationItem {
  readonly to: string;
  readonly text:
    | 'home'
    | 'customers'
    | 'companies'
    | 'opportunities'
    | 'pool'
    | 'transfers'
    | 'reports'
    | 'people'
    | 'integration';
  readonly icon: ReactNode;
  /** Pressed after `g`: g h goes home. */
  readonly key: string;
  readonly admin?: true;
}

const items: readonly NavigationItem[] = [
  { to: '/', text: 'home', icon: <HomeOutlined />, key: 'h' },
  { to: '/customers', text: 'customers', icon: <TeamOutlined />, key: 'c' },
  { to: '/companies', text: 'companies', icon: <BankOutlined />, key: 'b' },
  { to: '/opportunities', text: 'opportunities', icon: <FunnelPlotOutlined />, key: 'o' },
  { to: '/pool', text: 'pool', icon: <InboxOutlined />, key: 'p' },
  { to: '/transfers', text: 'transfers', icon: <SwapOutlined />, key: 't' },
  { to: '/reports', text: 'reports', icon: <BarChartOutlined />, key: 'r' },
  { to: '/admin/people', text: 'people', icon: <SettingOutlined />, key: 'a', admin: true },
  { to: '/admin/integration', text: 'integration', icon: <ApiOutlined />, key: 'i', admin: true },
];

/** The screens that an agent may open. */
export function navigationFor(session: Session): readonly NavigationItem[] {
  return items.filter((item) => item.admin === undefined || session.permissions.includes('settings.edit'));
}
