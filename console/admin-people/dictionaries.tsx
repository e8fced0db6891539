import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { App, Button, Form, Input, Select, Switch, Table } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDirectory } from '@/api/session.ts';
import type { DictionaryOption } from '@/api/shapes.ts';
import { FormDialog } from '@/parts/form-dialog.tsx';
import { useProblemMessage } from '@/parts/use-problem-message.ts';
import { useUndo } from '@/parts/use-undo.tsx';
import styles from './people.module.css';
import { useAdminSave } from './use-admin-save.ts';

const names = [
  'customer_type',
  'customer_source',
  'customer_grade',
  'deal_flag',
  'task',
  'follow_up_type',
  'opportunity_type',
  'opportunity_source',
  'opportunity_stage',
  'lose_reason',
  'pool_reason',
  'ticket_state',
  'ticket_urgency',
] as const;
type Name = (typeof names)[number];

/** The choices behind every list of options. One in use is switched off rather than deleted. */
export function Dictionaries(): ReactNode {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const { dictionaries } = useDirectory();
  const { send, act } = useAdminSave();
  const fail = useProblemMessage();
  const undo = useUndo();
  const [name, setName] = useState<Name>('customer_type');
  const [editing, setEditing] = useState<DictionaryOption | 'new'>();
  const entries = [...(dictionaries[name] ?? [])].sort((a, b) => a.position - b.position);
  const path = `/admin/dictionaries/${name}`;
  const swap = (at: number, to: number): void => {
    const ids = entries.map((entry) => entry.id);
    const [moved] = ids.splice(at, 1);
    if (moved !== undefined) act('PUT', `${path}/order`, { ids: ids.toSpliced(to, 0, moved) });
  };
  const remove = (entry: DictionaryOption): void => {
    modal.confirm({
      title: t('customer.deleteTitle', { name: entry.name }),
      content: t('people.deleteOptionHint'),
      okText: t('actions.delete'),
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          await send('DELETE', `${path}/${entry.id}`);
        } catch (error) {
          fail(error);
          return;
        }
        undo(t('customer.deleted', { name: entry.name }), () => send('POST', path, entry));
      },
    });
  };
  return (
    <>
      <div className={styles.bar}>
        <Select<Name>
          className={styles.filter ?? ''}
          aria-label={t('people.dictionary')}
          value={name}
          options={names.map((value) => ({ value, label: t(`people.dictionaries.${value}`) }))}
          onChange={setName}
        />
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')}>
          {t('people.newOption')}
        </Button>
      </div>
      <Table<DictionaryOption>
        scroll={{ x: 560 }}
        size="small"
        rowKey="id"
        pagination={false}
        dataSource={entries}
        columns={[
          { title: t('people.name'), dataIndex: 'name' },
          { title: t('people.code'), dataIndex: 'code' },
          { title: t('customers.fields.id'), dataIndex: 'id' },
          {
            title: t('people.enabled'),
            render: (_, one) => (
              <Switch
                size="small"
                checked={one.enabled}
                aria-label={`${t('people.enabled')} ${one.name}`}
                onChange={(enabled) => act('PATCH', `${path}/${one.id}`, { enabled })}
              />
            ),
          },
          {
            title: t('people.actions'),
            width: 220,
            render: (_, one, at) => (
              <div className={styles.actions}>
                <Button
                  size="small"
                  type="text"
                  icon={<ArrowUpOutlined />}
                  disabled={at === 0}
                  aria-label={t('grid.up', { name: one.name })}
                  onClick={() => swap(at, at - 1)}
                />
                <Button
                  size="small"
                  type="text"
                  icon={<ArrowDownOutlined />}
                  disabled={at === entries.length - 1}
                  aria-label={t('grid.down', { name: one.name })}
                  onClick={() => swap(at, at + 1)}
                />
                <Button size="small" aria-label={`${t('actions.edit')} ${one.name}`} onClick={() => setEditing(one)}>
                  {t('actions.edit')}
                </Button>
                <Button
                  size="small"
                  type="text"
                  danger
                  icon={<DeleteOutlined />}
                  aria-label={`${t('actions.delete')} ${one.name}`}
                  onClick={() => remove(one)}
                />
              </div>
            ),
          },
        ]}
      />
      {editing !== undefined && (
        <FormDialog<{ name: string; code?: string }>
          title={editing === 'new' ? t('people.newOption') : editing.name}
          initial={editing === 'new' ? {} : { name: editing.name, code: editing.code }}
          close={() => setEditing(undefined)}
          save={(values) =>
            send(editing === 'new' ? 'POST' : 'PATCH', editing === 'new' ? path : `${path}/${editing.id}`, values)
          }
        >
          <Form.Item
            name="name"
            label={t('people.name')}
            rules={[{ required: true, whitespace: true, message: t('parts.missing', { label: t('people.name') }) }]}
          >
            <Input autoFocus autoComplete="off" />
          </Form.Item>
          <Form.Item name="code" label={t('people.code')} extra={t('people.codeHint')}>
            <Input autoComplete="off" />
          </Form.Item>
        </FormDialog>
      )}
    </>
  );
}
