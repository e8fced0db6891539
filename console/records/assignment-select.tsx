import { Select } from 'antd';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useDirectory } from '@/api/session.ts';
import type { Assignment } from '@/api/shapes.ts';
import { contains } from '@/parts/contains.ts';
import type { EditorProps } from './field-editor.tsx';
import { listEditorProps } from './list-editor-props.ts';

/** An agent in one of its departments, or a department alone. Cleared, the customer lies in the pool. */
export function AssignmentSelect({ value, commit, ...rest }: EditorProps<Assignment>): ReactNode {
  const options = useAssignmentOptions();
  return (
    <Select
      {...listEditorProps<string | null>({
        ...rest,
        commit: (key) => commit(assignmentOf(key as string | null)),
      })}
      allowClear
      popupMatchSelectWidth={false}
      showSearch={{ filterOption: contains }}
      value={assignmentKey(value)}
      options={options}
    />
  );
}

/** `agent/department`, either of them empty; null for nobody. */
export function assignmentKey(value: Assignment): string | null {
  const key = `${value.agent?.id ?? ''}/${value.department?.id ?? ''}`;
  return key === '/' ? null : key;
}

/** What the API takes for a key of the options. */
export function assignmentOf(key: string | null): unknown {
  if (key === null) return null;
  const [agent = '', department = ''] = key.split('/');
  return { agent: agent === '' ? null : agent, department: department === '' ? null : department };
}

export function useAssignmentOptions(): { label: string; options: { value: string; label: string }[] }[] {
  const { t } = useTranslation();
  const { agents, departments } = useDirectory();
  return useMemo(
    () =>
      departments.map((department) => ({
        label: department.name,
        options: [
          ...agents
            .filter((agent) => agent.state === 'active' && agent.departmentIds.includes(department.id))
            .map((agent) => ({ value: `${agent.id}/${department.id}`, label: `${agent.loginNo} ${agent.name}` })),
          { value: `/${department.id}`, label: t('parts.wholeDepartment', { name: department.name }) },
        ],
      })),
    [agents, departments, t],
  );
}
