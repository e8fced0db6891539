import type { BenchRequest } from './load.ts';
import type { Keys } from './keys.ts';
import type { Credentials } from './requests.ts';
import type { Server } from './servers.ts';
import type { BenchStore } from './store.ts';

/** One question that the bench asks. Each lives in a folder of bench/workloads with its how-to. */
export type Workload = PairedWorkload | LoneWorkload;

/** Requests over HTTP to huiliu and the same work asked of the bare server, in the same minutes. */
export interface PairedWorkload {
  readonly id: `W${number}`;
  readonly title: string;
  /** The least share of the bare server's requests a second; null = measured only. */
  readonly goal: number;
  readonly writes: boolean;
  huiliu(keys: Keys, credentials: Credentials): () => BenchRequest;
  huiliuIsRight(body: string): boolean;
  baseline(keys: Keys): () => BenchRequest;
  baselineIsRight(body: string): boolean;
}

/** Something else than requests a second: its figures speak for themselves. */
export interface LoneWorkload {
  readonly id: `W${number}`;
  readonly title: string;
  readonly goalText: string;
  measure(at: LoneBench): Promise<readonly Figure[]>;
}

export interface LoneBench {
  readonly store: BenchStore;
  readonly keys: Keys;
  readonly seconds: number;
  start(env?: Readonly<Record<string, string>>): Promise<Server>;
}

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}
