import { useQuery } from '@tanstack/react-query';
import { AutoComplete, type AutoCompleteProps } from 'antd';
import { type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/request.ts';
import type { Company, Listed, NamedRef } from '@/api/shapes.ts';
import { useSettled } from '@/parts/use-settled.ts';
import type { EditorProps } from './field-editor.tsx';
import { useLeaving } from './use-leaving.ts';

/** A company by name: one that exists, or a new one made by saving. */
export function CompanyInput({
  value,
  draft: refused,
  label,
  commit,
  cancel,
}: EditorProps<NamedRef | null>): ReactNode {
  const [draft, setDraft] = useState(typeof refused === 'string' ? refused : (value?.name ?? ''));
  const finish = (name: string | undefined): void => {
    if (name === undefined || name === (value?.name ?? '')) cancel();
    else commit(name === '' ? null : name);
  };
  useLeaving(() => draft.trim() !== (value?.name ?? '') && finish(draft.trim()));
  return (
    <CompanyName
      autoFocus
      allowClear
      aria-label={label}
      style={{ width: '100%' }}
      popupMatchSelectWidth={false}
      value={draft}
      onChange={(text: string | undefined) => setDraft(text ?? '')}
      onSelect={(name: string | undefined) => finish(name)}
      onBlur={() => finish(draft.trim())}
      onInputKeyDown={(event) => {
        if (event.key === 'Enter') finish(draft.trim());
        if (event.key === 'Escape') finish(undefined);
      }}
    />
  );
}

/**
 * The name of a company, typed, or picked among those that hold what was typed: by the mouse, or by the arrows and Enter. Without the
 * arrows Enter means what was typed.
 */
export function CompanyName({ value, onChange, onInputKeyDown, ...rest }: AutoCompleteProps<string>): ReactNode {
  const { t } = useTranslation();
  const names = useCompanyNames(value ?? '');
  const isPicking = useRef(false);
  return (
    <AutoComplete<string>
      {...rest}
      {...(value === undefined ? {} : { value })}
      placeholder={t('parts.companyHint')}
      defaultActiveFirstOption={false}
      options={names.map((name) => ({ value: name }))}
      onChange={(text, option) => {
        isPicking.current = false;
        onChange?.(text, option);
      }}
      onInputKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'ArrowDown' || event.key === 'ArrowUp') isPicking.current = names.length > 0;
        // The list's own, not the form's around it.
        if (event.key === 'Enter' && isPicking.current) event.preventDefault();
        else onInputKeyDown?.(event);
      }}
    />
  );
}

/** Names of companies that hold what was typed. */
function useCompanyNames(typed: string): readonly string[] {
  const q = useSettled(typed.trim(), 120);
  const { data } = useQuery({
    queryKey: ['companies', 'names', q],
    queryFn: ({ signal }) => request<Listed<Company>>('/companies', { query: { q, limit: 8, count: false }, signal }),
    enabled: q !== '',
    staleTime: 30_000,
  });
  return [...new Set(q === '' ? [] : (data?.items.map((company) => company.name) ?? []))];
}
