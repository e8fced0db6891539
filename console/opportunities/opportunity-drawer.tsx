import { DeleteOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { App, Button, Drawer, Tabs } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { shownName } from '@/records/shown-name.ts';
import { request } from '@/api/request.ts';
import { useMay } from '@/api/session.ts';
import type { Id, Opportunity } from '@/api/shapes.ts';
import { ChangeList } from '@/company/change-list.tsx';
import { OptionSelect } from '@/parts/option-select.tsx';
import { Failed, hasFailed, Loading } from '@/parts/states.tsx';
import { useFocusBack } from '@/parts/use-focus-back.ts';
import { useProblemMessage } from '@/parts/use-problem-message.ts';
import { useUndo } from '@/parts/use-undo.tsx';
import { InlineField } from '@/records/inline-field.tsx';
import { dropRows, opportunityKind, putRow } from '@/records/list-query.ts';
import { useOpportunityFields } from '@/records/opportunity-fields.ts';
import { useRowEdits } from '@/records/use-row-edits.tsx';
import styles from './board.module.css';
import { useMoveStage } from './use-move-stage.tsx';

/** One opportunity beside the board or list. */
export function OpportunityDrawer({
  id,
  editable,
  close,
}: {
  id: Id;
  editable: boolean;
  close: () => void;
}): ReactNode {
  const { t } = useTranslation();
  useFocusBack();
  const one = useQuery({
    queryKey: ['opportunity', id],
    queryFn: ({ signal }) => request<Opportunity>(`/opportunities/${id}`, { signal }),
  });
  return (
    <Drawer
      open
      size={460}
      title={<div className={styles.drawerTitle}>{one.data?.name ?? t('shell.opportunities')}</div>}
      onClose={close}
      extra={one.data && editable && <Remove opportunity={one.data} close={close} />}
    >
      {hasFailed(one) && <Failed error={one.error} again={() => void one.refetch()} />}
      {one.isPending && <Loading rows={10} />}
      {one.data !== undefined && <Content opportunity={one.data} editable={editable} />}
    </Drawer>
  );
}

function Content({ opportunity, editable }: { opportunity: Opportunity; editable: boolean }): ReactNode {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const fields = useOpportunityFields();
  const { move, dialog } = useMoveStage();
  const edits = useRowEdits<Opportunity>(
    (row) => `/opportunities/${row.id}`,
    (row) => {
      putRow(queryClient, opportunityKind, row);
      void queryClient.invalidateQueries({ queryKey: ['board'] });
      void queryClient.invalidateQueries({ queryKey: ['opportunity', row.id, 'changes'] });
    },
  );
  const shown = [...fields.values()].filter(({ key }) => {
    if (key === 'loseReason' || key === 'loseRemark') return opportunity.state === 'lost';
    return key !== 'stage';
  });
  return (
    <>
      <OptionSelect
        dictionary="opportunity_stage"
        allowClear={false}
        disabled={!editable}
        style={{ width: '100%', marginBottom: 12 }}
        aria-label={t('opportunities.fields.stage')}
        value={opportunity.stage?.id ?? null}
        onChange={(stageId) => stageId !== null && move(opportunity, stageId)}
      />
      <Tabs
        items={[
          {
            key: 'fields',
            label: t('opportunities.details'),
            children: shown.map((field) => (
              <InlineField
                key={field.key}
                row={opportunity}
                field={field}
                edits={edits}
                editable={editable}
                shown={
                  field.key === 'customer' ? (
                    <Link to="/customers/$id" params={{ id: opportunity.customer.id }}>
                      {shownName(opportunity.customer)}
                    </Link>
                  ) : undefined
                }
              />
            )),
          },
          {
            key: 'changes',
            label: t('timeline.kind.change'),
            children: <ChangeList record="opportunity" id={opportunity.id} />,
          },
        ]}
      />
      {dialog}
      {edits.dialog}
    </>
  );
}

function Remove({ opportunity, close }: { opportunity: Opportunity; close: () => void }): ReactNode {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const queryClient = useQueryClient();
  const fail = useProblemMessage();
  const undo = useUndo();
  const may = useMay('customer.delete');
  if (!may) return null;
  const remove = (): void => {
    modal.confirm({
      title: t('customer.deleteTitle', { name: opportunity.name }),
      content: t('opportunities.deleteHint'),
      okText: t('actions.delete'),
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          await request(`/opportunities/${opportunity.id}`, { method: 'DELETE', ifMatch: opportunity.version });
        } catch (error) {
          fail(error);
          return;
        }
        dropRows(queryClient, opportunityKind, [opportunity.id]);
        void queryClient.invalidateQueries({ queryKey: ['board'] });
        close();
        undo(t('customer.deleted', { name: opportunity.name }), async () => {
          const back = await request<Opportunity>(`/opportunities/${opportunity.id}/restore`, { method: 'POST' });
          putRow(queryClient, opportunityKind, back);
          for (const queryKey of [['opportunities'], ['board']]) void queryClient.invalidateQueries({ queryKey });
        });
      },
    });
  };
  return <Button danger type="text" icon={<DeleteOutlined />} aria-label={t('actions.delete')} onClick={remove} />;
}
