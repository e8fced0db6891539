import { getCompanies } from '#crm/companies/get-company.ts';
import { getCustomers } from '#crm/customers/get-customer.ts';
import { CrmError } from '#crm/errors.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { ownerTypes, type OwnerType } from './asset-row.ts';

export interface RowOwner {
  readonly type: OwnerType;
  /** Digits without leading zeros. */
  readonly id: string;
}

/** Raises `invalid` for a type that isn't one of the five. */
export function checkOwnerType(type: string): OwnerType {
  const known = ownerTypes.find((one) => one === type);
  if (known === undefined) {
    throw new CrmError('invalid', { field: 'ownerType', reason: `not one of ${ownerTypes.join(', ')}` });
  }
  return known;
}

/** The digits of an id as owners are stored; null for what is no positive int64. */
export function ownerDigits(text: string): string | null {
  const digits = text.trim();
  if (!/^\d{1,19}$/.test(digits)) return null;
  const id = BigInt(digits);
  return id > 0n && id < 2n ** 63n ? String(id) : null;
}

/** An owner that exists and lives, and that the caller may see. Raises `invalid` for others. */
export async function requireOwner(db: Reader, who: Caller, type: OwnerType, owner: string): Promise<RowOwner> {
  const digits = ownerDigits(owner);
  if (digits === null) throw new CrmError('invalid', { field: 'owner', reason: 'not a positive 64-bit integer' });
  if (!(await exists[type](db, who, BigInt(digits)))) {
    throw new CrmError('invalid', { field: 'owner', reason: `there is no ${type} ${digits}` });
  }
  return { type, id: digits };
}

const exists: Readonly<Record<OwnerType, (db: Reader, who: Caller, id: bigint) => Promise<boolean>>> = {
  agent: async (_db, who, id) => id === who.tenantId,
  servicer: async (_db, who, id) => who.directory.agents.has(id),
  contacter: async (db, who, id) => (await getCustomers(db, who, [id])).has(id),
  company: async (db, who, id) => (await getCompanies(db, who, [id])).get(id)?.deletedAt === null,
  servicerGroup: async (_db, who, id) => who.directory.departments.has(id),
};
