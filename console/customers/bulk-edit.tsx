import { Alert, Button, Form, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDirectory } from '@/api/session.ts';
import type { Customer } from '@/api/shapes.ts';
import { contains } from '@/parts/contains.ts';
import type { CustomerField } from '@/records/customer-fields.ts';
import { FieldEditor } from '@/records/field-editor.tsx';
import { inputText } from '@/records/input-text.ts';
import { isEmpty } from '@/records/use-required.ts';
import { Dialog } from '@/parts/dialog.tsx';

interface Props {
  readonly open: boolean;
  readonly chosen: readonly Customer[];
  readonly fields: ReadonlyMap<string, CustomerField>;
  close(): void;
  apply(field: CustomerField, value: unknown): Promise<void>;
}

/** One member of many customers set to one value; says beforehand what will happen. */
export function BulkEdit({ open, close, chosen, fields, apply }: Props): ReactNode {
  const { t } = useTranslation();
  const directory = useDirectory();
  const [key, setKey] = useState<string>();
  const [value, setValue] = useState<{ readonly of: unknown }>();
  const [editing, setEditing] = useState(true);
  const [busy, setBusy] = useState(false);
  const field = key === undefined ? undefined : fields.get(key);
  // Phones are each customer's own, and a name for many is always a mistake.
  const offered = [...fields.values()].filter(
    (one) => one.editor.kind !== 'shown' && one.key !== 'name' && one.key !== 'phones',
  );
  const empties = field?.required === true && value !== undefined && isEmpty(value.of);
  const text = field === undefined || value === undefined ? '' : inputText(field.editor, value.of, directory);

  const run = async (): Promise<void> => {
    if (field === undefined || value === undefined) return;
    setBusy(true);
    await apply(field, value.of);
    setBusy(false);
  };
  return (
    <Dialog
      open={open}
      title={t('customers.bulkEditTitle', { count: chosen.length })}
      okText={t('customers.bulkApply')}
      okButtonProps={{ disabled: value === undefined || empties }}
      confirmLoading={busy}
      onOk={() => void run()}
      onCancel={close}
      destroyOnHidden
      afterClose={() => {
        setKey(undefined);
        setValue(undefined);
      }}
    >
      <Form layout="vertical">
        <Form.Item label={t('customers.bulkField')}>
          <Select
            autoFocus
            aria-label={t('customers.bulkField')}
            showSearch={{ filterOption: contains }}
            value={key ?? null}
            options={offered.map((one) => ({ value: one.key, label: one.label }))}
            onChange={(next: string | null) => {
              setKey(next ?? undefined);
              setValue(undefined);
              setEditing(true);
            }}
          />
        </Form.Item>
        {field !== undefined && (
          <Form.Item label={field.label}>
            {editing ? (
              <FieldEditor
                key={key}
                editor={field.editor}
                label={field.label}
                value={emptyFor(field)}
                commit={(of) => {
                  setValue({ of });
                  setEditing(false);
                }}
                cancel={() => setEditing(false)}
              />
            ) : (
              <Button block onClick={() => setEditing(true)}>
                {text || t('customers.bulkEmpty')}
              </Button>
            )}
          </Form.Item>
        )}
        {field !== undefined && empties && (
          <Alert type="error" showIcon role="alert" title={t('parts.missing', { label: field.label })} />
        )}
        {field !== undefined && !editing && !empties && (
          <Alert
            type="info"
            showIcon
            title={t(text === '' ? 'customers.bulkWillClear' : 'customers.bulkWill', {
              count: chosen.length,
              field: field.label,
              value: text,
            })}
            {...(value === undefined
              ? {
                  action: (
                    <Button size="small" onClick={() => setValue({ of: null })}>
                      {t('customers.bulkClear')}
                    </Button>
                  ),
                }
              : {})}
          />
        )}
      </Form>
    </Dialog>
  );
}

/** What an editor begins with where the chosen rows differ. */
function emptyFor(field: CustomerField): unknown {
  if (field.editor.kind === 'labels') return [];
  if (field.editor.kind === 'assignment') return { agent: null, department: null };
  return field.editor.kind === 'stars' ? 0 : null;
}
