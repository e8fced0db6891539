import { EditOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, Select, Tree } from 'antd';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDirectory } from '@/api/session.ts';
import type { Department } from '@/api/shapes.ts';
import { contains } from '@/parts/contains.ts';
import { FormDialog } from '@/parts/form-dialog.tsx';
import styles from './people.module.css';
import { useAdminSave } from './use-admin-save.ts';

interface Node {
  readonly key: string;
  readonly title: ReactNode;
  readonly children: Node[];
}

export function Departments(): ReactNode {
  const { t } = useTranslation();
  const { departments, agents } = useDirectory();
  const { send } = useAdminSave();
  const [editing, setEditing] = useState<Department | 'new'>();
  // Those that are not are open, also one that has just got its first below it.
  const [closed, setClosed] = useState<readonly string[]>([]);
  const tree = useMemo(() => {
    const known = new Set(departments.map((one) => one.id));
    const below = (parentId: string | null): Node[] =>
      departments
        .filter((one) => (one.parentId !== null && known.has(one.parentId) ? one.parentId : null) === parentId)
        .map((one) => ({
          key: one.id,
          title: (
            <span className={styles.node}>
              {one.name} <small>#{one.id}</small>
              <small>
                {t('people.agentCount', {
                  count: agents.filter((agent) => agent.departmentIds.includes(one.id)).length,
                })}
              </small>
              <Button
                type="text"
                size="small"
                icon={<EditOutlined />}
                aria-label={`${t('actions.edit')} ${one.name}`}
                onClick={() => setEditing(one)}
              />
            </span>
          ),
          children: below(one.id),
        }));
    return below(null);
  }, [departments, agents, t]);
  const isWithin = (one: Department | undefined, other: Department): boolean =>
    one !== undefined &&
    (one.id === other.id ||
      isWithin(
        departments.find(({ id }) => id === one.parentId),
        other,
      ));
  return (
    <>
      <div className={styles.bar}>
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')}>
          {t('people.newDepartment')}
        </Button>
      </div>
      <Tree
        selectable={false}
        treeData={tree}
        expandedKeys={departments.map((one) => one.id).filter((id) => !closed.includes(id))}
        onExpand={(_, { node, expanded }) =>
          setClosed(expanded ? closed.filter((id) => id !== node.key) : [...closed, node.key])
        }
      />
      {editing !== undefined && (
        <FormDialog<{ name: string; parentId?: string | null }>
          title={editing === 'new' ? t('people.newDepartment') : editing.name}
          initial={editing === 'new' ? {} : editing}
          close={() => setEditing(undefined)}
          save={({ name, parentId }) =>
            send(
              editing === 'new' ? 'POST' : 'PATCH',
              editing === 'new' ? '/admin/departments' : `/admin/departments/${editing.id}`,
              {
                name,
                parentId: parentId ?? null,
              },
            )
          }
        >
          <Form.Item
            name="name"
            label={t('people.departmentName')}
            rules={[
              { required: true, whitespace: true, message: t('parts.missing', { label: t('people.departmentName') }) },
            ]}
          >
            <Input autoFocus autoComplete="off" />
          </Form.Item>
          <Form.Item name="parentId" label={t('people.parent')}>
            <Select
              allowClear
              showSearch={{ filterOption: contains }}
              options={departments
                .filter((one) => editing === 'new' || !isWithin(one, editing))
                .map((one) => ({ value: one.id, label: one.name }))}
            />
          </Form.Item>
        </FormDialog>
      )}
    </>
  );
}
