import { PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox, Form, Input, Radio, Switch, Table, Tag } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDirectory } from '@/api/session.ts';
import type { Permission, Role, Scope } from '@/api/shapes.ts';
import { FormDialog } from '@/parts/form-dialog.tsx';
import styles from './people.module.css';
import { useAdminSave } from './use-admin-save.ts';

const scopes: readonly Scope[] = ['own', 'department', 'tree', 'all'];
const permissions: readonly Permission[] = [
  'customer.edit',
  'customer.delete',
  'export',
  'phone.reveal',
  'servicepassword.read',
  'settings.edit',
];

interface Values {
  readonly name: string;
  readonly scope: Scope;
  readonly permissions: readonly Permission[];
  readonly isAdmin: boolean;
}

/** What agents may see and do. A change works at once, for every session. */
export function Roles(): ReactNode {
  const { t } = useTranslation();
  const { roles, agents } = useDirectory();
  const { send } = useAdminSave();
  const [editing, setEditing] = useState<Role | 'new'>();
  const name = (permission: Permission): string =>
    t(`people.permissions.${permission.replace('.', '_') as 'customer_edit'}`);
  return (
    <>
      <div className={styles.bar}>
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')}>
          {t('people.newRole')}
        </Button>
      </div>
      <Table<Role>
        scroll={{ x: 760 }}
        size="small"
        rowKey="id"
        pagination={false}
        dataSource={[...roles]}
        columns={[
          {
            title: t('people.role'),
            render: (_, one) => (
              <>
                {one.name} {one.isAdmin && <Tag color="warning">{t('people.admin')}</Tag>}
              </>
            ),
          },
          { title: t('people.scope'), width: 180, render: (_, one) => t(`people.scopes.${one.scope}`) },
          {
            title: t('people.may'),
            render: (_, one) => (
              <div className={styles.tags}>
                {one.permissions.map((permission) => (
                  <Tag key={permission}>{name(permission)}</Tag>
                ))}
              </div>
            ),
          },
          {
            title: t('people.agentsInRole'),
            render: (_, one) => agents.filter((agent) => agent.roleId === one.id).length,
          },
          {
            title: t('people.actions'),
            render: (_, one) => (
              <Button size="small" aria-label={`${t('actions.edit')} ${one.name}`} onClick={() => setEditing(one)}>
                {t('actions.edit')}
              </Button>
            ),
          },
        ]}
      />
      {editing !== undefined && (
        <FormDialog<Values>
          title={editing === 'new' ? t('people.newRole') : editing.name}
          initial={editing === 'new' ? { scope: 'own', permissions: ['customer.edit'], isAdmin: false } : editing}
          close={() => setEditing(undefined)}
          save={(values) =>
            send(
              editing === 'new' ? 'POST' : 'PATCH',
              editing === 'new' ? '/admin/roles' : `/admin/roles/${editing.id}`,
              values,
            )
          }
        >
          <Form.Item
            name="name"
            label={t('people.roleName')}
            rules={[{ required: true, whitespace: true, message: t('parts.missing', { label: t('people.roleName') }) }]}
          >
            <Input autoFocus autoComplete="off" />
          </Form.Item>
          <Form.Item name="scope" label={t('people.scope')} extra={t('people.scopeHint')}>
            <Radio.Group vertical options={scopes.map((value) => ({ value, label: t(`people.scopes.${value}`) }))} />
          </Form.Item>
          <Form.Item name="permissions" label={t('people.may')}>
            <Checkbox.Group options={permissions.map((value) => ({ value, label: name(value) }))} />
          </Form.Item>
          <Form.Item name="isAdmin" label={t('people.admin')} valuePropName="checked">
            <Switch />
          </Form.Item>
        </FormDialog>
      )}
    </>
  );
}
