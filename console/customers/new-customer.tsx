import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Form, Input, Select } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/request.ts';
import { useSession } from '@/api/session.ts';
import type { Call, Customer } from '@/api/shapes.ts';
import { contains } from '@/parts/contains.ts';
import { FormDialog } from '@/parts/form-dialog.tsx';
import { OptionSelect } from '@/parts/option-select.tsx';
import { assignmentOf, useAssignmentOptions } from '@/records/assignment-select.tsx';
import { CompanyName } from '@/records/company-input.tsx';
import { useRequired } from '@/records/use-required.ts';
import styles from './customers.module.css';
import { RequiredCustom } from './required-custom.tsx';

interface Values {
  readonly name: string;
  readonly phones?: string;
  readonly company?: string;
  readonly type?: string;
  readonly source?: string;
  readonly grade?: string;
  readonly owner?: string | null;
  readonly address?: string;
  readonly custom?: Readonly<Record<string, unknown>>;
}

interface Props {
  /** A call whose number belongs to nobody yet; the server knows it whole where this agent is shown a mask. */
  readonly call?: Pick<Call, 'serial' | 'phone'>;
  close(): void;
  readonly made?: (customer: Customer) => void;
}

/** A new customer: the members that matter at once, and those that the tenant requires. */
export function NewCustomer({ call, close, made }: Props): ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { agent } = useSession();
  const required = useRequired('customer');
  const owners = useAssignmentOptions();

  const create = async ({ phones, owner, ...rest }: Values, keyOf: (json: unknown) => string): Promise<void> => {
    const numbers = (phones ?? '').split(/[\s,，、;；]+/).filter((number) => number !== '');
    const json = {
      ...rest,
      phones: numbers,
      // Taken out of the form it is another's number, or a wrong one.
      ...(call !== undefined && numbers.includes(call.phone) ? { fromCall: call.serial } : {}),
      owner: assignmentOf(owner ?? null),
    };
    const customer = await request<Customer>('/customers', {
      method: 'POST',
      json,
      idempotencyKey: keyOf(json),
    });
    queryClient.setQueryData(['customer', customer.id], customer);
    void queryClient.invalidateQueries({ queryKey: ['customers'] });
    if (made === undefined) void navigate({ to: '/customers/$id', params: { id: customer.id } });
    else made(customer);
  };
  const rule = (label: string, needed: boolean) => [
    { required: needed, whitespace: true, message: t('parts.missing', { label }) },
  ];
  const option = (name: 'type' | 'source' | 'grade', dictionary: string): ReactNode => {
    const label = t(`customers.fields.${name}`);
    return (
      <Form.Item name={name} label={label} rules={rule(label, required(name))}>
        <OptionSelect dictionary={dictionary} />
      </Form.Item>
    );
  };
  return (
    <FormDialog
      title={t('customers.createTitle')}
      width={680}
      initial={{ ...(call === undefined ? {} : { phones: call.phone }), owner: `${agent.id}/${agent.department.id}` }}
      save={create}
      close={close}
    >
      <div className={styles.columns}>
        <Form.Item
          name="name"
          label={t('customers.fields.name')}
          rules={rule(t('customers.fields.name'), required('name'))}
        >
          <Input autoFocus maxLength={255} autoComplete="off" />
        </Form.Item>
        <Form.Item
          name="phones"
          label={t('customers.fields.phones')}
          extra={t('customers.phonesHint')}
          rules={rule(t('customers.fields.phones'), required('phones'))}
        >
          <Input inputMode="tel" autoComplete="off" />
        </Form.Item>
        <Form.Item name="company" label={t('customers.fields.company')}>
          <CompanyName />
        </Form.Item>
        {option('type', 'customer_type')}
        {option('source', 'customer_source')}
        {option('grade', 'customer_grade')}
        <Form.Item name="owner" label={t('customers.fields.owner')} extra={t('customers.ownerHint')}>
          <Select allowClear showSearch={{ filterOption: contains }} options={owners} />
        </Form.Item>
        <RequiredCustom record="customer" />
      </div>
    </FormDialog>
  );
}
