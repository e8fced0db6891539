import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useDirectory } from '@/api/session.ts';

export interface Times {
  /** `2026-01-31 16:00` */
  full(time: string): string;
  /** `2026-01-31 16:00:05`, for what happens by the second. */
  precise(time: string): string;
  /** `16:00` today, `01-31` this year, else `2025-12-31`. */
  short(time: string): string;
  date(time: string): string;
  /** `3 天前`, `in 2 hours`. */
  relative(time: string): string;
}

/** Times as the tenant's zone reads them, whatever zone the machine is in. */
export function useTimes(): Times {
  const { timeZone } = useDirectory().tenant;
  const { i18n } = useTranslation();
  return useMemo(() => timesIn(timeZone, i18n.language), [timeZone, i18n.language]);
}

/** Formatters cost a millisecond each, and every cell that shows a time asks for them. */
const made = new Map<string, Times>();

export function timesIn(timeZone: string, language: string): Times {
  const key = `${timeZone} ${language}`;
  const times = made.get(key) ?? makeTimes(timeZone, language);
  made.set(key, times);
  return times;
}

function makeTimes(timeZone: string, language: string): Times {
  // Swedish writes ISO dates, which read the same in both languages.
  const parts = {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  } as const;
  const format = new Intl.DateTimeFormat('sv-SE', parts);
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const full = (time: string): string => format.format(new Date(time));
  return {
    full,
    precise: (time) => new Intl.DateTimeFormat('sv-SE', { ...parts, second: '2-digit' }).format(new Date(time)),
    date: (time) => full(time).slice(0, 10),
    short(time) {
      const text = full(time);
      const today = format.format(new Date());
      if (text.slice(0, 10) === today.slice(0, 10)) return text.slice(11);
      return text.slice(0, 4) === today.slice(0, 4) ? text.slice(5, 10) : text.slice(0, 10);
    },
    relative(time) {
      const seconds = (new Date(time).getTime() - Date.now()) / 1000;
      for (const [unit, size] of UNITS) {
        if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
      }
      return relative.format(0, 'minute');
    },
  };
}

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];
