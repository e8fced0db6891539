import type { AgentField, CrmError, CrmErrorCode, CrmErrorDetails, DepartmentField } from '#crm/errors.ts';

/** A refusal as people read it: the native field at fault, where one is, and one sentence. */
export interface DescribedError {
  readonly code: CrmErrorCode;
  readonly field: string | null;
  readonly message: string;
}

type Description = readonly [field: string | null, message: string];

export function describeError(error: CrmError): DescribedError {
  const describe = descriptions[error.code] as (details: CrmError['details']) => Description;
  const [field, message] = describe(error.details);
  return { code: error.code, field: field === null ? null : (columns[field] ?? field), message };
}

/** What import files call fields that rules call otherwise. */
const columns: Readonly<Record<string, string>> = { companyName: 'company', opportunity: 'opportunityId' };

/** What the native dialect and import files call these fields. */
const agentFields: Readonly<Record<AgentField, string>> = {
  owner: 'ownerLoginNo',
  service: 'serviceLoginNo',
  handler: 'handlerLoginNo',
  operator: 'operator',
  agent: 'agentLoginNo',
  created_by: 'createdBy',
};

const departmentFields: Readonly<Record<DepartmentField, string>> = {
  owner_department: 'departmentId',
  service_department: 'serviceDepartmentId',
  department: 'departmentId',
  service_departments: 'serviceDepartmentIds',
};

const descriptions: { readonly [C in CrmErrorCode]: (details: CrmErrorDetails[C]) => Description } = {
  not_found: ({ record, id }) => [
    idField(record),
    id === undefined ? `no such ${words(record)}` : `no ${words(record)} ${id}`,
  ],
  ambiguous: ({ record }) => [null, `several ${words(record)} records fit`],
  forbidden: ({ permission }) => [
    null,
    permission === undefined ? 'not allowed' : `needs the permission ${permission}`,
  ],
  stale: ({ version }) => [null, `was changed meanwhile; it is at version ${version} now`],
  phone_used: ({ phone }) => ['phones', `${phone} belongs to another customer`],
  taken: ({ field, value }) => [field, `${value} is taken`],
  in_use: ({ record, id }) => [null, `${words(record)} ${id} is in use: disable it instead`],
  unknown_agent: ({ field, value }) => [agentFields[field], `no agent ${value}`],
  department_missing: ({ field, value }) => [departmentBeside(field), `needed beside the agent ${value}`],
  unknown_department: ({ field, value }) => [departmentFields[field], `no department ${value}`],
  agent_outside_department: ({ field, agent, department }) => [
    agentFields[field],
    `agent ${agent} is not in department ${department}`,
  ],
  unknown_option: ({ field, value }) => [field, `${value} is not in the dictionary`],
  field_required: ({ key }) => [`field:${key}`, 'must be given'],
  field_invalid: ({ key, reason }) => [`field:${key}`, reason],
  unknown_field: ({ key }) => [`field:${key}`, 'no such custom field'],
  missing: ({ field }) => [field, 'must be given'],
  invalid: ({ field, reason }) => [field, reason],
  too_long: ({ field, max }) => [field, `longer than ${max} characters`],
  quota_used: ({ quota }) => [null, `today's ${quota} claims are used up`],
  token_limit: ({ retryAfterS }) => [null, `too many tokens; try again in ${retryAfterS} s`],
  locked: ({ retryAfterS }) => [null, `locked; try again in ${retryAfterS} s`],
  request_reused: ({ key }) => [null, `the request id ${key} was used for another request`],
};

function idField(record: string): string | null {
  if (record === 'customer') return 'customerId';
  return record === 'opportunity' ? 'opportunityId' : null;
}

function departmentBeside(field: AgentField): string {
  return field === 'service' ? 'serviceDepartmentId' : 'departmentId';
}

function words(record: string): string {
  return record.replaceAll('_', ' ');
}
