import { hash } from 'node:crypto';
import { findClient } from '#crm/access/find-client.ts';
import type { DialectContext, ExplainedRequest, Explanation } from '../dialect.ts';

/** Compares a request's sign with what the tenant's client should have signed. */
export async function explainSign(
  { store, config }: DialectContext,
  tenantId: bigint,
  { url }: ExplainedRequest,
): Promise<Explanation> {
  const [appid = '', timestamp = '', given = ''] = ['appid', 'timestamp', 'sign'].map(
    (name) => url.searchParams.get(name) ?? '',
  );
  const found = /^\d{1,19}$/.test(appid) ? await findClient(store, BigInt(appid)) : null;
  const client = found?.tenantId === tenantId ? found : null;
  const age = /^\d+$/.test(timestamp) ? Math.round(Date.now() / 1000 - Number(timestamp)) : null;
  const inWindow = age !== null && (config.signWindowS === 0 || Math.abs(age) <= config.signWindowS);
  const expected = client === null ? null : hash('sha256', `${appid}&${client.secret}&${timestamp}`);
  const checks = [
    {
      name: 'timestamp',
      ok: inWindow,
      detail:
        age === null
          ? 'missing, or not seconds since 1970'
          : `${age} s old; ${config.signWindowS || 'any number of'} s are let in`,
    },
    { name: 'appid', ok: client !== null, detail: client === null ? 'no API client of this tenant' : client.name },
    { name: 'enabled', ok: client?.enabled === true, detail: client?.enabled === true ? 'yes' : 'the client is off' },
    {
      name: 'sign',
      ok: expected !== null && given.toLowerCase() === expected,
      detail: 'lower-case hex SHA-256 of appid&secret&timestamp',
    },
  ];
  return {
    ok: checks.every((check) => check.ok),
    checks,
    stringToSign: client === null ? null : `${appid}&${client.secret.slice(0, 2)}…&${timestamp}`,
    expected,
    given: given || null,
  };
}

/** A line that signs itself when it is run. */
export function curlSigned(
  baseUrl: string,
  customerId: bigint,
  client: { readonly id: string; readonly secret: string } | null,
): string {
  const [id, secret] = client === null ? ['$CLIENT_ID', '$CLIENT_SECRET'] : [client.id, client.secret];
  const sign = `$(printf %s "${id}&${secret}&$t" | sha256sum | cut -d' ' -f1)`;
  const query = `type=id&content=${customerId}&appid=${id}&timestamp=$t&sign=${sign}`;
  return `t=$(date +%s); curl "${baseUrl}/open_api/customers/get_customer?${query}"`;
}
