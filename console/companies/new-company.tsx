import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Form, Input } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/request.ts';
import type { Company } from '@/api/shapes.ts';
import { RequiredCustom } from '@/customers/required-custom.tsx';
import { AgentSelect } from '@/parts/agent-select.tsx';
import { FormDialog } from '@/parts/form-dialog.tsx';

export function NewCompany({ close }: { close: () => void }): ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const create = async (values: Readonly<Record<string, unknown>>, keyOf: (json: unknown) => string): Promise<void> => {
    const company = await request<Company>('/companies', {
      method: 'POST',
      json: values,
      idempotencyKey: keyOf(values),
    });
    void queryClient.invalidateQueries({ queryKey: ['companies'] });
    void navigate({ to: '/companies/$id', params: { id: company.id } });
  };
  const name = t('companies.fields.name');
  return (
    <FormDialog title={t('companies.create')} save={create} close={close}>
      <Form.Item
        name="name"
        label={name}
        rules={[{ required: true, whitespace: true, message: t('parts.missing', { label: name }) }]}
      >
        <Input autoFocus autoComplete="off" />
      </Form.Item>
      <Form.Item name="province" label={t('companies.fields.province')}>
        <Input autoComplete="off" />
      </Form.Item>
      <Form.Item name="city" label={t('companies.fields.city')}>
        <Input autoComplete="off" />
      </Form.Item>
      <Form.Item name="owner" label={t('companies.fields.owner')}>
        <AgentSelect />
      </Form.Item>
      <RequiredCustom record="company" />
    </FormDialog>
  );
}
