import { useQuery } from '@tanstack/react-query';
import { App, Button, Form, InputNumber, Select } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/request.ts';
import { useDirectory } from '@/api/session.ts';
import type { PoolRule as Rule } from '@/api/shapes.ts';
import { showFieldErrors } from '@/parts/field-errors.ts';
import { Failed, hasFailed, Loading } from '@/parts/states.tsx';
import { useProblemMessage } from '@/parts/use-problem-message.ts';
import { useAdminSave } from './use-admin-save.ts';

/** When customers fall into the pool, and who may take how many out of it. */
export function PoolRule(): ReactNode {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { roles } = useDirectory();
  const fail = useProblemMessage();
  const { send } = useAdminSave();
  const [form] = Form.useForm<Rule>();
  const rule = useQuery({
    queryKey: ['admin', 'pool-rule'],
    queryFn: ({ signal }) => request<Rule>('/admin/pool-rule', { signal }),
  });
  if (hasFailed(rule)) return <Failed error={rule.error} again={() => void rule.refetch()} />;
  if (rule.data === undefined) return <Loading rows={4} />;
  const save = async (values: Rule): Promise<void> => {
    const claimRoleIds = (values.claimRoleIds ?? []).length === 0 ? null : values.claimRoleIds;
    try {
      await send('PUT', '/admin/pool-rule', { ...values, claimRoleIds });
      void message.success(t('states.saved'));
    } catch (error) {
      if (!showFieldErrors(form, error)) fail(error);
    }
  };
  return (
    <Form
      form={form}
      layout="vertical"
      style={{ maxWidth: 420 }}
      initialValues={{ ...rule.data, claimRoleIds: rule.data.claimRoleIds ?? [] }}
      onFinish={(values) => void save(values)}
    >
      <Form.Item name="quotaPerDay" label={t('people.quota')} extra={t('people.quotaHint')}>
        <InputNumber style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="recycleAfterDays" label={t('people.recycle')} extra={t('people.recycleHint')}>
        <InputNumber style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="claimRoleIds" label={t('people.claimRoles')} extra={t('people.claimRolesHint')}>
        <Select mode="multiple" options={roles.map((one) => ({ value: one.id, label: one.name }))} />
      </Form.Item>
      <Button type="primary" htmlType="submit">
        {t('actions.save')}
      </Button>
    </Form>
  );
}
