import { useQuery } from '@tanstack/react-query';
import { Cascader } from 'antd';
import { type ReactNode, useMemo } from 'react';
import { loadCode } from '@/app/load-code.ts';
import type { FieldChoice, FieldOption, Region } from '@/api/shapes.ts';
import type { EditorProps } from './field-editor.tsx';
import { leavingCancels } from './list-editor-props.ts';

interface Node {
  readonly value: string;
  readonly label: string;
  readonly children?: Node[];
}

/** A path through a field's own tree, or (without options) through the country's regions. */
export function PathEditor({
  value,
  label,
  commit,
  cancel,
  options,
}: EditorProps & { options: readonly FieldOption[] | undefined }): ReactNode {
  const regions = useQuery({
    queryKey: ['regions'],
    queryFn: async () => (await loadCode(() => import('./regions.ts'))).regionTree(),
    enabled: options === undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const tree = useMemo(
    () => (options === undefined ? (regions.data ?? []) : treeOf(options, null)),
    [options, regions.data],
  );
  const path = ((value as readonly (FieldChoice | Region)[] | null) ?? []).map((one) =>
    'id' in one ? one.id : one.code,
  );
  return (
    <Cascader
      autoFocus
      defaultOpen
      changeOnSelect={false}
      aria-label={label}
      style={{ width: '100%' }}
      loading={regions.isFetching}
      showSearch
      defaultValue={path}
      options={tree}
      onChange={(next: (string | number | null)[] | undefined) =>
        commit(next === undefined || next.length === 0 ? null : next)
      }
      {...leavingCancels(cancel)}
    />
  );
}

function treeOf(options: readonly FieldOption[], parentId: string | null): Node[] {
  return options
    .filter((option) => option.parentId === parentId)
    .map((option) => {
      const children = treeOf(options, option.id);
      return { value: option.id, label: option.label, ...(children.length > 0 ? { children } : {}) };
    });
}
