import { CrmError } from '#crm/errors.ts';
import { ConstraintError } from '#engines/engine.ts';

/** Runs a statement whose service account another living company may have, and raises `taken` then. */
export async function accountTaken<T>(account: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ConstraintError && error.constraint === 'companies_service_account') {
      throw new CrmError('taken', { field: 'serviceAccount', value: account });
    }
    throw error;
  }
}
