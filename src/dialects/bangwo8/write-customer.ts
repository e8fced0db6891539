import type { Customer } from '#crm/customers/customer.ts';
import { stringifyExact } from '#transport/http/exact-json.ts';

/** A customer as `/companies/{id}/customers` lists it [ours]. */
export function customerJson({ id, name, phones, companyName }: Customer): string {
  return stringifyExact({
    id,
    custname: name,
    cellphones: phones.map((phone) => ({ id: phone.id, content: phone.content })),
    companyName: companyName ?? '',
  });
}
