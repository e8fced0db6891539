import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { Modal, Radio } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/request.ts';
import type { Customer, Id } from '@/api/shapes.ts';
import { customerKind, dropRows, putRow } from '@/records/list-query.ts';
import { Failed, Loading } from '@/parts/states.tsx';
import { useProblemMessage } from '@/parts/use-problem-message.ts';
import { useUndo } from '@/parts/use-undo.tsx';
import styles from './merge.module.css';

interface MergePreview {
  readonly customer: Customer;
  readonly fields: readonly { field: string; label: string; keptText: string; otherText: string; taken: boolean }[];
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
  const moves = Object.entries(preview.data?.moves ?? {}).filter(([, count]) => count > 0);
  return (
    <Modal
      open
      width={680}
      title={t('customer.mergeTitle', { other: other.name, name: customer.name })}
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
            {preview.data.fields.map((field) => (
              <div key={field.field} role="listitem" className={styles.field}>
                <span>{field.label}</span>
                <Radio.Group
                  aria-label={field.label}
                  value={take.includes(field.field)}
                  onChange={(event) =>
                    setTake(
                      event.target.value === true ? [...take, field.field] : take.filter((one) => one !== field.field),
                    )
                  }
                  options={[
                    { value: false, label: field.keptText || t('states.none') },
                    { value: true, label: field.otherText || t('states.none') },
                  ]}
                />
              </div>
            ))}
          </div>
          <p className={styles.moves}>
            {moves.length === 0
              ? t('customer.mergeMovesNothing')
              : t('customer.mergeMoves', {
                  what: moves
                    .map(([what, count]) => t(`customer.moves.${what as keyof MergePreview['moves']}`, { count }))
                    .join('、'),
                })}
          </p>
        </>
      )}
    </Modal>
  );
}
