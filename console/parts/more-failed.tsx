import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './states.module.css';
import { useProblemWords } from './use-problem-message.ts';

interface Props {
  readonly list: { readonly isFetchNextPageError: boolean; readonly error: unknown; fetchNextPage(): Promise<unknown> };
}

/** Stands below a list whose further rows could not be read. */
export function MoreFailed({ list }: Props): ReactNode {
  const { t } = useTranslation();
  const words = useProblemWords();
  if (!list.isFetchNextPageError) return null;
  return (
    <div className={styles.more} role="alert">
      {words(list.error)}
      <Button size="small" onClick={() => void list.fetchNextPage()}>
        {t('actions.again')}
      </Button>
    </div>
  );
}
