import type { Engine, Reader, Writer } from '#engines/engine.ts';
import type { Directory } from './access/directory.ts';
import type { SecretBox } from './access/secret-box.ts';

export type { Reader, Writer } from '#engines/engine.ts';

/** What crm works on: an engine, the cached configuration of each tenant, and the key that seals secrets. */
export interface Store {
  readonly engine: Engine;
  readonly secrets: SecretBox;

  read<T>(work: (db: Reader) => Promise<T>): Promise<T>;
  scan<T>(work: (db: Reader) => Promise<T>): Promise<T>;
  write<T>(work: (db: Writer) => Promise<T>): Promise<T>;

  /** The tenant's configuration as last committed by anyone. Raises `not_found` for an unknown tenant. */
  directory(tenantId: bigint): Promise<Directory>;
}

/** Through what a change comes; kept with each change. */
export type Via = 'ttf' | 'bangwo8' | 'icsoc' | 'native' | 'console' | 'cli' | 'job';

/** Who asks. Built once a request by the dialect, handed to every crm call. */
export interface Caller {
  readonly tenantId: bigint;
  readonly directory: Directory;
  readonly agentId: bigint;
  readonly via: Via;
  /** UTC milliseconds: the one "now" of the request. */
  readonly now: number;
}
