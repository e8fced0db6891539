import { MinusCircleOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, Segmented, Select, Switch, Table } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDirectory } from '@/api/session.ts';
import type { Field, RecordName } from '@/api/shapes.ts';
import { FormDialog } from '@/parts/form-dialog.tsx';
import styles from './people.module.css';
import { RequiredSystem } from './required-system.tsx';
import { useAdminSave } from './use-admin-save.ts';

const kinds = [
  'input',
  'textarea',
  'number',
  'select',
  'radio',
  'checkbox',
  'cascade',
  'city',
  'datetime',
  'telephone',
  'email',
  'attachment',
  'datasource',
] as const;
type Kind = (typeof kinds)[number];
const withOptions: readonly string[] = ['select', 'radio', 'checkbox', 'cascade'];

interface OptionValue {
  readonly id?: string;
  readonly label: string;
  readonly enabled?: boolean;
  readonly children?: readonly OptionValue[];
}
interface Values {
  readonly label: string;
  readonly kind: Kind;
  readonly key?: string;
  readonly required: boolean;
  readonly enabled: boolean;
  readonly options?: readonly { readonly id?: string; readonly label: string }[];
  readonly tree?: string;
  readonly settings?: Field['settings'];
}

/** The tenant's own fields, with the name that each dialect uses for them. */
export function Fields(): ReactNode {
  const { t } = useTranslation();
  const { fields } = useDirectory();
  const { send, act } = useAdminSave();
  const [record, setRecord] = useState<RecordName>('customer');
  const [editing, setEditing] = useState<Field | 'new'>();
  const save = (values: Values): Promise<unknown> => {
    const { kind, key, tree, options, label, required, settings } = values;
    const field = editing === 'new' ? undefined : editing;
    const choices = kind === 'cascade' ? treeOf(tree ?? '', field) : options?.map((one) => keepState(one, field));
    const body = { label, required, settings, ...(withOptions.includes(kind) ? { options: choices ?? [] } : {}) };
    if (field !== undefined) return send('PATCH', `/admin/fields/${field.id}`, body);
    return send('POST', '/admin/fields', {
      ...body,
      record,
      kind,
      ...(key === undefined || key === '' ? {} : { key }),
    });
  };
  return (
    <>
      <div className={styles.bar}>
        <Segmented<RecordName>
          aria-label={t('people.record')}
          value={record}
          options={(['customer', 'company', 'opportunity'] as const).map((value) => ({
            value,
            label: t(`people.records.${value}`),
          }))}
          onChange={setRecord}
        />
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')}>
          {t('people.newField')}
        </Button>
      </div>
      {record !== 'company' && <RequiredSystem record={record} />}
      <Table<Field>
        scroll={{ x: 1060 }}
        size="small"
        className={styles.codes ?? ''}
        rowKey="id"
        pagination={false}
        dataSource={[...fields[record]]}
        columns={[
          { title: t('people.label'), dataIndex: 'label', width: 120 },
          { title: t('people.kind'), width: 110, render: (_, one) => t(`people.kinds.${one.kind as Kind}`) },
          { title: t('people.required'), render: (_, one) => (one.required ? t('states.yes') : '') },
          { title: 'TTF', render: (_, one) => <code>{one.names.ttf}</code> },
          { title: 'Bangwo8', render: (_, one) => <code>{one.names.bangwo8}</code> },
          { title: 'icsoc', render: (_, one) => <code>{one.names.icsoc}</code> },
          {
            title: t('people.enabled'),
            render: (_, one) => (
              <Switch
                size="small"
                checked={one.enabled}
                aria-label={`${t('people.enabled')} ${one.label}`}
                onChange={(enabled) => act('PATCH', `/admin/fields/${one.id}`, { enabled })}
              />
            ),
          },
          {
            title: t('people.actions'),
            render: (_, one) => (
              <Button size="small" aria-label={`${t('actions.edit')} ${one.label}`} onClick={() => setEditing(one)}>
                {t('actions.edit')}
              </Button>
            ),
          },
        ]}
      />
      {editing !== undefined && (
        <FieldDialog
          field={editing === 'new' ? undefined : editing}
          record={record}
          save={save}
          close={() => setEditing(undefined)}
        />
      )}
    </>
  );
}

interface DialogProps {
  readonly field: Field | undefined;
  readonly record: RecordName;
  save(values: Values): Promise<unknown>;
  close(): void;
}

function FieldDialog({ field, record, save, close }: DialogProps): ReactNode {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  const kind = Form.useWatch('kind', form) ?? field?.kind ?? 'input';
  const options = field?.options.filter((one) => one.parentId === null) ?? [];
  return (
    <FormDialog<Values>
      form={form}
      title={field?.label ?? t('people.newField')}
      initial={
        field === undefined
          ? { kind: 'input', required: false }
          : {
              label: field.label,
              kind: field.kind as Kind,
              required: field.required,
              settings: field.settings,
              options: options.map(({ id, label }) => ({ id, label })),
              tree: treeText(field, null, 0),
            }
      }
      save={save}
      close={close}
    >
      <Form.Item
        name="label"
        label={t('people.label')}
        rules={[{ required: true, whitespace: true, message: t('parts.missing', { label: t('people.label') }) }]}
      >
        <Input autoFocus autoComplete="off" />
      </Form.Item>
      <Form.Item name="kind" label={t('people.kind')}>
        <Select
          disabled={field !== undefined}
          options={kinds.map((value) => ({ value, label: t(`people.kinds.${value}`) }))}
        />
      </Form.Item>
      {field === undefined && (
        <Form.Item name="key" label={t('people.key')} extra={t('people.keyHint')}>
          <Input autoComplete="off" />
        </Form.Item>
      )}
      <Form.Item name="required" label={t('people.required')} valuePropName="checked">
        <Switch />
      </Form.Item>
      {kind === 'cascade' && (
        <Form.Item name="tree" label={t('people.options')} extra={t('people.treeHint')}>
          <Input.TextArea autoSize={{ minRows: 4, maxRows: 12 }} />
        </Form.Item>
      )}
      {withOptions.includes(kind) && kind !== 'cascade' && (
        <Form.Item label={t('people.options')}>
          <Form.List name="options">
            {(items, { add, remove }) => (
              <div className={styles.options}>
                {items.map((item) => (
                  <div key={item.key} className={styles.option}>
                    <Form.Item
                      name={[item.name, 'label']}
                      noStyle
                      rules={[{ required: true, message: t('parts.missing', { label: t('people.options') }) }]}
                    >
                      <Input aria-label={`${t('people.options')} ${item.name + 1}`} />
                    </Form.Item>
                    <Button
                      type="text"
                      icon={<MinusCircleOutlined />}
                      aria-label={t('actions.remove')}
                      onClick={() => remove(item.name)}
                    />
                  </div>
                ))}
                <Button type="dashed" icon={<PlusOutlined />} onClick={() => add({ label: '' })}>
                  {t('people.newOption')}
                </Button>
              </div>
            )}
          </Form.List>
        </Form.Item>
      )}
      {kind === 'number' && (
        <Form.Item name={['settings', 'integer']} label={t('people.integer')} valuePropName="checked">
          <Switch />
        </Form.Item>
      )}
      {record === 'company' && kind === 'input' && (
        <Form.Item name={['settings', 'extension']} label={t('people.extension')} extra={t('people.extensionHint')}>
          <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} />
        </Form.Item>
      )}
    </FormDialog>
  );
}

/** An option that is there keeps whether it is switched on. */
function keepState(option: { readonly id?: string; readonly label: string }, field: Field | undefined): OptionValue {
  const known = field?.options.find((one) => one.id === option.id);
  return known === undefined ? { label: option.label } : { id: known.id, label: option.label, enabled: known.enabled };
}

/** A tree as lines, two blanks a level. */
function treeText(field: Field, parentId: string | null, depth: number): string {
  return field.options
    .filter((one) => one.parentId === parentId)
    .map((one) =>
      [`${'  '.repeat(depth)}${one.label}`, treeText(field, one.id, depth + 1)]
        .filter((part) => part !== '')
        .join('\n'),
    )
    .join('\n');
}

/** The tree in such lines; options of the same path keep their ids. */
function treeOf(text: string, field: Field | undefined): readonly OptionValue[] {
  const roots: OptionValue[] = [];
  const path: { id: string | null; children: OptionValue[] }[] = [{ id: null, children: roots }];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const depth = Math.min(Math.floor((line.length - line.trimStart().length) / 2), path.length - 1);
    path.length = depth + 1;
    const parent = path[depth];
    if (parent === undefined) continue;
    const known = field?.options.find((one) => one.parentId === parent.id && one.label === line.trim());
    const children: OptionValue[] = [];
    parent.children.push({
      label: line.trim(),
      children,
      ...(known === undefined ? {} : { id: known.id, enabled: known.enabled }),
    });
    path.push({ id: known?.id ?? `new ${line}`, children });
  }
  return roots;
}
