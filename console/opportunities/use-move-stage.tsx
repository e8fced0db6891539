import { useQueryClient } from '@tanstack/react-query';
import { App, Form, Input } from 'antd';
import { type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { hasStatus } from '@/api/problem.ts';
import { request } from '@/api/request.ts';
import { useDirectory } from '@/api/session.ts';
import type { Board, Id, Opportunity } from '@/api/shapes.ts';
import { OptionSelect } from '@/parts/option-select.tsx';
import { useProblemMessage } from '@/parts/use-problem-message.ts';
import { useUndo } from '@/parts/use-undo.tsx';
import { opportunityKind, putRow } from '@/records/list-query.ts';
import { FormDialog } from '@/parts/form-dialog.tsx';
import { moved } from './board-query.ts';

interface LoseValues {
  readonly loseReason: Id;
  readonly loseRemark?: string;
}

/** Moves an opportunity to another stage: at once on the board, with undo. A lost one asks for the reason first. */
export function useMoveStage(): { move: (opportunity: Opportunity, stageId: Id) => void; dialog: ReactNode } {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const fail = useProblemMessage();
  const undo = useUndo();
  const { stages, dictionaries } = useDirectory();
  const [losing, setLosing] = useState<Opportunity>();
  // Moves follow each other, each on the version that the one before made: else one's own would pass for another's.
  const last = useRef<Promise<unknown>>(Promise.resolve());
  const versions = useRef(new Map<Id, number>());

  const show = (opportunity: Opportunity, stageId: Id): void => {
    queryClient.setQueriesData<Board>({ queryKey: ['board'] }, (board) => board && moved(board, opportunity, stageId));
  };
  const patch = async (opportunity: Opportunity, json: object, ifMatch?: number): Promise<Opportunity> => {
    const changed = await request<Opportunity>(`/opportunities/${opportunity.id}`, {
      method: 'PATCH',
      json,
      ...(ifMatch === undefined ? {} : { ifMatch }),
    });
    versions.current.set(changed.id, changed.version);
    putRow(queryClient, opportunityKind, changed);
    void queryClient.invalidateQueries({ queryKey: ['board'] });
    void queryClient.invalidateQueries({ queryKey: ['customer', changed.customer.id] });
    return changed;
  };
  const send = async (opportunity: Opportunity, stageId: Id, reason: Partial<LoseValues>): Promise<void> => {
    const stageName = dictionaries['opportunity_stage']?.find((stage) => stage.id === stageId)?.name ?? '';
    show(opportunity, stageId);
    try {
      const before = last.current;
      last.current = (async () => {
        await before.catch(() => undefined);
        const version = Math.max(opportunity.version, versions.current.get(opportunity.id) ?? 0);
        await patch(opportunity, { stage: stageId, ...reason }, version);
      })();
      await last.current;
    } catch (error) {
      void queryClient.invalidateQueries({ queryKey: ['board'] });
      if (!hasStatus(error, 412)) throw error;
      // Somebody moved it meanwhile: the board shows where to, and nothing of theirs is overwritten.
      void message.warning(t('opportunities.movedByOthers'));
      return;
    }
    undo(t('opportunities.moved', { name: opportunity.name, stage: stageName }), async () => {
      const { stage, loseReason, loseRemark } = opportunity;
      await patch(opportunity, { stage: stage?.id ?? null, loseReason: loseReason?.id ?? null, loseRemark });
    });
  };
  return {
    move(opportunity, stageId) {
      if (opportunity.stage?.id === stageId) return;
      if (stageId === stages.lost) setLosing(opportunity);
      else send(opportunity, stageId, {}).catch(fail);
    },
    dialog: losing !== undefined && (
      <FormDialog<LoseValues>
        title={t('opportunities.loseTitle', { name: losing.name })}
        okText={t('opportunities.loseOk')}
        save={async (values) => {
          if (stages.lost !== null) await send(losing, stages.lost, values);
        }}
        close={() => setLosing(undefined)}
      >
        <Form.Item
          name="loseReason"
          label={t('opportunities.fields.loseReason')}
          rules={[{ required: true, message: t('parts.missing', { label: t('opportunities.fields.loseReason') }) }]}
        >
          <OptionSelect dictionary="lose_reason" autoFocus />
        </Form.Item>
        <Form.Item name="loseRemark" label={t('opportunities.fields.loseRemark')}>
          <Input.TextArea autoSize={{ minRows: 2 }} />
        </Form.Item>
      </FormDialog>
    ),
  };
}
