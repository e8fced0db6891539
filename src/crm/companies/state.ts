import { formatCustom } from '#crm/fields/custom-text.ts';
import type { CustomValues } from '#crm/fields/value.ts';
import { fold } from '#crm/search/fold.ts';
import type { Company } from './company.ts';

/** What can be written of a company, as a whole: a patch makes one state out of another. */
export type CompanyState = Pick<
  Company,
  | 'name'
  | 'province'
  | 'city'
  | 'address'
  | 'website'
  | 'remark'
  | 'serviceStart'
  | 'serviceEnd'
  | 'serviceFee'
  | 'serviceAccount'
  | 'servicePasswordSealed'
  | 'labels'
  | 'groupId'
  | 'serviceDepartmentIds'
  | 'ownerAgentId'
  | 'multiServiceList'
  | 'custom'
>;

const noValues: CustomValues = new Map();

/** A company before anything was said of it. */
export const emptyState: CompanyState = {
  name: '',
  province: '',
  city: '',
  address: '',
  website: '',
  remark: '',
  serviceStart: null,
  serviceEnd: null,
  serviceFee: '0.00',
  serviceAccount: '',
  servicePasswordSealed: null,
  labels: [],
  groupId: null,
  serviceDepartmentIds: [],
  ownerAgentId: null,
  multiServiceList: '',
  custom: noValues,
};

/** The columns of `companies` that a state fills; derived figures and authorship are not among them. */
export function columnsOf(state: CompanyState) {
  return {
    name: state.name,
    name_key: fold(state.name),
    province: state.province,
    city: state.city,
    address: state.address,
    website: state.website,
    remark: state.remark,
    service_start: state.serviceStart,
    service_end: state.serviceEnd,
    service_fee: state.serviceFee,
    service_account: state.serviceAccount,
    service_password_sealed: state.servicePasswordSealed,
    labels: JSON.stringify(state.labels),
    group_id: state.groupId,
    service_departments: JSON.stringify(state.serviceDepartmentIds.map(String)),
    owner_agent_id: state.ownerAgentId,
    multi_service_list: state.multiServiceList,
    custom: formatCustom(state.custom),
  };
}
