import { callerFor } from '#crm/access/caller-for.ts';
import { verifyToken, type TokenHolder } from '#crm/access/tokens.ts';
import { CrmError } from '#crm/errors.ts';
import type { Caller, Via } from '#crm/store.ts';
import type { DialectContext } from '../../dialect.ts';
import { authenticate } from '../auth.ts';
import { Bangwo8Error } from '../errors.ts';

/** How long an address with a picker token opens the page. */
export const LIVES_S = 600;
/** How long a page that was opened goes on; it has a token of its own for that. */
export const PAGE_LIVES_S = 4 * 3600;

/** What a picker token is good for. */
export interface PickerDetail {
  readonly tableId: bigint;
  /** The origin that may frame the page and gets its messages; null = our own. */
  readonly origin: string | null;
  /** Of an opened page: the company field that it opened for ('' = none). */
  readonly page?: { readonly field: string };
}

export interface PickerAccess {
  readonly who: Caller;
  /** The table that a token is bound to; null where an agent has signed in otherwise. */
  readonly tableId: bigint | null;
  readonly origin: string | null;
}

export function pickerDetail({ tableId, origin, page }: PickerDetail): Readonly<Record<string, unknown>> {
  return { table: String(tableId), origin, ...page };
}

/**
 * Who opens the page: by the picker token of its address, an Authorization header, or the console's session; null for
 * nobody. Raises 429 for a login that is shut.
 */
export async function whoOpens(
  context: DialectContext,
  token: string | undefined,
  headers: { readonly authorization?: string | undefined; readonly cookie?: string | undefined },
): Promise<PickerAccess | null> {
  if (token !== undefined) {
    const holder = await verifyToken(context.store, token, 'picker');
    const detail = holder === null ? null : detailOf(holder);
    if (holder === null || detail === null || detail.page !== undefined) return null;
    const who = await callerOrNull(context, holder, 'bangwo8');
    return who === null ? null : { who, tableId: detail.tableId, origin: detail.origin };
  }
  const who =
    headers.authorization === undefined
      ? await ofSession(context, headers.cookie)
      : await ofHeader(context, headers.authorization);
  return who === null ? null : { who, tableId: null, origin: null };
}

/** Whose opened page asks, for which table and field; null for a token that is no page's, or over. */
export async function whoAsks(
  context: DialectContext,
  token: string | undefined,
): Promise<{ readonly who: Caller; readonly tableId: bigint; readonly field: string } | null> {
  const holder = token === undefined ? null : await verifyToken(context.store, token, 'picker');
  const detail = holder === null ? null : detailOf(holder);
  if (holder === null || detail?.page === undefined) return null;
  const who = await callerOrNull(context, holder, 'bangwo8');
  return who === null ? null : { who, tableId: detail.tableId, field: detail.page.field };
}

function detailOf({ detail }: TokenHolder): PickerDetail | null {
  const { table, origin = null, field } = detail ?? {};
  if (typeof table !== 'string' || (origin !== null && typeof origin !== 'string')) return null;
  return { tableId: BigInt(table), origin, ...(typeof field === 'string' && { page: { field } }) };
}

async function ofHeader(context: DialectContext, authorization: string): Promise<Caller | null> {
  try {
    return await authenticate(context, authorization);
  } catch (error) {
    if (error instanceof Bangwo8Error && error.status === 401) return null;
    throw error;
  }
}

async function ofSession(context: DialectContext, cookies: string | undefined): Promise<Caller | null> {
  const token = /(?:^|;)\s*huiliu_session=([0-9a-f]{40})(?:;|$)/.exec(cookies ?? '')?.[1];
  const holder = token === undefined ? null : await verifyToken(context.store, token, 'session');
  return holder === null ? null : await callerOrNull(context, holder, 'console');
}

async function callerOrNull(context: DialectContext, holder: TokenHolder, via: Via): Promise<Caller | null> {
  try {
    return await callerFor(context.store, holder.tenantId, holder.agentId, via);
  } catch (error) {
    if (error instanceof CrmError) return null;
    throw error;
  }
}
