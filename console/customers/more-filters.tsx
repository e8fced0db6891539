import { Form, TreeSelect } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDirectory } from '@/api/session.ts';
import { DayRange } from '@/parts/day-range.tsx';
import { OptionSelect } from '@/parts/option-select.tsx';
import styles from './customers.module.css';
import type { FilterProps } from './filter-bar.tsx';

/** Filters that are used now and then. */
export function MoreFilters({ filters, set }: Pick<FilterProps, 'filters' | 'set'>): ReactNode {
  const { t } = useTranslation();
  const { departments } = useDirectory();
  return (
    <Form layout="vertical" className={styles.more}>
      <Form.Item label={t('customers.fields.source')}>
        <OptionSelect
          none
          dictionary="customer_source"
          aria-label={t('customers.fields.source')}
          value={filters.source ?? null}
          onChange={(value) => set({ source: value ?? undefined })}
        />
      </Form.Item>
      <Form.Item label={t('customers.fields.task')}>
        <OptionSelect
          none
          dictionary="task"
          aria-label={t('customers.fields.task')}
          value={filters.task ?? null}
          onChange={(value) => set({ task: value ?? undefined })}
        />
      </Form.Item>
      <Form.Item label={t('customers.departments')}>
        <TreeSelect
          multiple
          allowClear
          treeDataSimpleMode
          treeDefaultExpandAll
          aria-label={t('customers.departments')}
          value={filters.departments?.split(',') ?? []}
          treeData={departments.map((one) => ({ id: one.id, pId: one.parentId ?? 0, value: one.id, title: one.name }))}
          onChange={(ids: readonly string[]) => set({ departments: ids.length === 0 ? undefined : ids.join(',') })}
        />
      </Form.Item>
      <Form.Item label={t('customers.fields.createdAt')}>
        <DayRange
          label={t('customers.fields.createdAt')}
          from={filters.createdFrom}
          to={filters.createdTo}
          set={(createdFrom, createdTo) => set({ createdFrom, createdTo })}
        />
      </Form.Item>
    </Form>
  );
}
