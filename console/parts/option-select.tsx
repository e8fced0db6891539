import { Select, type SelectProps } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDirectory } from '@/api/session.ts';
import type { Id } from '@/api/shapes.ts';
import { contains } from './contains.ts';

type Props = Omit<SelectProps<Id | null>, 'options'> & {
  readonly dictionary: string;
  /** Also offers "without one", as a filter has it. */
  readonly none?: boolean;
};

/** The enabled entries of a dictionary; one that was switched off stays readable where a record still has it. */
export function OptionSelect({ dictionary, none = false, value, ...rest }: Props): ReactNode {
  const { t } = useTranslation();
  const entries = useDirectory().dictionaries[dictionary] ?? [];
  const options = entries
    .filter((entry) => entry.enabled || entry.id === value)
    .map((entry) => ({ value: entry.id, label: entry.name }));
  return (
    <Select<Id | null>
      allowClear
      popupMatchSelectWidth={false}
      {...(options.length > 8 ? { showSearch: { filterOption: contains } } : {})}
      {...rest}
      value={value ?? null}
      options={none ? [{ value: 'none', label: t('states.none') }, ...options] : options}
    />
  );
}
