import type { CompanyPatch } from '#crm/companies/company.ts';
import { HIDDEN_PASSWORD, sealServicePassword } from '#crm/companies/service-password.ts';
import type { SecretBox } from '#crm/access/secret-box.ts';
import { CrmError } from '#crm/errors.ts';
import type { Caller } from '#crm/store.ts';
import { present } from './read-customer.ts';
import { readCustom } from './read-custom.ts';
import { readAgent, readNamed } from './read-refs.ts';
import type { CompanyBody } from './schemas/company.ts';

/** What a body says of a company, in crm's words. */
export function readCompany(who: Caller, secrets: SecretBox, body: CompanyBody): CompanyPatch {
  const { province, city, address, website, remark, serviceStart, serviceEnd, serviceAccount, labels } = body;
  const { serviceFee, servicePassword, group, serviceDepartments } = body;
  return present({
    name: body.name === null ? '' : body.name,
    province,
    city,
    address,
    website,
    remark,
    serviceStart,
    serviceEnd,
    serviceAccount,
    labels,
    serviceFee: typeof serviceFee === 'number' ? String(serviceFee) : serviceFee,
    servicePassword:
      servicePassword === undefined || servicePassword === HIDDEN_PASSWORD
        ? undefined
        : sealServicePassword(secrets, servicePassword ?? ''),
    groupId: group === undefined || group === null ? group : readNamed('group', group),
    serviceDepartmentIds:
      serviceDepartments === undefined || serviceDepartments === null
        ? serviceDepartments
        : serviceDepartments.map((one) => readNamed('serviceDepartments', one)),
    ownerAgentId: readOwner(who, body.owner),
    custom: readCustom(who, 'company', body.custom),
  });
}

function readOwner(who: Caller, given: CompanyBody['owner']): bigint | null | undefined {
  if (given === undefined || given === null) return given;
  const ref = readAgent('owner', given);
  if ('id' in ref) return ref.id;
  const agent = who.directory.agentsByLogin.get(ref.loginNo.toLowerCase());
  if (agent === undefined) throw new CrmError('unknown_agent', { field: 'owner', value: ref.loginNo });
  return agent.id;
}
