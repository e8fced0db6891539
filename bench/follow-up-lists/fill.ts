import { callerFor } from '#crm/access/caller-for.ts';
import { createAgent } from '#crm/access/create-agent.ts';
import { createTenant } from '#crm/access/create-tenant.ts';
import { hashPassword } from '#crm/access/passwords.ts';
import { bulkCreateFollowUps, type NewFollowUpRow } from '#crm/follow-ups/bulk-create-follow-ups.ts';
import { createOpportunity } from '#crm/opportunities/create-opportunity.ts';
import type { Caller, Store } from '#crm/store.ts';
import { fillTenant } from '#cli/generate/fill-tenant.ts';
import { randomOf, type Random } from '#cli/generate/random.ts';

const FOLLOW_UPS_A_CUSTOMER = 5;
const OPPORTUNITIES = 0.05;
const ROWS_A_WRITE = 5000;
const DAYS = 540;
const DAY_MS = 86_400_000;
const START = Date.UTC(2024, 0, 1, 1);
const AGENTS = 20;

/** A tenant with this many follow-ups, whose words are as often as words are: the nth about one n-th as often as the first. */
export async function fill(
  store: Store,
  followUps: number,
): Promise<{ tenantId: bigint; adminId: bigint; ownId: bigint }> {
  const passwordHash = await hashPassword('Correct-horse-7');
  const made = await store.write(async (db) => {
    const { id, roleIds, departmentId } = await createTenant(db, { code: 'bench', name: '测量' });
    const agent = { passwordHash, departmentId };
    const adminId = await createAgent(db, id, { ...agent, loginNo: 'admin', name: '管理员', roleId: roleIds.admin });
    const ownRole = Object.values(roleIds).find((roleId) => roleId !== roleIds.admin) ?? roleIds.admin;
    let ownId = adminId;
    for (let i = 1; i < AGENTS; i += 1) {
      ownId = await createAgent(db, id, { ...agent, loginNo: `G${i}`, name: `坐席${i}`, roleId: ownRole });
    }
    return { tenantId: id, adminId, ownId };
  });
  const who = () => callerFor(store, made.tenantId, made.adminId, 'cli');
  const customers = Math.ceil(followUps / FOLLOW_UPS_A_CUSTOMER);
  const filled = await fillTenant(store, who, { seed: '1', customers }, () => undefined);
  const ids = await customerIds(store, made.tenantId);
  const opportunities = await addOpportunities(store, await who(), ids);
  await addFollowUps(store, await who(), { from: filled.followUps, to: followUps, ids, opportunities });
  return made;
}

async function customerIds(store: Store, tenantId: bigint): Promise<bigint[]> {
  const rows = await store.read((db) =>
    db.sql.selectFrom('customers').select('id').where('tenant_id', '=', tenantId).execute(),
  );
  return rows.map((row) => row.id);
}

async function addOpportunities(store: Store, who: Caller, ids: readonly bigint[]): Promise<Map<bigint, bigint>> {
  const made = new Map<bigint, bigint>();
  const chosen = ids.filter((_id, at) => at % Math.round(1 / OPPORTUNITIES) === 0);
  for (let from = 0; from < chosen.length; from += 500) {
    await store.write(async (db) => {
      for (const id of chosen.slice(from, from + 500)) {
        made.set(id, (await createOpportunity(db, who, id, { name: `${id}号商机` })).id);
      }
    });
  }
  return made;
}

interface Wanted {
  readonly from: number;
  readonly to: number;
  readonly ids: readonly bigint[];
  readonly opportunities: ReadonlyMap<bigint, bigint>;
}

async function addFollowUps(store: Store, who: Caller, { from, to, ids, opportunities }: Wanted): Promise<void> {
  const types = who.directory.options.get('follow_up_type')!.all;
  const agents = [...who.directory.agents.keys()];
  for (let start = from; start < to; start += ROWS_A_WRITE) {
    const rows = Array.from({ length: Math.min(ROWS_A_WRITE, to - start) }, (_unused, at): NewFollowUpRow => {
      const random = randomOf('follow-ups', start + at);
      const customerId = random.pick(ids);
      const content = contentOf(random);
      const createdAt = START + Math.floor(((start + at) / to) * DAYS * DAY_MS);
      return {
        input: {
          customerId,
          typeId: random.pick(types).id,
          content,
          opportunityId: opportunities.get(customerId) ?? null,
        },
        kept: { createdAt, createdByAgentId: random.pick(agents) },
      };
    });
    await store.write((db) => bulkCreateFollowUps(db, who, rows));
  }
}

/** Of two to four characters; the same for every store. */
export const WORDS: readonly string[] = words();

function words(): string[] {
  const random = randomOf('words', 0);
  const characters = Array.from({ length: 300 }, (_unused, at) => String.fromCodePoint(0x4e00 + ((at * 67) % 20_000)));
  return Array.from({ length: 2000 }, () =>
    Array.from({ length: 2 + random.below(3) }, () => characters[Math.floor(random.next() ** 2 * 300)]!).join(''),
  );
}

const WEIGHTS = WORDS.map((_word, at) => 1 / (at + 1));
const TOTAL_WEIGHT = WEIGHTS.reduce((sum, weight) => sum + weight, 0);

function contentOf(random: Random): string {
  const sentence = Array.from({ length: 6 + random.below(20) }, () => word(random)).join('');
  return `<p>${sentence}，订单号${random.below(1_000_000)}。</p>`;
}

function word(random: Random): string {
  let left = random.next() * TOTAL_WEIGHT;
  for (let at = 0; at < WORDS.length; at += 1) {
    left -= WEIGHTS[at]!;
    if (left <= 0) return WORDS[at]!;
  }
  return WORDS[0]!;
}
