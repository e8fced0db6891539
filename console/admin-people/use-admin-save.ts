import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { request, type RequestOptions } from '@/api/request.ts';
import { useProblemMessage } from '@/parts/use-problem-message.ts';

interface AdminSave {
  /** Sends a change and reads the configuration anew; throws what refuses it. */
  send<T>(method: 'POST' | 'PATCH' | 'PUT' | 'DELETE', path: string, json?: unknown): Promise<T>;
  /** The same where nothing is left open to show a refusal in: it is told in passing. */
  act(method: 'POST' | 'PATCH' | 'PUT' | 'DELETE', path: string, json?: unknown): void;
}

export function useAdminSave(): AdminSave {
  const queryClient = useQueryClient();
  const fail = useProblemMessage();
  const send = useCallback(
    async <T>(method: 'POST' | 'PATCH' | 'PUT' | 'DELETE', path: string, json?: unknown): Promise<T> => {
      const options: RequestOptions = json === undefined ? { method } : { method, json };
      try {
        return await request<T>(path, options);
      } finally {
        await Promise.all([
          queryClient.invalidateQueries({ queryKey: ['directory'] }),
          queryClient.invalidateQueries({ queryKey: ['admin'] }),
        ]);
      }
    },
    [queryClient],
  );
  const act = useCallback<AdminSave['act']>(
    (method, path, json) => void send(method, path, json).catch(fail),
    [send, fail],
  );
  return { send, act };
}
