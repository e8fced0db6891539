import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '#app/config.ts';
import type { Caller, Store } from '#crm/store.ts';
import type { JobHandler } from '#jobs/job.ts';
import type { DescribedApi } from '#transport/http/openapi.ts';
import type { Metrics } from '#transport/metrics.ts';
import type { RequestLog } from '#transport/request-log.ts';

/** What app.ts hands every dialect. */
export interface DialectContext {
  readonly store: Store;
  readonly config: Config;
  /** Of the program. */
  readonly version: string;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** What admins see of their tenant's requests: each dialect says whose a request is once it knows. */
  readonly requests: RequestLog;
  /** Aborts when the process drains: long answers and sockets end. */
  readonly stopping: AbortSignal;
  /** Every dialect that is served, this one included: how the native one shows a record as the others do. */
  readonly dialects: readonly Dialect[];
  /** Lets a job that was just committed begin now rather than at the next look. */
  wakeJobs(): void;
}

/** A wire API. It lives in its own folder and is wired by one line of app.ts. */
export interface Dialect {
  readonly name: 'ttf' | 'bangwo8' | 'icsoc' | 'native';

  /** Registers its routes in an encapsulated scope of its own: parsers, error envelope, 404 and auth hook stay inside. */
  register(scope: FastifyInstance, context: DialectContext): Promise<void>;

  /** Work of this dialect that outlives a request. */
  readonly jobs?: readonly JobHandler[];

  /** What /docs says of this dialect. */
  readonly api: DescribedApi;

  /** Tells a tenant's admin why a request of this dialect is or isn't let in. */
  explain(context: DialectContext, tenantId: bigint, request: ExplainedRequest): Promise<Explanation>;

  /**
   * A shell line that asks this dialect for a customer, ready to run with a client's id and secret, and else with the
   * variables CLIENT_ID and CLIENT_SECRET to fill in.
   */
  curl(baseUrl: string, customerId: bigint, client: { readonly id: string; readonly secret: string } | null): string;

  /** The exact JSON text that this dialect answers for a customer, for the console's "show as" panel. */
  show(context: DialectContext, caller: Caller, customerId: bigint): Promise<string>;
}

/** A request as an integrator has it at hand. */
export interface ExplainedRequest {
  /** With its query. */
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface Explanation {
  readonly ok: boolean;
  readonly checks: readonly { readonly name: string; readonly ok: boolean; readonly detail: string }[];
  /** The string that should have been signed, its secret covered; null where nothing is signed. */
  readonly stringToSign: string | null;
  /** What its signature should have been. */
  readonly expected: string | null;
  readonly given: string | null;
}
