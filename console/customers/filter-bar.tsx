import { FilterOutlined } from '@ant-design/icons';
import { Badge, Button, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { lazyPart } from '@/app/load-code.ts';
import { AgentSelect } from '@/parts/agent-select.tsx';
import { OptionSelect } from '@/parts/option-select.tsx';
import { Panel } from '@/parts/panel.tsx';
import styles from './customers.module.css';
import { type FilterName, type Filters, sorts } from './list-address.ts';
import { TextFilter } from './text-filter.tsx';

const MoreFilters = lazyPart(() => import('./more-filters.tsx'), 'MoreFilters');

export interface FilterProps {
  readonly filters: Filters;
  readonly sort: string;
  set(change: Readonly<Partial<Record<FilterName | 'sort', string | undefined>>>): void;
  /** Left out where the screen itself decides it, as the pool does for owners. */
  readonly without?: readonly FilterName[];
}

/** The filters that are used all day in one row, the others behind a button that says how many of them are set. */
export function FilterBar({ filters, sort, set, without = [] }: FilterProps): ReactNode {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
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
      <Panel
        placement="bottomRight"
        open={open}
        setOpen={setOpen}
        loading={<div className={styles.more} />}
        content={<MoreFilters filters={filters} set={set} />}
      >
        <Badge count={more.length} size="small">
          <Button icon={<FilterOutlined />}>{t('customers.moreFilters')}</Button>
        </Badge>
      </Panel>
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
