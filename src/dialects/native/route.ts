import type { Static, TSchema } from 'typebox';
import type { Permission } from '#crm/errors.ts';
import type { Caller, Reader, Store, Writer } from '#crm/store.ts';
import type { DialectContext } from '../dialect.ts';
import type { Members } from './errors.ts';

/** Who may ask: anybody, any agent, or agents whose role has a permission (403 without). */
export type Access = 'public' | 'agent' | Permission;

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * One route as data: what validates a request also describes it (openapi.ts) and decides who may ask.
 * `:id` members of the path are ids unless `params` says otherwise.
 */
export interface Route {
  readonly method: Method;
  /** Below /api. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly access: Access;
  readonly query?: TSchema;
  readonly body?: TSchema;
  /** Members of the body that errors name, under crm's names, where this route has names of its own. */
  readonly members?: Members;
  /** Absent for 204. */
  readonly answer?: TSchema;
  readonly status?: 200 | 201 | 202;
  /** Another that it may answer with, by a Reply. */
  readonly otherStatus?: 200;
  /** Media types of the file that it answers with in place of JSON. */
  readonly fileTypes?: readonly string[];
  /** The body is no JSON: the route reads it from the request by itself, up to `bodyLimit` bytes. */
  readonly rawBody?: { readonly mediaType: string; readonly limit: number };
  run(call: Call): Promise<unknown>;
}

/** What a route's `run` is given. `who` is there unless the access is public. */
export interface Call<Q = unknown, B = unknown> {
  readonly context: DialectContext;
  readonly store: Store;
  readonly who: Caller;
  readonly session: SessionOfCall | null;
  /** `who` is an agent through whose eyes an admin looks. */
  readonly seeingAs: boolean;
  readonly params: Params;
  readonly query: Q;
  readonly body: B;
  /** The version of If-Match; undefined when any will do. */
  readonly ifVersion: number | undefined;
  /** The list that cursors of the answer go on in, where it isn't the request's own address. */
  readonly listPath?: string;
  readonly request: RequestFacts;
  read<T>(work: (db: Reader) => Promise<T>): Promise<T>;
  /**
   * Runs a write whose result is the answer: with an Idempotency-Key it is remembered in the same transaction, so it is
   * called once a request at most.
   */
  write<T>(work: (db: Writer) => Promise<T>): Promise<T>;
}

export interface SessionOfCall {
  readonly token: string;
  readonly expiresAt: number;
}

export interface RequestFacts {
  readonly id: string;
  /** `https://crm.example.cn`: the base of absolute links. */
  readonly baseUrl: string;
  readonly address: string;
  readonly userAgent: string;
  /** The request of the HTTP server, for routes with a body of their own. */
  readonly raw: import('fastify').FastifyRequest;
}

export interface Params {
  /** The path's id. Raises 404 for what is none. */
  id(name?: string): bigint;
  text(name: string): string;
}

/** An answer that isn't the route's plain one. */
export class Reply {
  readonly body: unknown;
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** A body that isn't JSON: text as it stands, or a stream. */
  readonly raw: string | NodeJS.ReadableStream | undefined;

  constructor(
    body: unknown,
    options: { status?: number; headers?: Record<string, string>; raw?: string | NodeJS.ReadableStream } = {},
  ) {
    this.body = body;
    this.status = options.status;
    this.headers = options.headers ?? {};
    this.raw = options.raw;
  }
}

type Typed<Q extends TSchema, B extends TSchema, A extends TSchema> = Omit<
  Route,
  'query' | 'body' | 'answer' | 'run'
> & {
  readonly query?: Q;
  readonly body?: B;
  readonly answer?: A;
  run(call: Call<Static<Q>, Static<B>>): Promise<TSchema extends A ? void | Reply : Static<A> | Reply>;
};

/** Types a route's `run` by its schemas. */
export function route<Q extends TSchema = TSchema, B extends TSchema = TSchema, A extends TSchema = TSchema>(
  one: Typed<Q, B, A>,
): Route {
  return one as Route;
}
