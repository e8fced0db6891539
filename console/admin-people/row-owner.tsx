import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Form, Select, type SelectProps } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/request.ts';
import { useDirectory } from '@/api/session.ts';
import type { Company, Listed } from '@/api/shapes.ts';
import { CustomerSelect } from '@/opportunities/customer-select.tsx';
import { AgentSelect } from '@/parts/agent-select.tsx';
import { contains } from '@/parts/contains.ts';
import { useSettled } from '@/parts/use-settled.ts';

/** Whose a row of an asset table is, as the API names them. */
export const ownerTypes = ['agent', 'company', 'contacter', 'servicer', 'servicerGroup'] as const;
export type OwnerType = (typeof ownerTypes)[number];

export interface OwnerValues {
  readonly ownerType: OwnerType;
  readonly owner: string;
}

/** Two fields of a form: the kind of owner, and which one. A row of the tenant's own (`agent`) asks no further. */
export function RowOwner(): ReactNode {
  const { t } = useTranslation();
  const form = Form.useFormInstance<OwnerValues>();
  const { tenant } = useDirectory();
  const type = Form.useWatch('ownerType', form) ?? 'agent';
  const label = t(`people.ownerTypes.${type}`);
  return (
    <>
      <Form.Item name="ownerType" label={t('people.rowOwner')}>
        <Select
          options={ownerTypes.map((value) => ({ value, label: t(`people.ownerTypes.${value}`) }))}
          onChange={(next: OwnerType) => form.setFieldValue('owner', next === 'agent' ? tenant.id : undefined)}
        />
      </Form.Item>
      <Form.Item
        name="owner"
        label={label}
        hidden={type === 'agent'}
        rules={[{ required: true, message: t('parts.missing', { label }) }]}
      >
        <Owner type={type} />
      </Form.Item>
    </>
  );
}

/** What the form hands its field. */
interface Given {
  readonly id?: string;
  readonly value?: string;
  readonly onChange?: (value: string) => void;
}

function Owner({ type, ...given }: Given & { type: OwnerType }): ReactNode {
  const { departments } = useDirectory();
  if (type === 'company') return <CompanySelect {...given} />;
  if (type === 'contacter') return <CustomerSelect {...given} />;
  if (type === 'servicer') {
    return (
      <AgentSelect
        {...given}
        allowClear={false}
        value={given.value ?? null}
        onChange={(id) => given.onChange?.(id ?? '')}
      />
    );
  }
  return (
    <Select<string>
      {...given}
      showSearch={{ filterOption: contains }}
      options={departments.map((one) => ({ value: one.id, label: one.name }))}
    />
  );
}

/** A company that exists, found by part of its name. */
function CompanySelect(props: Omit<SelectProps<string>, 'options' | 'showSearch'>): ReactNode {
  const [typed, setTyped] = useState('');
  const q = useSettled(typed.trim(), 120);
  const chosen = props.value;
  const { data: company } = useQuery({
    queryKey: ['company', chosen],
    queryFn: ({ signal }) => request<Company>(`/companies/${chosen}`, { signal }),
    enabled: chosen !== undefined && chosen !== null,
  });
  const { data, isFetching } = useQuery({
    queryKey: ['companies', 'select', q],
    queryFn: ({ signal }) => request<Listed<Company>>('/companies', { query: { q, limit: 12, count: false }, signal }),
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
  const found = data?.items ?? [];
  const all = company === undefined || found.some(({ id }) => id === company.id) ? found : [company, ...found];
  return (
    <Select<string>
      {...props}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      loading={isFetching}
      options={all.map((one) => ({ value: one.id, label: one.name }))}
    />
  );
}
