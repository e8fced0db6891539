import { useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { problemText } from '@/api/problem.ts';
import { request } from '@/api/request.ts';
import type { Customer, Id } from '@/api/shapes.ts';
import { useProblemMessage } from '@/parts/use-problem-message.ts';
import { randomId } from '@/parts/random-id.ts';
import { useUndo } from '@/parts/use-undo.tsx';
import type { CustomerField } from '@/records/customer-fields.ts';
import { patchOf } from '@/records/editor.ts';
import styles from './customers.module.css';
import { customerKind, dropRows } from '@/records/list-query.ts';

interface Outcome {
  readonly changed: readonly Id[];
  readonly unchanged: readonly Id[];
  readonly failed: readonly {
    readonly id: Id;
    readonly problem: Readonly<Record<string, unknown>>;
  }[];
}

interface Bulk {
  change(rows: readonly Customer[], field: CustomerField, value: unknown): Promise<void>;
  remove(rows: readonly Customer[]): Promise<void>;
}

/** Changes to many customers at once. Each says how many it changed and why others were refused, and can be undone. */
export function useBulk(): Bulk {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const fail = useProblemMessage();
  const undo = useUndo();
  const queryClient = useQueryClient();

  const refresh = async (): Promise<void> => {
    await queryClient.invalidateQueries({ queryKey: ['customers'] });
    void queryClient.invalidateQueries({ queryKey: ['customer'] });
  };
  const tell = (text: string, back: (() => Promise<void>) | undefined): void => {
    if (back === undefined) return void message.info(text);
    undo(text, async () => {
      await back();
      await refresh();
    });
  };
  const tellFailures = (rows: readonly Customer[], { failed }: Outcome): void => {
    if (failed.length === 0) return;
    modal.warning({
      title: t('customers.bulkFailed', { count: failed.length }),
      content: (
        <ul className={styles.failures}>
          {failed.map(({ id, problem }) => (
            <li key={id}>
              {rows.find((row) => row.id === id)?.name ?? id}：{problemText(problem)}
            </li>
          ))}
        </ul>
      ),
    });
  };

  return {
    async change(rows, field, value) {
      try {
        const outcome = await send({ ids: rows.map((row) => row.id), patch: patchOf(field.key, value) });
        await refresh();
        const changed = rows.filter((row) => outcome.changed.includes(row.id));
        const back = (): Promise<void> => putBack(changed, field);
        tell(
          t('customers.bulkDone', { count: changed.length, field: field.label }),
          changed.length > 0 ? back : undefined,
        );
        tellFailures(rows, outcome);
      } catch (error) {
        fail(error);
      }
    },
    async remove(rows) {
      try {
        const outcome = await send({ ids: rows.map((row) => row.id), action: 'delete' });
        dropRows(queryClient, customerKind, outcome.changed);
        await refresh();
        const back = async (): Promise<void> => void (await send({ ids: outcome.changed, action: 'restore' }));
        tell(t('customers.deleted', { count: outcome.changed.length }), outcome.changed.length > 0 ? back : undefined);
        tellFailures(rows, outcome);
      } catch (error) {
        fail(error);
      }
    },
  };
}

function send(json: unknown): Promise<Outcome> {
  return request<Outcome>('/customers/bulk', { method: 'POST', json, idempotencyKey: randomId() });
}

/** Gives each customer the value that it had: one request for all that had the same. */
async function putBack(rows: readonly Customer[], field: CustomerField): Promise<void> {
  const byValue = Map.groupBy(rows, (row) => JSON.stringify(field.read(row)));
  for (const [value, group] of byValue) {
    await send({ ids: group.map((row) => row.id), patch: patchOf(field.key, JSON.parse(value) as unknown) });
  }
}
