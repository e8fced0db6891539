import { EyeOutlined, KeyOutlined, MoreOutlined, PlusOutlined, SearchOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Form, Input, Select, Table, Tag, Typography } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/request.ts';
import { lookAs } from '@/api/look-as.ts';
import { useDirectory, useSession } from '@/api/session.ts';
import type { DirectoryAgent } from '@/api/shapes.ts';
import { listed } from '@/parts/listed.ts';
import { contains } from '@/parts/contains.ts';
import { FormDialog } from '@/parts/form-dialog.tsx';
import { Menu } from '@/parts/menu.tsx';
import { Failed, hasFailed } from '@/parts/states.tsx';
import { useProblemMessage } from '@/parts/use-problem-message.ts';
import styles from './people.module.css';
import { useAdminSave } from './use-admin-save.ts';

interface AdminAgent extends DirectoryAgent {
  readonly locked: boolean;
  readonly createdAt: string;
}

export function Agents(): ReactNode {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const { departments, roles } = useDirectory();
  const { isAdmin, agent: me } = useSession();
  const fail = useProblemMessage();
  const { send, act } = useAdminSave();
  const [editing, setEditing] = useState<AdminAgent | 'new'>();
  const [filter, setFilter] = useState('');
  const list = useQuery({
    queryKey: ['admin', 'agents'],
    queryFn: ({ signal }) => request<{ items: readonly AdminAgent[] }>('/admin/agents', { signal }),
  });
  const departmentName = (id: string): string => departments.find((one) => one.id === id)?.name ?? id;
  const roleName = (id: string): string => roles.find((one) => one.id === id)?.name ?? id;
  const shown = list.data?.items.filter((one) =>
    `${one.loginNo} ${one.name}`.toLowerCase().includes(filter.trim().toLowerCase()),
  );

  const showPassword = (name: string, password: string): void => {
    modal.success({
      title: t('people.passwordOf', { name }),
      content: (
        <>
          <p>{t('people.passwordOnce')}</p>
          <Typography.Text code copyable>
            {password}
          </Typography.Text>
        </>
      ),
    });
  };
  const resetPassword = (agent: AdminAgent): void => {
    modal.confirm({
      title: t('people.resetTitle', { name: agent.name }),
      content: t('people.resetHint'),
      okText: t('people.reset'),
      onOk: async () => {
        try {
          const { password } = await send<{ password: string | null }>(
            'POST',
            `/admin/agents/${agent.id}/password`,
            {},
          );
          if (password !== null) showPassword(agent.name, password);
        } catch (error) {
          fail(error);
        }
      },
    });
  };
  const setState = (agent: AdminAgent): void => {
    const state = agent.state === 'active' ? 'disabled' : 'active';
    if (state === 'active') return act('PATCH', `/admin/agents/${agent.id}`, { state });
    modal.confirm({
      title: t('people.disableTitle', { name: agent.name }),
      content: t('people.disableHint'),
      okText: t('people.disable'),
      okButtonProps: { danger: true },
      onOk: () => act('PATCH', `/admin/agents/${agent.id}`, { state }),
    });
  };
  if (hasFailed(list)) return <Failed error={list.error} again={() => void list.refetch()} />;
  return (
    <>
      <div className={styles.bar}>
        <Input
          allowClear
          prefix={<SearchOutlined />}
          className={styles.filter ?? ''}
          placeholder={t('people.filterAgents')}
          aria-label={t('people.filterAgents')}
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')}>
          {t('people.newAgent')}
        </Button>
      </div>
      <Table<AdminAgent>
        scroll={{ x: 760 }}
        size="small"
        rowKey="id"
        loading={list.isPending}
        dataSource={shown === undefined ? [] : [...shown]}
        pagination={{ pageSize: 50, hideOnSinglePage: true }}
        columns={[
          { title: t('signIn.loginNo'), dataIndex: 'loginNo', sorter: by((one) => one.loginNo) },
          { title: t('people.name'), dataIndex: 'name', sorter: by((one) => one.name) },
          {
            title: t('people.role'),
            sorter: by((one) => roleName(one.roleId)),
            render: (_, one) => roleName(one.roleId),
          },
          { title: t('people.department'), render: (_, one) => listed(one.departmentIds.map(departmentName)) },
          {
            title: t('people.state'),
            render: (_, one) => (
              <>
                <Tag color={one.state === 'active' ? 'success' : 'default'}>{t(`people.states.${one.state}`)}</Tag>
                {one.locked && <Tag color="error">{t('people.locked')}</Tag>}
              </>
            ),
          },
          {
            title: t('people.actions'),
            width: 220,
            render: (_, one) => (
              <div className={styles.actions}>
                <Button size="small" onClick={() => setEditing(one)}>
                  {t('actions.edit')}
                </Button>
                {isAdmin && one.id !== me.id && one.state === 'active' && (
                  <Button size="small" icon={<EyeOutlined />} onClick={() => lookAs(one.id)}>
                    {t('people.seeAs')}
                  </Button>
                )}
                <Menu
                  menu={{
                    items: [
                      { key: 'password', icon: <KeyOutlined />, label: t('people.reset') },
                      { key: 'sign-out', label: t('people.signOut') },
                      ...(one.id === me.id
                        ? []
                        : [{ key: 'state', label: t(one.state === 'active' ? 'people.disable' : 'people.enable') }]),
                    ],
                    onClick: ({ key }) => {
                      if (key === 'password') resetPassword(one);
                      if (key === 'sign-out') act('POST', `/admin/agents/${one.id}/sign-out`);
                      if (key === 'state') setState(one);
                    },
                  }}
                >
                  <Button size="small" icon={<MoreOutlined />} aria-label={`${t('actions.more')} ${one.name}`} />
                </Menu>
              </div>
            ),
          },
        ]}
      />
      {editing !== undefined && (
        <AgentDialog
          agent={editing === 'new' ? undefined : editing}
          close={() => setEditing(undefined)}
          save={async (values) => {
            if (editing !== 'new') return send('PATCH', `/admin/agents/${editing.id}`, values);
            const { password } = await send<{ password: string | null }>('POST', '/admin/agents', values);
            if (password !== null) showPassword(values.name, password);
            return undefined;
          }}
        />
      )}
    </>
  );
}

/** Compares agents as people read: 9 before 10, Chinese by pinyin. */
function by(text: (one: AdminAgent) => string): (a: AdminAgent, b: AdminAgent) => number {
  return (a, b) => text(a).localeCompare(text(b), 'zh-CN', { numeric: true });
}

interface AgentValues {
  readonly loginNo: string;
  readonly name: string;
  readonly roleId: string;
  readonly departmentId: string;
  readonly departmentIds?: readonly string[];
}

function AgentDialog({
  agent,
  save,
  close,
}: {
  agent: AdminAgent | undefined;
  save: (values: AgentValues) => Promise<unknown>;
  close: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const { departments, roles } = useDirectory();
  const rule = (label: string) => [{ required: true, message: t('parts.missing', { label }) }];
  const departmentOptions = departments.map((one) => ({ value: one.id, label: one.name }));
  return (
    <FormDialog<AgentValues>
      title={agent === undefined ? t('people.newAgent') : `${agent.loginNo} ${agent.name}`}
      initial={agent ?? {}}
      save={save}
      close={close}
    >
      <Form.Item name="loginNo" label={t('signIn.loginNo')} rules={rule(t('signIn.loginNo'))}>
        <Input autoFocus autoComplete="off" />
      </Form.Item>
      <Form.Item name="name" label={t('people.name')} rules={rule(t('people.name'))}>
        <Input autoComplete="off" />
      </Form.Item>
      <Form.Item name="roleId" label={t('people.role')} rules={rule(t('people.role'))}>
        <Select options={roles.map((one) => ({ value: one.id, label: one.name }))} />
      </Form.Item>
      <Form.Item name="departmentId" label={t('people.mainDepartment')} rules={rule(t('people.mainDepartment'))}>
        <Select showSearch={{ filterOption: contains }} options={departmentOptions} />
      </Form.Item>
      <Form.Item name="departmentIds" label={t('people.allDepartments')}>
        <Select mode="multiple" showSearch={{ filterOption: contains }} options={departmentOptions} />
      </Form.Item>
      {agent === undefined && <p>{t('people.passwordMade')}</p>}
    </FormDialog>
  );
}
