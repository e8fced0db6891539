import { useQueryClient } from '@tanstack/react-query';
import { Form, Input, Select } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/request.ts';
import { useDirectory, useSession } from '@/api/session.ts';
import type { NamedRef, Opportunity } from '@/api/shapes.ts';
import { RequiredCustom } from '@/customers/required-custom.tsx';
import { contains } from '@/parts/contains.ts';
import { FormDialog } from '@/parts/form-dialog.tsx';
import { OptionSelect } from '@/parts/option-select.tsx';
import { assignmentOf, useAssignmentOptions } from '@/records/assignment-select.tsx';
import { useRequired } from '@/records/use-required.ts';
import { CustomerSelect } from './customer-select.tsx';

interface Values {
  readonly customerId: string;
  readonly name: string;
  readonly stage: string;
  readonly owner: string | null;
}

/** A new opportunity, of a given customer or of one that is chosen here. */
export function NewOpportunity({ customer, close }: { customer?: NamedRef; close: () => void }): ReactNode {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const { agent } = useSession();
  const { dictionaries, stages } = useDirectory();
  const required = useRequired('opportunity');
  const owners = useAssignmentOptions();
  const firstStage = dictionaries['opportunity_stage']?.find(
    ({ id, enabled }) => enabled && id !== stages.won && id !== stages.lost,
  )?.id;

  const create = async ({ owner, ...rest }: Values, keyOf: (json: unknown) => string): Promise<void> => {
    const json = { ...rest, customerId: customer?.id ?? rest.customerId, owner: assignmentOf(owner) };
    await request<Opportunity>('/opportunities', { method: 'POST', json, idempotencyKey: keyOf(json) });
    void queryClient.invalidateQueries({ queryKey: ['customer', json.customerId] });
    void queryClient.invalidateQueries({ queryKey: ['board'] });
    void queryClient.invalidateQueries({ queryKey: ['opportunities'] });
  };
  const missing = (label: string, needed = true) => [
    { required: needed, whitespace: true, message: t('parts.missing', { label }) },
  ];
  const option = (name: 'type' | 'source'): ReactNode => {
    const label = t(`opportunities.fields.${name}`);
    return (
      <Form.Item name={name} label={label} rules={missing(label, required(name))}>
        <OptionSelect dictionary={`opportunity_${name}`} />
      </Form.Item>
    );
  };
  return (
    <FormDialog<Values>
      title={t('opportunities.create')}
      initial={{
        owner: `${agent.id}/${agent.department.id}`,
        ...(firstStage === undefined ? {} : { stage: firstStage }),
      }}
      save={create}
      close={close}
    >
      {customer === undefined && (
        <Form.Item
          name="customerId"
          label={t('opportunities.fields.customer')}
          rules={missing(t('opportunities.fields.customer'))}
        >
          <CustomerSelect autoFocus />
        </Form.Item>
      )}
      <Form.Item name="name" label={t('opportunities.fields.name')} rules={missing(t('opportunities.fields.name'))}>
        <Input autoFocus={customer !== undefined} maxLength={255} autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="stage"
        label={t('opportunities.fields.stage')}
        rules={missing(t('opportunities.fields.stage'), required('stage'))}
      >
        <OptionSelect dictionary="opportunity_stage" allowClear={false} />
      </Form.Item>
      {option('type')}
      {option('source')}
      <Form.Item name="owner" label={t('opportunities.fields.owner')}>
        <Select allowClear showSearch={{ filterOption: contains }} options={owners} />
      </Form.Item>
      <RequiredCustom record="opportunity" />
    </FormDialog>
  );
}
