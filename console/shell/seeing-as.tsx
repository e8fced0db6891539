import { EyeOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { lookAs } from '@/api/look-as.ts';
import { useSession } from '@/api/session.ts';
import styles from './shell.module.css';

/** While an admin looks through another agent's eyes, every screen says so and offers the way back. */
export function SeeingAs(): ReactNode {
  const { t } = useTranslation();
  const { agent, seeingAs } = useSession();
  if (!seeingAs) return null;
  return (
    <div className={styles.seeing} role="status">
      <EyeOutlined />
      {t('shell.seeingAs', { name: `${agent.loginNo} ${agent.name}` })}
      <Button size="small" onClick={() => lookAs(undefined)}>
        {t('shell.endSeeingAs')}
      </Button>
    </div>
  );
}
