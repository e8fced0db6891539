import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Alert, Form, Input } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '@/api/problem.ts';
import { request } from '@/api/request.ts';
import type { Company } from '@/api/shapes.ts';
import { RequiredCustom } from '@/customers/required-custom.tsx';
import { AgentSelect } from '@/parts/agent-select.tsx';
import { showFieldErrors } from '@/parts/field-errors.ts';
import { randomId } from '@/parts/random-id.ts';
import { Dialog } from '@/parts/dialog.tsx';

export function NewCompany({ close }: { close: () => void }): ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [form] = Form.useForm<Readonly<Record<string, unknown>>>();
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const create = async (values: Readonly<Record<string, unknown>>): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      const company = await request<Company>('/companies', {
        method: 'POST',
        json: values,
        idempotencyKey: randomId(),
      });
      void queryClient.invalidateQueries({ queryKey: ['companies'] });
      close();
      await navigate({ to: '/companies/$id', params: { id: company.id } });
    } catch (error) {
      if (!showFieldErrors(form, error)) setProblem(error);
      setBusy(false);
    }
  };
  const name = t('companies.fields.name');
  return (
    <Dialog
      open
      title={t('companies.create')}
      okText={t('actions.save')}
      onCancel={close}
      onOk={form.submit}
      confirmLoading={busy}
    >
      {problem !== undefined && (
        <Alert
          type="error"
          showIcon
          role="alert"
          title={problem instanceof Problem ? problem.message : t('states.failed')}
        />
      )}
      <Form form={form} layout="vertical" onFinish={(values) => void create(values)}>
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
      </Form>
    </Dialog>
  );
}
