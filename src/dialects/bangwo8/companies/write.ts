import type { Company } from '#crm/companies/company.ts';
import { createCompany } from '#crm/companies/create-company.ts';
import { deleteCompany } from '#crm/companies/delete-company.ts';
import { restoreCompany } from '#crm/companies/restore-company.ts';
import { updateCompany } from '#crm/companies/update-company.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { ok, type Route } from '../route.ts';
import { companyKeys, readCompany, type SentCompany } from './read-company.ts';
import { companyIdOf, companyJson, writingOf } from './show.ts';
import { detail, urlOf } from './write-company.ts';

/** POST /companies: 200 and Location, as the document shows. */
export const createRoute: Route = {
  method: 'POST',
  path: '/companies',
  wireKeys: companyKeys,
  async run(call) {
    const sent = readCompany(call);
    return await call.write(async (db) => {
      const made = await createCompany(db, call.who, sent.patchFor(null));
      const company = sent.status === '2' ? await deleteCompany(db, call.who, made.id) : made;
      return ok(companyJson(detail(writingOf(call), company)), { location: urlOf(call.links, made.id) });
    });
  },
};

/** PUT /companies/{id}: partial; `status` 2 deletes, 1 restores. */
export const updateRoute: Route = {
  method: 'PUT',
  path: '/companies/:id',
  wireKeys: companyKeys,
  async run(call) {
    const id = companyIdOf(call);
    const sent = readCompany(call);
    return await call.write(async (db) =>
      ok(companyJson(detail(writingOf(call), await applySent(db, call.who, id, sent)))),
    );
  },
};

/** Deleting comes before and restoring after the other keys: a service account that they free or give up is theirs. */
async function applySent(db: Writer, who: Caller, id: bigint, sent: SentCompany): Promise<Company> {
  if (sent.status === '2') await deleteCompany(db, who, id);
  const updated = await updateCompany(db, who, id, (present) => sent.patchFor(present));
  return sent.status === '1' ? await restoreCompany(db, who, id) : updated;
}

/** DELETE /companies/{id} [ours]: soft, the same as status 2. */
export const deleteRoute: Route = {
  method: 'DELETE',
  path: '/companies/:id',
  async run(call) {
    const id = companyIdOf(call);
    return await call.write(async (db) =>
      ok(companyJson(detail(writingOf(call), await deleteCompany(db, call.who, id)))),
    );
  },
};
