import { DatePicker } from 'antd';
import dayjs from '@/parts/dayjs.ts';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDirectory } from '@/api/session.ts';
import { instantOf, wallTimeOf } from '@/parts/zoned-time.ts';

interface Props {
  readonly value: string | null;
  readonly className: string | undefined;
  set(value: string | null): void;
}

/** When to get in touch again, in the tenant's zone. */
export function NextContact({ value, className, set }: Props): ReactNode {
  const { t } = useTranslation();
  const { timeZone } = useDirectory().tenant;
  const at = (days: number): dayjs.Dayjs =>
    dayjs(wallTimeOf(new Date().toISOString(), timeZone)).add(days, 'day').hour(10).minute(0);
  return (
    <DatePicker
      className={className ?? ''}
      showTime={{ format: 'HH:mm' }}
      format="YYYY-MM-DD HH:mm"
      needConfirm={false}
      placeholder={t('followUp.next')}
      aria-label={t('followUp.next')}
      value={value === null ? null : dayjs(wallTimeOf(value, timeZone))}
      presets={[
        { label: t('followUp.tomorrow'), value: at(1) },
        { label: t('followUp.inThreeDays'), value: at(3) },
        { label: t('followUp.inAWeek'), value: at(7) },
      ]}
      onChange={(next) =>
        set(next === null || Array.isArray(next) ? null : instantOf(next.format('YYYY-MM-DDTHH:mm'), timeZone))
      }
    />
  );
}
