import { ArrowUpOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { App, Button, Checkbox, Form, Input, Select } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '@/parts/form-dialog.tsx';
import styles from './people.module.css';

export interface AssetColumn {
  readonly key: string;
  readonly name: string;
  readonly type: number;
  readonly unique: boolean;
}

export interface AssetDefinition {
  readonly key: string;
  readonly title: string;
  readonly columns: readonly AssetColumn[];
}

interface Values {
  readonly key?: string;
  readonly title?: string;
  /** What is stored already carries `stored`, which no input shows, so that it isn't sent. */
  readonly columns: readonly (Partial<AssetColumn> & { readonly stored?: true })[];
}

interface Props {
  readonly title: string;
  /** What is changed; none for a new table. */
  readonly table?: AssetDefinition;
  save(definition: AssetDefinition): Promise<unknown>;
  close(): void;
}

/** The numbers of company fields' types that a table's cells are told apart by. */
const TYPES = [2, 3, 4, 5, 8, 17] as const;
const LINE = 2;

/** Name, key and columns of an asset table. A stored column keeps its key: another would be another column, without values. */
export function AssetTableForm({ title, table, save, close }: Props): ReactNode {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const [form] = Form.useForm<Values>();
  const missing = (label: string) => [{ required: true, message: t('parts.missing', { label }) }];
  const columnAt = (index: number): Values['columns'][number] | undefined =>
    form.getFieldValue(['columns', index]) as Values['columns'][number] | undefined;
  const typesFor = (type: number | undefined) =>
    [...new Set([...TYPES, ...(type === undefined ? [] : [type])])].map((value) => ({
      value,
      label: t(`people.columnTypes.${value}`, { defaultValue: String(value) }),
    }));
  const removeAt = (index: number, remove: (index: number) => void): void => {
    const column = columnAt(index);
    if (column?.stored !== true) {
      remove(index);
      return;
    }
    modal.confirm({
      title: t('people.deleteColumn', { name: column.name }),
      content: t('people.deleteColumnHint'),
      okButtonProps: { danger: true },
      onOk: () => remove(index),
    });
  };
  return (
    <FormDialog<Values>
      title={title}
      form={form}
      width={720}
      initial={
        table === undefined
          ? { columns: [{ key: '', name: '', type: LINE }] }
          : { ...table, columns: table.columns.map((column) => ({ ...column, stored: true })) }
      }
      close={close}
      save={(values) => save(values as AssetDefinition)}
    >
      <Form.Item name="title" label={t('people.name')} rules={missing(t('people.name'))}>
        <Input autoFocus />
      </Form.Item>
      <Form.Item name="key" label={t('people.key')} rules={missing(t('people.key'))}>
        <Input autoComplete="off" />
      </Form.Item>
      <Form.List name="columns">
        {(items, { add, move, remove }) => (
          <div className={styles.options}>
            {items.map(({ key, name: at }) => (
              <div key={key} className={styles.option}>
                <Form.Item name={[at, 'key']} noStyle rules={missing(t('people.key'))}>
                  <Input
                    autoComplete="off"
                    placeholder={t('people.key')}
                    aria-label={`${t('people.key')} ${at + 1}`}
                    disabled={columnAt(at)?.stored === true}
                  />
                </Form.Item>
                <Form.Item name={[at, 'name']} noStyle rules={missing(t('people.name'))}>
                  <Input placeholder={t('people.name')} aria-label={`${t('people.name')} ${at + 1}`} />
                </Form.Item>
                <Form.Item name={[at, 'type']} noStyle>
                  <Select
                    className={styles.columnType ?? ''}
                    aria-label={`${t('people.kind')} ${at + 1}`}
                    options={typesFor(columnAt(at)?.type)}
                  />
                </Form.Item>
                <Form.Item name={[at, 'unique']} noStyle valuePropName="checked">
                  <Checkbox aria-label={`${t('people.unique')} ${at + 1}`}>{t('people.unique')}</Checkbox>
                </Form.Item>
                <Button
                  type="text"
                  icon={<ArrowUpOutlined />}
                  disabled={at === 0}
                  aria-label={t('grid.up', { name: at + 1 })}
                  onClick={() => move(at, at - 1)}
                />
                <Button
                  type="text"
                  icon={<DeleteOutlined />}
                  disabled={items.length === 1}
                  aria-label={`${t('actions.remove')} ${at + 1}`}
                  onClick={() => removeAt(at, remove)}
                />
              </div>
            ))}
            <Button type="dashed" icon={<PlusOutlined />} onClick={() => add({ key: '', name: '', type: LINE })}>
              {t('people.newColumn')}
            </Button>
          </div>
        )}
      </Form.List>
    </FormDialog>
  );
}
