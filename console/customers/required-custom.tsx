import { DatePicker, Form, Input, InputNumber, Select } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDirectory } from '@/api/session.ts';
import type { Field, RecordName } from '@/api/shapes.ts';

/** Form items for the custom fields that a new record can't do without. */
export function RequiredCustom({ record }: { record: RecordName }): ReactNode {
  const { t } = useTranslation();
  const fields = useDirectory().fields[record].filter((field) => field.enabled && field.required);
  return fields.map((field) => (
    <Form.Item
      key={field.key}
      name={['custom', field.key]}
      label={field.label}
      rules={[{ required: true, message: t('parts.missing', { label: field.label }) }]}
      {...(field.kind === 'datetime'
        ? {
            getValueFromEvent: (value: { toISOString(): string } | null) => value?.toISOString(),
            getValueProps: () => ({}),
          }
        : {})}
    >
      {control(field)}
    </Form.Item>
  ));
}

function control(field: Field): ReactNode {
  const options = field.options
    .filter((option) => option.enabled)
    .map((option) => ({ value: option.id, label: option.label }));
  switch (field.kind) {
    case 'select':
    case 'radio':
      return <Select options={options} />;
    case 'checkbox':
      return <Select mode="multiple" options={options} />;
    case 'number':
      return <InputNumber stringMode style={{ width: '100%' }} />;
    case 'datetime':
      return <DatePicker showTime style={{ width: '100%' }} />;
    case 'textarea':
      return <Input.TextArea autoSize={{ minRows: 2 }} />;
    default:
      return <Input autoComplete="off" />;
  }
}
