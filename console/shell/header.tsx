import { SearchOutlined } from '@ant-design/icons';
import { Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLiveState } from '@/live/live-provider.tsx';
import { LanguageChoice, ThemeChoiceButton } from './choices.tsx';
import styles from './shell.module.css';
import { UserMenu } from './user-menu.tsx';

interface Props {
  openSearch(): void;
  openShortcuts(): void;
}

export function Header({ openSearch, openShortcuts }: Props): ReactNode {
  const { t } = useTranslation();
  return (
    <header className={styles.header}>
      <button type="button" className={styles.search} onClick={openSearch} aria-keyshortcuts="Control+K">
        <SearchOutlined />
        <span className={styles.hint}>{t('shell.searchHint')}</span>
        <kbd className={styles.kbd}>Ctrl K</kbd>
      </button>
      <div className={styles.space} />
      <LiveDot />
      <LanguageChoice />
      <ThemeChoiceButton />
      <UserMenu openShortcuts={openShortcuts} />
    </header>
  );
}

function LiveDot(): ReactNode {
  const { t } = useTranslation();
  const state = useLiveState();
  const text = t(`shell.${({ live: 'live', lost: 'notLive', connecting: 'connecting' } as const)[state]}`);
  return (
    <Tooltip title={text}>
      <span className={styles.live} data-state={state} role="status" aria-label={text}>
        <i />
        {state === 'lost' && t('shell.away')}
      </span>
    </Tooltip>
  );
}
