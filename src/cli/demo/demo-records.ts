import { firmAt } from '#cli/generate/firms.ts';
import { mobileNumber, personName } from '#cli/generate/people.ts';
import { addressIn, PLACES } from '#cli/generate/places.ts';
import { randomOf, type Random } from '#cli/generate/random.ts';
import { followUpText, TOPICS } from '#cli/generate/talk.ts';
import { createCompany } from '#crm/companies/create-company.ts';
import type { Company } from '#crm/companies/company.ts';
import { bulkCreateCustomers } from '#crm/customers/bulk-create-customers.ts';
import type { NewCustomer } from '#crm/customers/form-customers.ts';
import type { CustomerPatch } from '#crm/customers/customer.ts';
import { createFollowUp } from '#crm/follow-ups/create-follow-up.ts';
import { createOpportunity } from '#crm/opportunities/create-opportunity.ts';
import type { DemoContext } from './demo-context.ts';
import { demoAgents } from './demo-people.ts';

/** Beside the seeds' own records, so that about 200 customers, 40 companies, 60 opportunities and 400 follow-ups are there. */
const CUSTOMERS = 197;
const COMPANIES = 30;
const OPPORTUNITIES = 57;
const FOLLOW_UPS = 397;

const DAY_MS = 86_400_000;

/** A customer that the demo made up, with what later records of it go by. */
export interface MadeCustomer {
  readonly id: bigint;
  readonly createdAt: number;
  readonly phone: string;
  /** The owner, or whoever else wrote to it. */
  readonly agentId: bigint;
}

export async function writeCompanies(context: DemoContext): Promise<Company[]> {
  const made: Company[] = [];
  for (let index = 0; index < COMPANIES; index += 1) {
    const random = randomOf('demo companies', index);
    const { name, place } = firmAt(11, index);
    const at = context.now - (30 + random.below(700)) * DAY_MS;
    const patch = {
      name,
      province: place.province,
      city: place.city,
      address: addressIn(place, random),
      website: random.chance(0.4) ? `https://www.example.com/${index + 1}` : '',
      serviceStart: dayOf(at),
      serviceEnd: dayOf(at + (365 + random.below(700)) * DAY_MS),
      serviceFee: (random.below(50_000) / 100).toFixed(2),
      labels: random.chance(0.5) ? [random.pick(['重点客户', '渠道', '续费', '试用'])] : [],
      ownerAgentId: context.agentId(random.pick(demoAgents).loginNo),
    };
    made.push(await createCompany(context.db, context.adminAt(at), patch));
  }
  return made;
}

export async function writeCustomers(context: DemoContext, companies: readonly Company[]): Promise<MadeCustomer[]> {
  const rows = Array.from({ length: CUSTOMERS }, (_unused, index) => newCustomer(context, companies, index));
  const outcomes = await bulkCreateCustomers(context.db, context.adminAt(), rows);
  return outcomes.map((outcome, index) => {
    if ('error' in outcome) throw outcome.error;
    const { origin, patch } = rows[index]!;
    return {
      id: outcome.id,
      createdAt: origin!.createdAt!,
      phone: patch.phones?.kind === 'all' ? patch.phones.contents[0]! : '',
      agentId: origin!.createdByAgentId!,
    };
  });
}

function newCustomer(context: DemoContext, companies: readonly Company[], index: number): NewCustomer {
  const random = randomOf('demo customers', index);
  const agent = random.pick(demoAgents);
  const createdAt = context.now - (3 + random.below(360)) * DAY_MS - random.below(DAY_MS);
  const phones = [mobileNumber(7, index * 2)];
  if (random.chance(0.3)) phones.push(mobileNumber(7, index * 2 + 1));
  const option = (dictionary: Parameters<typeof context.directory.options.get>[0]) => ({
    id: random.pick(context.directory.options.get(dictionary)!.all).id,
  });
  const patch: CustomerPatch = {
    name: personName(random),
    phones: { kind: 'all', contents: phones },
    type: option('customer_type'),
    source: option('customer_source'),
    grade: option('customer_grade'),
    dealFlag: option('deal_flag'),
    task: option('task'),
    stars: random.below(6),
    labels: random.chance(0.5) ? [random.pick(['标签1', '标签2', '高意向', '价格敏感', '决策人'])] : [],
    address: addressIn(random.pick(PLACES), random),
    ...(random.chance(0.6) ? { companyName: random.pick(companies).name } : {}),
    ...owners(random, agent),
    custom: new Map([
      [392n, { choices: [{ label: random.pick(['高消费', '中消费', '低消费']) }] }],
      [373n, { choices: [{ label: random.pick(['A', 'B', 'C', 'D', 'E']) }] }],
    ]),
  };
  const howMade = random.pick([0, 1, 2] as const);
  return { patch, origin: { createdAt, createdByAgentId: context.agentId(agent.loginNo), howMade } };
}

/** One in eight is in the public pool; some have a service agent as well. */
function owners(random: Random, agent: (typeof demoAgents)[number]): Pick<CustomerPatch, 'owner' | 'service'> {
  if (random.chance(0.125)) return {};
  const owner = { agent: { loginNo: agent.loginNo }, departmentId: agent.departmentId };
  const service = { agent: { loginNo: '2001' }, departmentId: 344214n };
  return random.chance(0.3) ? { owner, service } : { owner };
}

/** Ids of what was made, by customer. */
export async function writeOpportunities(
  context: DemoContext,
  customers: readonly MadeCustomer[],
): Promise<ReadonlyMap<bigint, bigint>> {
  const stages = context.directory.options.get('opportunity_stage')!.all;
  const reasons = context.directory.options.get('lose_reason')!.all;
  const made = new Map<bigint, bigint>();
  for (let index = 0; index < OPPORTUNITIES; index += 1) {
    const random = randomOf('demo opportunities', index);
    const customer = customers[index * 3]!;
    const stage = random.pick(stages);
    const createdAt = between(random, customer.createdAt, context.now);
    const { id } = await createOpportunity(
      context.db,
      context.adminAt(),
      customer.id,
      {
        name: `${random.pick(TOPICS)}商机`,
        type: { id: BigInt(1 + random.below(2)) },
        source: { id: BigInt(1 + random.below(6)) },
        stage: { id: stage.id },
        ...(stage.name === '输单'
          ? { loseReason: { id: random.pick(reasons).id }, loseRemark: '选择了其他供应商' }
          : {}),
      },
      { createdAt, createdByAgentId: customer.agentId },
    );
    made.set(customer.id, id);
  }
  return made;
}

export async function writeFollowUps(
  context: DemoContext,
  customers: readonly MadeCustomer[],
  opportunities: ReadonlyMap<bigint, bigint>,
): Promise<void> {
  const types = context.directory.options.get('follow_up_type')!.all;
  for (let index = 0; index < FOLLOW_UPS; index += 1) {
    const random = randomOf('demo follow-ups', index);
    const customer = random.pick(customers);
    const text = followUpText(random);
    await createFollowUp(
      context.db,
      context.adminAt(),
      {
        customerId: customer.id,
        typeId: random.pick(types).id,
        content: random.chance(0.3) ? `<p>${text}</p>` : text,
        opportunityId: random.chance(0.5) ? (opportunities.get(customer.id) ?? null) : null,
      },
      { createdAt: between(random, customer.createdAt, context.now), createdByAgentId: customer.agentId },
    );
  }
}

export function between(random: Random, from: number, to: number): number {
  return from + Math.floor(random.next() * (to - from));
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
