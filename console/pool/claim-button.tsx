import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, type ButtonProps } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { problemText } from '@/api/problem.ts';
import { request } from '@/api/request.ts';
import { useSession } from '@/api/session.ts';
import type { Customer, Id, Quota } from '@/api/shapes.ts';
import { customerKind, putRow } from '@/records/list-query.ts';
import { randomId } from '@/parts/random-id.ts';
import { useProblemMessage } from '@/parts/use-problem-message.ts';

interface Claimed {
  readonly claimed: readonly Customer[];
  readonly failed: readonly { readonly id: Id; readonly problem: Readonly<Record<string, unknown>> }[];
  readonly quota: Quota;
}

interface Props {
  readonly ids: readonly Id[];
  readonly quota: Quota | undefined;
  readonly size?: ButtonProps['size'];
  readonly type?: ButtonProps['type'];
  readonly done?: () => void;
}

/** Takes customers out of the pool, within today's quota. */
export function ClaimButton({ ids, quota, size = 'middle', type = 'default', done }: Props): ReactNode {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const fail = useProblemMessage();
  const queryClient = useQueryClient();
  const readOnly = useSession().seeingAs;
  const claim = useMutation({
    mutationFn: () => request<Claimed>('/pool/claim', { method: 'POST', json: { ids }, idempotencyKey: randomId() }),
    onSuccess: ({ claimed, failed, quota: left }) => {
      for (const customer of claimed) putRow(queryClient, customerKind, customer);
      if (claimed.length > 0) void message.success(t('pool.claimed', { count: claimed.length, left: left.left }));
      const refused = failed[0];
      if (refused !== undefined)
        void message.warning(t('pool.notClaimed', { count: failed.length, why: problemText(refused.problem) }));
      done?.();
    },
    onError: fail,
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: ['home'] });
      void queryClient.invalidateQueries({ queryKey: ['customers'] });
      void queryClient.invalidateQueries({ queryKey: ['pool'] });
    },
  });
  if (quota?.mayClaim === false || readOnly) return null;
  return (
    <Button
      size={size}
      type={type}
      loading={claim.isPending}
      disabled={quota?.left === 0}
      onClick={() => claim.mutate()}
    >
      {t('pool.claim')}
    </Button>
  );
}
