import { App } from 'antd';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { hasStatus, Problem } from '@/api/problem.ts';

/** Tells the agent that an action was refused, in the server's words where it has some. */
export function useProblemMessage(): (error: unknown) => void {
  const { t } = useTranslation();
  const { message } = App.useApp();
  return useCallback(
    (error) => {
      if (hasStatus(error, 0)) void message.error(t('states.noConnection'));
      else if (error instanceof Problem) void message.error(error.errors[0]?.message ?? error.message);
      else void message.error(t('states.failed'));
    },
    [message, t],
  );
}
