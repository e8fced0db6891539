import type { Directory } from '#crm/access/directory.ts';
import type { Reader } from '#crm/store.ts';
import { CONTRACT_TABLE } from './demo-assets.ts';
import { DEMO_ADMIN, DEMO_CLIENT_ID, DEMO_TENANT, demoAgents } from './demo-people.ts';
import type { DemoSecrets } from './demo-secrets.ts';

/** What demo.json holds. */
export interface DemoDescription {
  readonly baseUrl: string;
  readonly tenant: { readonly id: bigint; readonly code: string };
  readonly apiClient: { readonly id: string; readonly secret: string };
  readonly admin: { readonly loginNo: string; readonly password: string };
  readonly agents: readonly DescribedAgent[];
  readonly departments: readonly { readonly id: bigint; readonly name: string }[];
  /** Null once somebody deleted it. */
  readonly assetTable: { readonly id: bigint; readonly key: string } | null;
}

interface DescribedAgent {
  readonly id: bigint;
  readonly loginNo: string;
  readonly name: string;
  readonly password: string;
  readonly departmentId: bigint;
  readonly role: string;
  readonly scope: string;
}

/** The demo as its tenant stands now: what was renamed or removed since shows so. */
export async function describeDemo(
  db: Reader,
  directory: Directory,
  secrets: DemoSecrets,
  baseUrl: string,
): Promise<DemoDescription> {
  return {
    baseUrl,
    tenant: { id: directory.tenant.id, code: directory.tenant.code },
    apiClient: { id: String(DEMO_CLIENT_ID), secret: secrets.clientSecret },
    admin: { loginNo: DEMO_ADMIN.loginNo, password: secrets.passwords[DEMO_ADMIN.loginNo]! },
    agents: demoAgents.flatMap(({ loginNo }) => describeAgent(directory, secrets, loginNo)),
    departments: [...directory.departments.values()].map(({ id, name }) => ({ id, name })),
    assetTable: await contractTable(db),
  };
}

function describeAgent(directory: Directory, secrets: DemoSecrets, loginNo: string): DescribedAgent[] {
  const agent = directory.agentsByLogin.get(loginNo.toLowerCase());
  if (agent === undefined) return [];
  const role = directory.roles.get(agent.roleId)!;
  return [
    {
      id: agent.id,
      loginNo: agent.loginNo,
      name: agent.name,
      password: secrets.passwords[loginNo]!,
      departmentId: agent.departmentId,
      role: role.name,
      scope: role.scope,
    },
  ];
}

async function contractTable(db: Reader): Promise<DemoDescription['assetTable']> {
  const table = await db.sql
    .selectFrom('asset_tables')
    .select(['id', 'key'])
    .where('tenant_id', '=', DEMO_TENANT.id)
    .where('id', '=', CONTRACT_TABLE)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  return table ?? null;
}
