import { App, Button } from 'antd';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { randomId } from './random-id.ts';
import { useProblemMessage } from './use-problem-message.ts';

/** Says what was done, and for ten seconds offers to take it back. */
export function useUndo(): (text: string, back: () => Promise<unknown>) => void {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const fail = useProblemMessage();
  return useCallback(
    (text, back) => {
      const key = randomId();
      const run = async (): Promise<void> => {
        message.destroy(key);
        try {
          await back();
          void message.success(t('states.undone'));
        } catch (error) {
          fail(error);
        }
      };
      void message.open({
        key,
        type: 'success',
        duration: 10,
        content: (
          <>
            {text}
            <Button type="link" size="small" onClick={() => void run()}>
              {t('actions.undo')}
            </Button>
          </>
        ),
      });
    },
    [message, t, fail],
  );
}
