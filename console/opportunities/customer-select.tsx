import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Select, type SelectProps } from 'antd';
import { type ReactNode, useState } from 'react';
import { request } from '@/api/request.ts';
import type { Customer, Id, Listed } from '@/api/shapes.ts';
import { useSettled } from '@/parts/use-settled.ts';
import { shownName } from '@/records/shown-name.ts';

/** A customer found by name, pinyin or phone. */
export function CustomerSelect(props: Omit<SelectProps<Id>, 'options' | 'showSearch'>): ReactNode {
  const [typed, setTyped] = useState('');
  const q = useSettled(typed.trim(), 120);
  const { data, isFetching } = useQuery({
    queryKey: ['customers', 'select', q],
    queryFn: ({ signal }) => request<Listed<Customer>>('/customers', { query: { q, limit: 12, count: false }, signal }),
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
  const options = (data?.items ?? []).map((one) => ({
    value: one.id,
    label: [one.name, one.phones[0]?.content, one.company?.name].filter(Boolean).join(' · ') || shownName(one),
  }));
  return (
    <Select<Id>
      {...props}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      loading={isFetching}
      options={options}
    />
  );
}
