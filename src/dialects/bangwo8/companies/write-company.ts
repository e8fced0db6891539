import type { Company, CompanyTitle } from '#crm/companies/company.ts';
import { showServicePassword } from '#crm/companies/service-password.ts';
import type { SecretBox } from '#crm/access/secret-box.ts';
import type { Caller } from '#crm/store.ts';
import { zonedText } from '#crm/zoned-time.ts';
import { jsonInteger } from '#transport/http/exact-json.ts';
import type { Links } from '../links.ts';
import { writeCustom } from './write-custom.ts';

/** What a company is written with. */
export interface Writing {
  readonly who: Caller;
  readonly secrets: SecretBox;
  readonly links: Links;
}

const NO_DAY = '0000-00-00';

/**
 * A company of the list, keys in the order of the document's sample; with `withStatus` (deStat=1) its status follows [ours].
 */
export function listItem(writing: Writing, company: Company, withStatus: boolean) {
  return {
    ...head(writing, company),
    ...dates(writing.who, company),
    ...tail(writing, company),
    solveDT: '',
    waitDT: '',
    openDT: '',
    closeDT: '',
    ...(withStatus ? { status: statusOf(company) } : {}),
  };
}

/** A company of show, show_many, create and update: the last four keys are ours, the document's object table has them. */
export function detail(writing: Writing, company: Company) {
  return {
    ...head(writing, company),
    service_groupid: company.serviceDepartmentIds.join(','),
    ...dates(writing.who, company),
    ...tail(writing, company),
    url: urlOf(writing.links, company.id),
    userURL: company.website,
    serveNote: company.remark,
    status: statusOf(company),
  };
}

/** A hit of the search; the one place where uId is a number. */
export function searchHit({ who, links }: Writing, company: CompanyTitle) {
  return {
    companyName: company.name,
    ...dates(who, company),
    uId: jsonInteger(company.id),
    url: urlOf(links, company.id),
  };
}

export function urlOf(links: Links, id: bigint): string {
  return links.to(`companies/${id}`);
}

function head({ who, secrets }: Writing, company: Company) {
  return {
    uId: String(company.id),
    companyName: company.name,
    province: company.province,
    city: company.city,
    supportId: String(company.ownerAgentId ?? 0),
    servicestarttime: company.serviceStart ?? NO_DAY,
    serviceendtime: company.serviceEnd ?? NO_DAY,
    serviceCharge: company.serviceFee,
    serviceaccount: company.serviceAccount,
    servicepassword: showServicePassword(secrets, who, company),
    address: company.address,
    multiServiceList: company.multiServiceList,
  };
}

function dates({ directory }: Caller, company: CompanyTitle) {
  const { timeZone } = directory.tenant;
  return { createDT: zonedText(company.createdAt, timeZone), updateDT: zonedText(company.updatedAt, timeZone) };
}

function tail({ who }: Writing, company: Company) {
  return {
    tableName: company.labels.join(','),
    custom_fields: writeCustom(who, company.custom),
    userGroup: company.groupId === null ? '' : String(company.groupId),
  };
}

function statusOf(company: Company): string {
  return company.deletedAt === null ? '1' : '2';
}
