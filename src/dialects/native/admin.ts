import { loadDirectory } from '#crm/access/load-directory.ts';
import { recordAudit } from '#crm/audit/record-audit.ts';
import type { Caller, Writer } from '#crm/store.ts';
import type { Call } from './route.ts';

/**
 * Changes configuration and leaves a trace of who did; `show` sees the configuration as it is then.
 * @param detail what of it may stand in the trace: never a secret
 */
export async function configure<T>(
  call: Call,
  trace: { readonly action: string; readonly record: string; readonly detail?: Readonly<Record<string, unknown>> },
  work: (db: Writer) => Promise<bigint | null>,
  show: (who: Caller, id: bigint, db: Writer) => T | Promise<T>,
): Promise<T> {
  const { who } = call;
  return await call.write(async (db) => {
    const id = await work(db);
    await recordAudit(db, who, { ...trace, ...(id === null ? {} : { recordId: id }) });
    const directory = await loadDirectory(db, who.tenantId, who.directory.version);
    return await show({ ...who, directory: directory! }, id ?? 0n, db);
  });
}
