import { DatePicker } from 'antd';
import dayjs from '@/parts/dayjs.ts';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  readonly label: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly clearable?: boolean;
  set(from: string | undefined, to: string | undefined): void;
}

/** From one day to another, both included, as `2026-01-31`. */
export function DayRange({ label, from, to, clearable = true, set }: Props): ReactNode {
  const { t } = useTranslation();
  const today = dayjs().startOf('day');
  return (
    <DatePicker.RangePicker
      aria-label={label}
      allowClear={clearable}
      allowEmpty={[clearable, clearable]}
      style={{ width: '100%' }}
      value={[from === undefined ? null : dayjs(from), to === undefined ? null : dayjs(to)]}
      presets={[
        { label: t('parts.days', { count: 7 }), value: [today.subtract(6, 'day'), today] },
        { label: t('parts.days', { count: 30 }), value: [today.subtract(29, 'day'), today] },
        { label: t('parts.days', { count: 90 }), value: [today.subtract(89, 'day'), today] },
      ]}
      onChange={(range) => set(range?.[0]?.format('YYYY-MM-DD'), range?.[1]?.format('YYYY-MM-DD'))}
    />
  );
}
