import { MenuFoldOutlined, MenuUnfoldOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Button, Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/api/session.ts';
import { type NavigationItem, navigationFor } from './navigation.tsx';
import styles from './shell.module.css';

export function Sidebar({ narrow, toggle }: { narrow: boolean; toggle: () => void }): ReactNode {
  const { t } = useTranslation();
  const items = navigationFor(useSession());
  const admin = items.filter((item) => item.admin);
  return (
    <div className={styles.sidebar}>
      <Link to="/" className={styles.brand} aria-label={t('shell.brand')}>
        <img src="/favicon.svg" alt="" />
        <span className={styles.label}>{t('shell.brand')}</span>
      </Link>
      <nav className={styles.nav} aria-label={t('shell.nav')}>
        {items
          .filter((item) => !item.admin)
          .map((item) => (
            <Item key={item.to} item={item} narrow={narrow} />
          ))}
        {admin.length > 0 && <div className={styles.group}>{t('shell.admin')}</div>}
        {admin.map((item) => (
          <Item key={item.to} item={item} narrow={narrow} />
        ))}
      </nav>
      <div className={styles.foot}>
        <Button
          type="text"
          block
          icon={narrow ? <MenuUnfoldOutlined /> : <MenuFoldOutlined />}
          aria-label={t(narrow ? 'shell.expand' : 'shell.collapse')}
          onClick={toggle}
        />
      </div>
    </div>
  );
}

function Item({ item, narrow }: { item: NavigationItem; narrow: boolean }): ReactNode {
  const { t } = useTranslation();
  const text = t(`shell.${item.text}`);
  return (
    <Tooltip title={narrow ? text : ''} placement="right">
      <Link to={item.to} className={styles.item} activeOptions={{ exact: item.to === '/' }} aria-label={text}>
        {item.icon}
        <span className={styles.label}>{text}</span>
      </Link>
    </Tooltip>
  );
}
