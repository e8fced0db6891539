import { App } from 'antd';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { hasStatus, Problem } from '@/api/problem.ts';

/** Tells the agent that an action was refused. */
export function useProblemMessage(): (error: unknown) => void {
  const { message } = App.useApp();
  const words = useProblemWords();
  return useCallback((error) => void message.error(words(error)), [message, words]);
}

/** Why an action was refused, in the server's words where it has some. */
export function useProblemWords(): (error: unknown) => string {
  const { t } = useTranslation();
  return useCallback(
    (error) => {
      if (hasStatus(error, 0)) return t('states.noConnection');
      // What stands between (a proxy) answers without a word of the server's.
      return (error instanceof Problem && error.message) || t('states.failed');
    },
    [t],
  );
}
