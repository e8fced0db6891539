import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../command.ts';
import type { Figure, LoneWorkload } from '../../workload.ts';

/** `huiliu export customers` of the whole tenant to CSV and XLSX. */
export const w11: LoneWorkload = {
  id: 'W11',
  title: 'export of all customers to CSV and XLSX',
  goalText: '≥ 50 and 20 thousand rows/s, < 200 MB',
  async measure({ store }) {
    const folder = await mkdtemp(join(tmpdir(), 'huiliu-bench-export-'));
    const figures: Figure[] = [];
    for (const format of ['csv', 'xlsx']) {
      const file = join(folder, `customers.${format}`);
      const { seconds, memoryMiB } = await runCommand(store, [
        'export',
        'customers',
        '--tenant',
        store.tenantCode,
        '--format',
        format,
        '--out',
        file,
      ]);
      figures.push(
        { name: `${format} rows a second`, value: Math.round(store.customers / seconds), unit: '' },
        { name: `${format} memory`, value: memoryMiB, unit: 'MiB' },
        { name: `${format} file`, value: Math.round((await stat(file)).size / 1024 / 1024), unit: 'MiB' },
      );
    }
    await rm(folder, { recursive: true });
    return figures;
  },
};
