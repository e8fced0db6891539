import type { SecretBox } from '#crm/access/secret-box.ts';
import type { Company, CompanyPatch, SealedPassword } from '#crm/companies/company.ts';
import { HIDDEN_PASSWORD, sealServicePassword } from '#crm/companies/service-password.ts';
import type { ExactJson } from '#transport/http/exact-json.ts';
import { type Members, parseId, readRecord, textOf } from '../body.ts';
import { badRequest, type WireKeys } from '../errors.ts';
import type { Call } from '../route.ts';
import { readCustom } from './read-custom.ts';

/** Of a company that is there: what decides whether a value is only the one that was shown. */
type Present = Pick<Company, 'custom' | 'labels'>;

/** What a body says of a company. */
export interface SentCompany {
  patchFor(present: Present | null): CompanyPatch;
  /** 1 = living, 2 = deleted; undefined when it doesn't say. */
  readonly status: '1' | '2' | undefined;
}

/** What crm's fields are called here. */
export const companyKeys: WireKeys = {
  name: 'companyName',
  website: 'userURL',
  remark: 'serveNote',
  serviceStart: 'servicestarttime',
  serviceEnd: 'serviceendtime',
  serviceFee: 'serviceCharge',
  serviceAccount: 'serviceaccount',
  servicePassword: 'servicepassword',
  labels: 'tableName',
  group: 'userGroup',
  service_departments: 'service_groupid',
  owner: 'supportId',
};

/** Shown, so they come back; never written. */
const READ_ONLY = [
  'uId',
  'url',
  'supportId',
  'createDT',
  'updateDT',
  'multiServiceList',
  'solveDT',
  'waitDT',
  'openDT',
  'closeDT',
];

/** Texts that are stored as sent. */
const TEXTS = {
  companyName: 'name',
  province: 'province',
  city: 'city',
  address: 'address',
  userURL: 'website',
  serveNote: 'remark',
  serviceaccount: 'serviceAccount',
} as const satisfies Record<string, keyof CompanyPatch>;

/** Keys of a company itself: a custom field under one of them couldn't be searched or told apart. */
export const companyMembers: ReadonlySet<string> = new Set([
  ...READ_ONLY,
  ...Object.keys(TEXTS),
  'servicestarttime',
  'serviceendtime',
  'serviceCharge',
  'servicepassword',
  'tableName',
  'service_groupid',
  'userGroup',
  'status',
  'custom_fields',
]);

/** `{"company":{…}}`. Raises 400 that names the key for a value of another form. */
export function readCompany(call: Call): SentCompany {
  const sent = readRecord(call, 'company', companyMembers);
  const patch = readFixed(call.store.secrets, sent);
  const custom = read(sent, 'custom_fields', (value) => readCustom(call, value));
  return {
    patchFor: (present) => {
      if (present === null && sent['servicepassword'] === HIDDEN_PASSWORD) refuse('servicepassword', NO_PASSWORD_YET);
      return {
        ...withLabels(patch, present),
        ...(custom === undefined ? {} : { custom: custom(present && present.custom) }),
      };
    },
    status: read(sent, 'status', readStatus),
  };
}

/** A label may hold a comma: the text that is shown for those that are there means them. */
function withLabels(patch: CompanyPatch, present: Present | null): CompanyPatch {
  const isShown = present !== null && patch.labels?.join(',') === present.labels.join(',');
  return isShown ? { ...patch, labels: present.labels } : patch;
}

function readFixed(secrets: SecretBox, sent: Members): CompanyPatch {
  const patch: { -readonly [K in keyof CompanyPatch]: CompanyPatch[K] } = {};
  for (const [key, name] of Object.entries(TEXTS)) {
    const text = read(sent, key, textOf);
    if (text !== undefined) patch[name] = text ?? '';
  }
  patch.serviceStart = read(sent, 'servicestarttime', dayOf);
  patch.serviceEnd = read(sent, 'serviceendtime', dayOf);
  patch.serviceFee = read(sent, 'serviceCharge', (value, key) => textOf(value, key)?.trim() ?? null);
  patch.servicePassword = read(sent, 'servicepassword', (value, key) => passwordOf(secrets, value, key));
  patch.labels = read(sent, 'tableName', (value, key) => (textOf(value, key) ?? '').split(','));
  patch.serviceDepartmentIds = read(sent, 'service_groupid', departmentsOf);
  patch.groupId = read(sent, 'userGroup', groupOf);
  return patch;
}

/** undefined when the key isn't there. */
function read<T>(sent: Members, key: string, of: (value: ExactJson, key: string) => T): T | undefined {
  return Object.hasOwn(sent, key) ? of(sent[key]!, key) : undefined;
}

/** `0000-00-00` is how no date is shown. */
function dayOf(value: ExactJson, key: string): string | null {
  const text = textOf(value, key)?.trim() ?? '';
  return text === '0000-00-00' ? null : text;
}

const NO_PASSWORD_YET = `${HIDDEN_PASSWORD} stands for the present password, and a new company has none`;

/** The mask means "as it is". */
function passwordOf(secrets: SecretBox, value: ExactJson, key: string): SealedPassword | undefined {
  const text = textOf(value, key) ?? '';
  return text === HIDDEN_PASSWORD ? undefined : sealServicePassword(secrets, text);
}

function departmentsOf(value: ExactJson, key: string): bigint[] {
  const parts = (textOf(value, key) ?? '').split(',').filter((part) => part.trim() !== '');
  return parts.map((part) => parseId(part) ?? refuse(key, 'must be ids of service groups, parted by commas'));
}

function groupOf(value: ExactJson, key: string): bigint | null {
  const text = textOf(value, key)?.trim() ?? '';
  if (text === '' || text === '0') return null;
  return parseId(text) ?? refuse(key, 'must be the id of a company group');
}

function readStatus(value: ExactJson, key: string): '1' | '2' {
  const text = textOf(value, key);
  return text === '1' || text === '2' ? text : refuse(key, 'must be 1 or 2');
}

function refuse(key: string, reason: string): never {
  throw badRequest(key, reason);
}
