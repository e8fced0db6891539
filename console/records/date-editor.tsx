import { DatePicker } from 'antd';
import dayjs from '@/parts/dayjs.ts';
import type { ReactNode } from 'react';
import { useDirectory } from '@/api/session.ts';
import { instantOf, wallTimeOf } from '@/parts/zoned-time.ts';
import type { EditorProps } from './field-editor.tsx';

/** A date (`2026-01-31`), or a time as the tenant's zone reads it, whatever zone the machine is in. */
export function DateEditor({
  value,
  label,
  commit,
  cancel,
  withTime,
}: EditorProps<string | null> & { withTime: boolean }): ReactNode {
  const { timeZone } = useDirectory().tenant;
  const shown = value === null || value === '' ? null : dayjs(withTime ? wallTimeOf(value, timeZone) : value);
  return (
    <DatePicker
      autoFocus
      defaultOpen
      needConfirm={false}
      aria-label={label}
      showTime={withTime ? { format: 'HH:mm' } : false}
      format={withTime ? 'YYYY-MM-DD HH:mm' : 'YYYY-MM-DD'}
      style={{ width: '100%' }}
      defaultValue={shown}
      onChange={(next) =>
        next === null || Array.isArray(next)
          ? commit(null)
          : commit(withTime ? instantOf(next.format('YYYY-MM-DDTHH:mm'), timeZone) : next.format('YYYY-MM-DD'))
      }
      onOpenChange={(open) => {
        // Its change comes after the panel has closed.
        if (!open) setTimeout(cancel, 50);
      }}
    />
  );
}
