import type { DictionaryName, Directory } from '#crm/access/directory.ts';
import type { Origin } from '#crm/customers/create-customer.ts';
import type { CustomerPatch } from '#crm/customers/customer.ts';
import { firmAt } from './firms.ts';
import { mobileNumber, personName } from './people.ts';
import { addressIn, PLACES } from './places.ts';
import { hash, randomOf, type Random } from './random.ts';
import { followUpText } from './talk.ts';

/** A customer as a seed makes it, with the follow-ups that a tenth of them have. */
export interface GeneratedCustomer {
  readonly patch: CustomerPatch;
  readonly origin: Origin;
  readonly followUps: readonly GeneratedFollowUp[];
}

export interface GeneratedFollowUp {
  readonly typeId: bigint;
  readonly content: string;
  readonly nextContactAt: number | null;
  readonly createdAt: number;
  readonly createdByAgentId: bigint;
}

/** Makes a seed's customers for one tenant. The same seed, tenant set-up and `customers` give the same rows. */
export interface CustomerMaker {
  at(index: number): GeneratedCustomer;
}

const START = Date.UTC(2024, 0, 1, 1);
const DAYS = 540;
const DAY_MS = 86_400_000;
const WORKDAY_MS = 9 * 3_600_000;
const MOST_PHONES = 3;
const CUSTOMERS_A_FIRM = 12;
const LABELS = ['重点客户', '已加微信', '价格敏感', '老客户转介', '展会', '需要发票', '技术型', '续费'];

/** @param customers how many rows the times are spread over, oldest first */
export function customerMaker(seed: string, directory: Directory, customers: number): CustomerMaker {
  const start = hash(seed);
  const agents = [...directory.agents.values()]
    .filter((agent) => agent.state === 'active')
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const choices = (dictionary: DictionaryName) =>
    (directory.options.get(dictionary)?.all ?? []).filter((option) => option.enabled).map(({ id }) => ({ id }));
  const dictionaries = {
    type: choices('customer_type'),
    source: choices('customer_source'),
    grade: choices('customer_grade'),
    dealFlag: choices('deal_flag'),
    task: choices('task'),
    followUpType: choices('follow_up_type'),
  };

  return {
    at(index) {
      const random = randomOf(seed, index);
      const createdAt = timeOf(index, customers);
      const author = random.pick(agents);
      const owner = random.pick(agents);
      const owned = random.chance(0.8);
      const firm = random.chance(0.6) ? firmAt(start, random.below(1 + Math.floor(index / CUSTOMERS_A_FIRM))) : null;
      const patch: CustomerPatch = {
        name: personName(random),
        phones: { kind: 'all', contents: phonesOf(random, start, index) },
        type: early(random, dictionaries.type),
        source: some(random, 0.9, dictionaries.source),
        grade: some(random, 0.5, dictionaries.grade),
        dealFlag: early(random, dictionaries.dealFlag),
        task: some(random, 0.4, dictionaries.task),
        stars: random.chance(0.4) ? 1 + random.below(5) : 0,
        ...(random.chance(0.1) ? { labels: [random.pick(LABELS)] } : {}),
        address: random.chance(0.7) ? addressIn(firm?.place ?? random.pick(PLACES), random) : null,
        companyName: firm?.name ?? null,
        ...(owned ? { owner: { agent: { id: owner.id }, departmentId: owner.departmentId } } : {}),
        ...(owned ? { assignedAt: createdAt } : {}),
      };
      return {
        patch,
        origin: { howMade: 1, createdAt, createdByAgentId: author.id },
        followUps: followUpsOf(random, dictionaries.followUpType, owner.id, createdAt),
      };
    },
  };
}

/** Working hours of successive days, in the order of the rows. */
function timeOf(index: number, customers: number): number {
  const days = ((index % customers) / customers) * DAYS;
  const day = Math.floor(days);
  return START + day * DAY_MS + Math.floor((days - day) * WORKDAY_MS);
}

function phonesOf(random: Random, start: number, index: number): string[] {
  const count = random.chance(0.75) ? 1 : random.chance(0.8) ? 2 : MOST_PHONES;
  return Array.from({ length: count }, (_unused, at) => mobileNumber(start, index * MOST_PHONES + at));
}

function followUpsOf(
  random: Random,
  types: readonly { id: bigint }[],
  agentId: bigint,
  customerSince: number,
): GeneratedFollowUp[] {
  if (types.length === 0 || !random.chance(0.1)) return [];
  let at = customerSince;
  return Array.from({ length: 1 + random.below(3) }, () => {
    at += 600_000 + random.below(20 * DAY_MS);
    return {
      typeId: random.pick(types).id,
      content: followUpText(random),
      nextContactAt: random.chance(0.5) ? at + (1 + random.below(14)) * DAY_MS : null,
      createdAt: at,
      createdByAgentId: agentId,
    };
  });
}

/** One of the entries, the first ones more often. */
function early<T>(random: Random, items: readonly T[]): T | null {
  return items[Math.floor(random.next() * random.next() * items.length)] ?? null;
}

function some<T>(random: Random, probability: number, items: readonly T[]): T | null {
  return random.chance(probability) ? (items[random.below(items.length)] ?? null) : null;
}
