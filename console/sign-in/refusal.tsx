import { Alert } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { hasStatus, Problem } from '@/api/problem.ts';
import { useProblemWords } from '@/parts/use-problem-message.ts';

/** Why nobody was signed in. */
export function Refusal({ problem }: { problem: unknown }): ReactNode {
  const { t } = useTranslation();
  const words = useProblemWords();
  const title = ((): string => {
    if (hasStatus(problem, 401)) return t('signIn.wrong');
    if (!(hasStatus(problem, 429) && problem instanceof Problem)) return words(problem);
    const seconds = problem.body['retryAfter'];
    if (typeof seconds !== 'number') return t('signIn.lockedSoon');
    return t('signIn.locked', { minutes: Math.max(1, Math.ceil(seconds / 60)) });
  })();
  return <Alert type="error" showIcon title={title} role="alert" style={{ marginBottom: 16 }} />;
}
