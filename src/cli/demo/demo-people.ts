import type { NewAgent } from '#crm/access/create-agent.ts';
import type { NewDepartment } from '#crm/access/create-department.ts';
import type { NewRole } from '#crm/access/create-role.ts';
import { everyPermission, newRoles } from '#crm/access/new-tenant.ts';

/** The tenant of TTF's examples: `companyId` 1054. */
export const DEMO_TENANT = { id: 1054n, code: 'demo', name: '汇流演示企业' } as const;

/** `appid` of TTF's REST examples; one client serves all dialects and acts as the admin. */
export const DEMO_CLIENT_ID = 2020158n;

/** icsoc's `8002 8002坐席` belongs to department 1 公司, the root of all others. */
export const ROOT_DEPARTMENT = { id: 1n, name: '公司' } as const;

export const demoDepartments: readonly NewDepartment[] = [
  // icsoc's `1214 luquan`.
  { id: 39n, name: '测试分配策略', parentId: 1n },
  // TTF: `groupId` of filter_customers, and the owners' departments.
  { id: 1001n, name: '销售中心', parentId: 1n },
  { id: 1001002n, name: '销售二组', parentId: 1n },
  { id: 1054002n, name: '销售一组', parentId: 1n },
  // Bangwo8: `service_groupid` of its companies.
  { id: 344124n, name: '受理一组', parentId: 1n },
  { id: 344214n, name: '受理二组', parentId: 1n },
  { id: 344217n, name: '受理三组', parentId: 344214n },
];

/** icsoc's records name the roles 1 BOSS and 19 鲁权测试; the three of every tenant stand beside them. */
export const DEMO_ROLE_IDS = { admin: 2n, supervisor: 3n, agent: 4n } as const;

const GROUP_LEADER = 5n;

export const demoRoles: readonly (NewRole & { id: bigint })[] = [
  { id: 1n, name: 'BOSS', scope: 'all', permissions: everyPermission.filter((name) => name !== 'settings.edit') },
  { id: 19n, name: '鲁权测试', scope: 'tree', permissions: newRoles.supervisor.permissions },
  { id: GROUP_LEADER, name: '组长', scope: 'department', permissions: ['customer.edit', 'phone.reveal'] },
];

export type DemoAgent = Omit<NewAgent, 'passwordHash'>;

export const DEMO_ADMIN: DemoAgent = {
  loginNo: 'admin',
  name: '管理员',
  roleId: DEMO_ROLE_IDS.admin,
  departmentId: ROOT_DEPARTMENT.id,
};

/** Each data scope is there: own, department, tree, all. */
export const demoAgents: readonly DemoAgent[] = [
  // filter_customers of group 1001 answers `loginNoList: ["TRCS004"]`.
  { loginNo: 'TRCS004', name: '陈立', roleId: DEMO_ROLE_IDS.agent, departmentId: 1054002n, departmentIds: [1001n] },
  { loginNo: 'trcs001', name: '王芳', roleId: DEMO_ROLE_IDS.supervisor, departmentId: 1054002n },
  { loginNo: 'trcs008', name: '李强', roleId: DEMO_ROLE_IDS.agent, departmentId: 1054002n },
  { loginNo: '008', name: '赵敏', roleId: GROUP_LEADER, departmentId: 1001002n },
  { loginNo: '009', name: '周杰', roleId: DEMO_ROLE_IDS.agent, departmentId: 1001002n },
  // TTF's tickets: `upLoginNo: 1`.
  { loginNo: '1', name: '客服一', roleId: DEMO_ROLE_IDS.agent, departmentId: 344124n },
  { loginNo: '2001', name: '孙悦', roleId: DEMO_ROLE_IDS.agent, departmentId: 344214n },
  { loginNo: '2002', name: '吴昊', roleId: DEMO_ROLE_IDS.supervisor, departmentId: 344214n },
  { loginNo: '2003', name: '郑洁', roleId: DEMO_ROLE_IDS.agent, departmentId: 344217n },
  // icsoc's records: `create_user_id` 90000172 and 90002395.
  { id: 90000172n, loginNo: '8002', name: '8002坐席', roleId: 1n, departmentId: ROOT_DEPARTMENT.id },
  { id: 90002395n, loginNo: '1214', name: 'luquan', roleId: 19n, departmentId: 39n },
];
