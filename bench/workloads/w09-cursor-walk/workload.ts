import { signIn } from '../../requests.ts';
import type { LoneWorkload } from '../../workload.ts';

const PAGE = 100;
const SAMPLE = 50;

/** icsoc: the whole follow-up list walked by its cursor; what the first pages cost beside the last ones. */
export const w09: LoneWorkload = {
  id: 'W9',
  title: 'deep cursor walk of the whole follow-up list (icsoc)',
  goalText: 'the last pages cost as much as the first (± 10 %)',
  async measure({ store, start }) {
    await using server = await start();
    const { icsoc } = await signIn(store, server.url);
    const times: number[] = [];
    let cursor = '';
    for (let rows = 0; ; ) {
      const startedAt = performance.now();
      const query = new URLSearchParams({ page_size: String(PAGE), ...(cursor === '' ? {} : { cursor }) });
      const answer = await fetch(`${server.url}/openapi/v1/followupRecord/followupRecords?${query}`, {
        headers: icsoc,
      });
      const { data } = (await answer.json()) as { data: { cursor: string; total: number; rows: unknown[] } };
      times.push(performance.now() - startedAt);
      rows += data.rows.length;
      cursor = data.cursor;
      if (data.rows.length < PAGE) {
        if (rows !== data.total) throw new Error(`walked ${rows} rows of ${data.total}`);
        break;
      }
    }
    const first = median(times.slice(1, 1 + SAMPLE));
    const last = median(times.slice(-1 - SAMPLE, -1));
    return [
      { name: 'pages', value: times.length, unit: '' },
      { name: 'first pages, median', value: round(first), unit: 'ms' },
      { name: 'last pages, median', value: round(last), unit: 'ms' },
      { name: 'last / first', value: round(last / first), unit: '' },
    ];
  },
};

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
