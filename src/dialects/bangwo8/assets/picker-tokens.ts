import { issueToken } from '#crm/access/tokens.ts';
import { membersOf, readBody, refuseUnknown, textOf } from '../body.ts';
import { badRequest } from '../errors.ts';
import { ok, type Route } from '../route.ts';
import { LIVES_S, pickerDetail } from './picker-access.ts';
import { tableOf } from './table-of.ts';

/** POST …/picker_tokens: lets one page of the caller's be framed by one origin for ten minutes. */
export const pickerTokens: Route = {
  method: 'POST',
  path: '/assettables/:tableId/picker_tokens',
  async run(call) {
    const body = readBody(call);
    const sent = membersOf(body['picker_token']) ?? body;
    refuseUnknown(call, Object.keys(sent), new Set(['origin']));
    const origin = readOrigin(textOf(sent['origin'] ?? null, 'origin') ?? '');
    return await call.write(async (db) => {
      const table = await tableOf(call, db);
      const { tenantId, agentId } = call.who;
      const detail = pickerDetail({ tableId: table.id, origin });
      const { token } = await issueToken(db, { kind: 'picker', tenantId, agentId, detail, livesS: LIVES_S });
      return ok(JSON.stringify({ picker_token: { token, expires_in: LIVES_S, origin } }));
    });
  },
};

/** An origin in its one spelling: scheme, host and a port that isn't the scheme's own. Raises 400. */
function readOrigin(text: string): string {
  const address = URL.parse(text.trim());
  const bare =
    address !== null &&
    /^https?:$/.test(address.protocol) &&
    address.pathname === '/' &&
    `${address.search}${address.hash}${address.username}${address.password}` === '' &&
    // It stands in a header: what else a URL's host may hold would end the directive or the policy.
    /^(?:[\w.-]+|\[[\da-f:.]+\])$/.test(address.hostname);
  if (!bare) throw badRequest('origin', 'must be the origin of a page, such as https://host');
  return address.origin;
}
