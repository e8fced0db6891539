import { Form, Input, Radio } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '@/parts/form-dialog.tsx';
import type { SavedView } from './views-query.ts';

export interface NewView {
  readonly name: string;
  readonly sharing: SavedView['sharing'];
}

/** The name of a new view, and who sees it. */
export function ViewDialog({
  save,
  close,
}: {
  save: (values: NewView) => Promise<void>;
  close: () => void;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <FormDialog<NewView> title={t('views.saveAs')} initial={{ sharing: 'me' }} save={save} close={close}>
      <Form.Item
        name="name"
        label={t('views.name')}
        rules={[{ required: true, whitespace: true, message: t('views.nameMissing') }]}
      >
        <Input autoFocus maxLength={50} />
      </Form.Item>
      <Form.Item name="sharing" label={t('views.sharing')}>
        <Radio.Group
          options={(['me', 'department', 'all'] as const).map((value) => ({
            value,
            label: t(`views.sharings.${value}`),
          }))}
        />
      </Form.Item>
    </FormDialog>
  );
}
