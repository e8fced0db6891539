import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { type ReactNode, useState } from 'react';
import { request } from '@/api/request.ts';
import type { AssetLink, Id, Listed } from '@/api/shapes.ts';
import { useSettled } from '@/parts/use-settled.ts';
import type { EditorProps } from './field-editor.tsx';

interface AssetRow {
  readonly id: Id;
  readonly cells: Readonly<Record<string, string>>;
}

/** Rows of an asset table, found by any of their cells. */
export function AssetRowSelect({
  value,
  label,
  commit,
  cancel,
  tableId,
  displayColumn,
}: EditorProps & { tableId: Id | undefined; displayColumn: string | undefined }): ReactNode {
  const before = (value as readonly AssetLink[] | null) ?? [];
  const [draft, setDraft] = useState(before.map((link) => ({ value: link.id, label: link.text })));
  const [typed, setTyped] = useState('');
  const q = useSettled(typed.trim(), 120);
  const { data, isFetching } = useQuery({
    queryKey: ['asset-rows', tableId, q],
    queryFn: ({ signal }) =>
      request<Listed<AssetRow>>(`/asset-tables/${tableId}/rows`, { query: { q, limit: 20 }, signal }),
    enabled: tableId !== undefined,
    placeholderData: keepPreviousData,
  });
  const options = (data?.items ?? []).map((row) => ({
    value: row.id,
    label:
      (displayColumn === undefined ? undefined : row.cells[displayColumn]) ?? Object.values(row.cells)[0] ?? row.id,
  }));
  const finish = (): void => {
    const ids = draft.map((one) => one.value);
    if (ids.join() === before.map((link) => link.id).join()) cancel();
    else commit(ids.length === 0 ? null : ids);
  };
  return (
    <Select
      mode="multiple"
      labelInValue
      autoFocus
      defaultOpen
      aria-label={label}
      style={{ width: '100%' }}
      loading={isFetching}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      value={draft}
      options={options}
      onChange={(next: { value: string; label: string }[]) => setDraft(next)}
      onBlur={finish}
      onKeyDown={(event) => {
        if (event.key === 'Escape') cancel();
      }}
    />
  );
}
