import { FilterOutlined } from '@ant-design/icons';
import { Badge, Button, Form, Input, Popover, Select, TreeSelect } from 'antd';
import { lazy, type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useDirectory } from '@/api/session.ts';
import { AgentSelect } from '@/parts/agent-select.tsx';
import { OptionSelect } from '@/parts/option-select.tsx';
import styles from './customers.module.css';
import { type FilterName, type Filters, sorts } from './list-address.ts';
import { TextFilter } from './text-filter.tsx';

const DayRange = lazy(async () => ({ default: (await import('@/parts/day-range.tsx')).DayRange }));

interface Props {
  readonly filters: Filters;
  readonly sort: string;
  set(change: Readonly<Partial<Record<FilterName | 'sort', string | undefined>>>): void;
  /** Left out where the screen itself decides it, as the pool does for owners. */
  readonly without?: readonly FilterName[];
}

/** The filters that are used all day in one row, the others behind a button that says how many of them are set. */
export function FilterBar({ filters, sort, set, without = [] }: Props): ReactNode {
  const { t } = useTranslation();
  const more = (['source', 'task', 'departments', 'createdFrom', 'createdTo'] as const).filter(
    (name) => filters[name] !== undefined,
  );
  const option = (name: 'type' | 'grade' | 'dealFlag', dictionary: string): ReactNode => (
    <OptionSelect
      none
      dictionary={dictionary}
      className={styles.filter}
      placeholder={t(`customers.fields.${name}`)}
      aria-label={t(`customers.fields.${name}`)}
      value={filters[name] ?? null}
      onChange={(value) => set({ [name]: value ?? undefined })}
    />
  );
  return (
    <div className={styles.filters} role="search">
      <TextFilter
        placeholder={t('customers.textFilter')}
        value={filters.q ?? ''}
        set={(q) => set({ q: q === '' ? undefined : q })}
      />
      {!without.includes('owner') && (
        <AgentSelect
          asFilter
          className={styles.filter}
          placeholder={t('customers.fields.owner')}
          aria-label={t('customers.fields.owner')}
          value={filters.owner ?? null}
          onChange={(value) => set({ owner: value ?? undefined })}
        />
      )}
      {option('type', 'customer_type')}
      {option('grade', 'customer_grade')}
      {option('dealFlag', 'deal_flag')}
      <Popover trigger="click" placement="bottomRight" content={<MoreFilters filters={filters} set={set} />}>
        <Badge count={more.length} size="small">
          <Button icon={<FilterOutlined />}>{t('customers.moreFilters')}</Button>
        </Badge>
      </Popover>
      <Select
        className={styles.sort}
        aria-label={t('customers.sort')}
        popupMatchSelectWidth={false}
        value={sort}
        options={sorts.map((value) => ({ value, label: t(`customers.sorts.${value}`) }))}
        onChange={(value) => set({ sort: value === sorts[0] ? undefined : value })}
      />
    </div>
  );
}

function MoreFilters({ filters, set }: Pick<Props, 'filters' | 'set'>): ReactNode {
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
        <Suspense fallback={<Input disabled />}>
          <DayRange
            label={t('customers.fields.createdAt')}
            from={filters.createdFrom}
            to={filters.createdTo}
            set={(createdFrom, createdTo) => set({ createdFrom, createdTo })}
          />
        </Suspense>
      </Form.Item>
    </Form>
  );
}
