import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { Radio } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { shownName } from '@/records/shown-name.ts';
import { request } from '@/api/request.ts';
import type { Customer, Id } from '@/api/shapes.ts';
import { listed } from '@/parts/listed.ts';
import { customerKind, dropRows, putRow } from '@/records/list-query.ts';
import { Failed, Loading } from '@/parts/states.tsx';
import { useProblemMessage } from '@/parts/use-problem-message.ts';
import { useUndo } from '@/parts/use-undo.tsx';
import { useChangeWords } from '@/records/use-change-words.ts';
import { Dialog } from '@/parts/dialog.tsx';
import styles from './merge.module.css';

interface MergeField {
  readonly field: string;
  readonly label: string;
  readonly keptText: string;
  readonly otherText: string;
}
interface MergePreview {
  readonly customer: Customer;
  readonly fields: readonly MergeField[];
  readonly moves: Readonly<
    Record<'phones' | 'labels' | 'followUps' | 'opportunities' | 'tickets' | 'calls' | 'messages', number>
  >;
}

/** Two customers become one: what differs is chosen line by line, what moves is counted, and all of it can be undone. */
export function Merge({
  customer,
  other,
  close,
}: {
  customer: Customer;
  other: Customer;
  close: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const fail = useProblemMessage();
  const undo = useUndo();
  const [take, setTake] = useState<readonly string[]>([]);
  const [busy, setBusy] = useState(false);
  const preview = useQuery({
    queryKey: ['merge', customer.id, customer.version, other.id, other.version, take],
    queryFn: ({ signal }) =>
      request<MergePreview>(`/customers/${customer.id}/merge-preview`, {
        method: 'POST',
        json: { otherId: other.id, take },
        signal,
      }),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });

  const merge = async (): Promise<void> => {
    setBusy(true);
    try {
      const { mergeId, customer: merged } = await request<{ mergeId: Id; customer: Customer }>(
        `/customers/${customer.id}/merge`,
        {
          method: 'POST',
          json: { otherId: other.id, take, version: customer.version, otherVersion: other.version },
        },
      );
      dropRows(queryClient, customerKind, [other.id]);
      putRow(queryClient, customerKind, merged);
      void queryClient.invalidateQueries({ queryKey: ['customer', customer.id] });
      close();
      undo(t('customer.merged', { name: other.name }), async () => {
        const back = await request<{ customer: Customer; other: Customer }>(`/merges/${mergeId}/undo`, {
          method: 'POST',
        });
        putRow(queryClient, customerKind, back.customer);
        putRow(queryClient, customerKind, back.other);
        void queryClient.invalidateQueries({ queryKey: ['customers'] });
        void queryClient.invalidateQueries({ queryKey: ['customer', customer.id] });
      });
    } catch (error) {
      fail(error);
      setBusy(false);
    }
  };
  const choose = (field: string, taken: boolean): void =>
    setTake(taken ? [...take, field] : take.filter((one) => one !== field));
  const moves = Object.entries(preview.data?.moves ?? {}).filter(([, count]) => count > 0);
  return (
    <Dialog
      open
      width={680}
      title={t('customer.mergeTitle', { other: other.name, name: shownName(customer) })}
      okText={t('customer.merge')}
      okButtonProps={{ disabled: preview.data === undefined }}
      confirmLoading={busy}
      onOk={() => void merge()}
      onCancel={close}
    >
      <p>{t('customer.mergeHint', { other: other.name, id: other.id })}</p>
      {preview.isError && <Failed error={preview.error} again={() => void preview.refetch()} />}
      {preview.isPending && <Loading rows={5} />}
      {preview.data !== undefined && (
        <>
          <div className={styles.fields} role="list">
            {preview.data.fields.map((one) => (
              <Choice
                key={one.field}
                field={one}
                taken={take.includes(one.field)}
                set={(on) => choose(one.field, on)}
              />
            ))}
          </div>
          <p className={styles.moves}>
            {moves.length === 0
              ? t('customer.mergeMovesNothing')
              : t('customer.mergeMoves', {
                  what: listed(
                    moves.map(([what, count]) => t(`customer.moves.${what as keyof MergePreview['moves']}`, { count })),
                  ),
                })}
          </p>
        </>
      )}
    </Dialog>
  );
}

/** A field that differs: one of two values is chosen; where the kept customer has none, there is nothing to choose. */
function Choice({
  field,
  taken,
  set,
}: {
  field: MergeField;
  taken: boolean;
  set: (taken: boolean) => void;
}): ReactNode {
  const { t } = useTranslation();
  const words = useChangeWords('customer')({ ...field, oldText: field.keptText, newText: field.otherText });
  return (
    <div role="listitem" className={styles.field}>
      <span>{words.field}</span>
      {field.keptText === '' ? (
        <span>
          {words.after} <small>{t('customer.mergeFills')}</small>
        </span>
      ) : (
        <Radio.Group
          aria-label={words.field}
          value={taken}
          onChange={(event) => set(event.target.value === true)}
          options={[
            { value: false, label: words.before },
            { value: true, label: words.after },
          ]}
        />
      )}
    </div>
  );
}
