import { accessKinds, verifyToken } from '#crm/access/tokens.ts';
import type { DialectContext, ExplainedRequest, Explanation } from './dialect.ts';

/** The explanation of dialects that are let in by a bearer token (or `access-token`): nothing is signed there. */
export async function explainToken(
  { store }: DialectContext,
  tenantId: bigint,
  { headers }: ExplainedRequest,
): Promise<Explanation> {
  const bearer = /^Bearer +(\S+)$/i.exec(headers['authorization'] ?? '')?.[1];
  const token = bearer ?? headers['access-token'];
  const holder = token === undefined ? null : await verifyToken(store, token, ...accessKinds);
  const checks = [
    { name: 'token', ok: token !== undefined, detail: token === undefined ? 'no Authorization: Bearer' : 'is there' },
    {
      name: 'holder',
      ok: holder?.tenantId === tenantId,
      detail: holder?.tenantId === tenantId ? 'valid' : 'unknown, expired or revoked',
    },
  ];
  return { ok: checks.every((check) => check.ok), checks, stringToSign: null, expected: null, given: null };
}

/** A line that draws a token of the client and asks an address with it. */
export function curlWithToken(
  baseUrl: string,
  path: string,
  client: { readonly id: string; readonly secret: string } | null,
): string {
  const [id, secret] = client === null ? ['$CLIENT_ID', '$CLIENT_SECRET'] : [client.id, client.secret];
  const form = `grant_type=client_credentials&client_id=${id}&client_secret=${secret}`;
  const draw = `curl -s "${baseUrl}/openapi/v1/oauth2/token" -d "${form}"`;
  const take = `sed 's/.*"access_token":"\\([0-9a-f]*\\)".*/\\1/'`;
  return `curl -H "Authorization: Bearer $(${draw} | ${take})" "${baseUrl}${path}"`;
}
