import { CloseOutlined, DeleteOutlined, EditOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { lazyPart } from '@/app/load-code.ts';
import { useMay } from '@/api/session.ts';
import type { Customer } from '@/api/shapes.ts';
import type { Selection } from '@/grid/use-selection.ts';
import type { CustomerField } from '@/records/customer-fields.ts';
import styles from './customers.module.css';
import { useBulk } from './use-bulk.tsx';

const BulkEdit = lazyPart(() => import('./bulk-edit.tsx'), 'BulkEdit');

interface Props {
  readonly rows: readonly Customer[];
  readonly selection: Selection;
  readonly fields: ReadonlyMap<string, CustomerField>;
}

/** What can be done with the chosen rows; lies above the list, so that nothing moves. */
export function BulkBar({ rows, selection, fields }: Props): ReactNode {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const mayDelete = useMay('customer.delete');
  const [editing, setEditing] = useState(false);
  const bulk = useBulk();
  if (selection.count === 0) return null;
  const chosen = rows.filter((row) => selection.has(row.id));

  const remove = (): void => {
    modal.confirm({
      title: t('customers.deleteMany', { count: chosen.length }),
      content: t('customers.deleteHint'),
      okText: t('actions.delete'),
      okButtonProps: { danger: true },
      onOk: async () => {
        await bulk.remove(chosen);
        selection.clear();
      },
    });
  };
  return (
    <div className={styles.bulk} role="toolbar" aria-label={t('customers.bulk')}>
      <span role="status">{t('customers.chosen', { count: selection.count })}</span>
      <Button icon={<EditOutlined />} onClick={() => setEditing(true)}>
        {t('customers.bulkEdit')}
      </Button>
      {mayDelete && (
        <Button danger icon={<DeleteOutlined />} onClick={remove}>
          {t('actions.delete')}
        </Button>
      )}
      <Button
        type="text"
        icon={<CloseOutlined />}
        aria-label={t('customers.unselect')}
        onClick={() => selection.clear()}
      />
      <Suspense>
        <BulkEdit
          open={editing}
          close={() => setEditing(false)}
          chosen={chosen}
          fields={fields}
          apply={async (field, value) => {
            await bulk.change(chosen, field, value);
            setEditing(false);
          }}
        />
      </Suspense>
    </div>
  );
}
