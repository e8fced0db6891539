import { useQuery } from '@tanstack/react-query';
import { AutoComplete } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/request.ts';
import type { Company, Listed, NamedRef } from '@/api/shapes.ts';
import { useSettled } from '@/parts/use-settled.ts';
import type { EditorProps } from './field-editor.tsx';

/** A company by name: one that exists, or a new one made by saving. */
export function CompanyInput({
  value,
  draft: refused,
  label,
  commit,
  cancel,
}: EditorProps<NamedRef | null>): ReactNode {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(typeof refused === 'string' ? refused : (value?.name ?? ''));
  const names = useCompanyNames(draft);
  const finish = (name: string | undefined): void => {
    if (name === undefined || name === (value?.name ?? '')) cancel();
    else commit(name === '' ? null : name);
  };
  return (
    <AutoComplete
      autoFocus
      allowClear
      aria-label={label}
      placeholder={t('parts.companyHint')}
      style={{ width: '100%' }}
      popupMatchSelectWidth={false}
      value={draft}
      options={names.map((name) => ({ value: name }))}
      onChange={(text: string | undefined) => setDraft(text ?? '')}
      onSelect={(name: string | undefined) => finish(name)}
      onBlur={() => finish(draft.trim())}
      onInputKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Enter' && !names.includes(draft)) finish(draft.trim());
        if (event.key === 'Escape') finish(undefined);
      }}
    />
  );
}

/** Names of companies that hold what was typed. */
export function useCompanyNames(typed: string): readonly string[] {
  const q = useSettled(typed.trim(), 120);
  const { data } = useQuery({
    queryKey: ['companies', 'names', q],
    queryFn: ({ signal }) => request<Listed<Company>>('/companies', { query: { q, limit: 8, count: false }, signal }),
    enabled: q !== '',
    staleTime: 30_000,
  });
  return [...new Set(q === '' ? [] : (data?.items.map((company) => company.name) ?? []))];
}
