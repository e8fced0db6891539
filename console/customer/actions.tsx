import { CodeOutlined, DeleteOutlined, InboxOutlined, MoreOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { App, Button, Form } from 'antd';
import { type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { shownName } from '@/records/shown-name.ts';
import { lazyPart } from '@/app/load-code.ts';
import { request } from '@/api/request.ts';
import { useMay, useSession } from '@/api/session.ts';
import type { Customer } from '@/api/shapes.ts';
import { Menu } from '@/parts/menu.tsx';
import { customerKind, dropRows, putRow } from '@/records/list-query.ts';
import { OptionSelect } from '@/parts/option-select.tsx';
import { useProblemMessage } from '@/parts/use-problem-message.ts';
import { useUndo } from '@/parts/use-undo.tsx';
import { assignmentOf, assignmentKey } from '@/records/assignment-select.tsx';
import { Dialog } from '@/parts/dialog.tsx';
import styles from './customer.module.css';

const ShowAs = lazyPart(() => import('@/show-as/show-as.tsx'), 'ShowAs');

export function Actions({ customer, editable }: { customer: Customer; editable: boolean }): ReactNode {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const fail = useProblemMessage();
  const undo = useUndo();
  const mayDelete = useMay('customer.delete') && !useSession().seeingAs;
  const [showing, setShowing] = useState(false);
  const [returning, setReturning] = useState(false);

  const remove = (): void => {
    modal.confirm({
      title: t('customer.deleteTitle', { name: shownName(customer) }),
      content: t('customers.deleteHint'),
      okText: t('actions.delete'),
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          await request(`/customers/${customer.id}`, { method: 'DELETE', ifMatch: customer.version });
        } catch (error) {
          fail(error);
          return;
        }
        dropRows(queryClient, customerKind, [customer.id]);
        await navigate({ to: '/customers', search: {} });
        undo(t('customer.deleted', { name: shownName(customer) }), async () => {
          putRow(
            queryClient,
            customerKind,
            await request<Customer>(`/customers/${customer.id}/restore`, { method: 'POST' }),
          );
          void queryClient.invalidateQueries({ queryKey: ['customers'] });
          await navigate({ to: '/customers/$id', params: { id: customer.id } });
        });
      },
    });
  };
  const items = [
    ...(editable && !customer.inPool ? [{ key: 'return', icon: <InboxOutlined />, label: t('customer.return') }] : []),
    ...(mayDelete ? [{ key: 'delete', icon: <DeleteOutlined />, label: t('actions.delete'), danger: true }] : []),
  ];
  return (
    <div className={styles.actions}>
      <Button icon={<CodeOutlined />} onClick={() => setShowing(true)}>
        {t('customer.showAs')}
      </Button>
      {items.length > 0 && (
        <Menu
          menu={{
            items,
            onClick: ({ key }) => {
              if (key === 'delete') remove();
              else setReturning(true);
            },
          }}
        >
          <Button icon={<MoreOutlined />} aria-label={t('actions.more')} />
        </Menu>
      )}
      <Suspense>{showing && <ShowAs customerId={customer.id} close={() => setShowing(false)} />}</Suspense>
      <ReturnDialog customer={customer} open={returning} close={() => setReturning(false)} />
    </div>
  );
}

/** Gives a customer back to the pool, and says why. */
function ReturnDialog({ customer, open, close }: { customer: Customer; open: boolean; close: () => void }): ReactNode {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const fail = useProblemMessage();
  const undo = useUndo();
  const [form] = Form.useForm<{ reason: string }>();
  const send = async ({ reason }: { reason: string }): Promise<void> => {
    try {
      putRow(
        queryClient,
        customerKind,
        await request<Customer>(`/customers/${customer.id}/return`, { method: 'POST', json: { reason } }),
      );
    } catch (error) {
      fail(error);
      return;
    }
    close();
    undo(t('customer.returned', { name: shownName(customer) }), async () => {
      const json = { owner: assignmentOf(assignmentKey(customer.owner)) };
      putRow(
        queryClient,
        customerKind,
        await request<Customer>(`/customers/${customer.id}`, { method: 'PATCH', json }),
      );
    });
  };
  return (
    <Dialog
      open={open}
      title={t('customer.return')}
      okText={t('customer.returnOk')}
      onCancel={close}
      onOk={form.submit}
      destroyOnHidden
    >
      <p>{t('customer.returnHint')}</p>
      <Form form={form} layout="vertical" preserve={false} onFinish={(values) => void send(values)}>
        <Form.Item
          name="reason"
          label={t('customer.returnReason')}
          rules={[{ required: true, message: t('customer.returnReasonMissing') }]}
        >
          <OptionSelect dictionary="pool_reason" autoFocus />
        </Form.Item>
      </Form>
    </Dialog>
  );
}
