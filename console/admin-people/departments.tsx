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
  return (
    <>
      <div className={styles.bar}>
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')}>
          {t('people.newDepartment')}
        </Button>
      </div>
      <Tree selectable={false} defaultExpandAll treeData={tree} />
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
                .filter((one) => editing === 'new' || one.id !== editing.id)
                .map((one) => ({ value: one.id, label: one.name }))}
            />
          </Form.Item>
        </FormDialog>
      )}
    </>
  );
}
