import { CrmError } from '#crm/errors.ts';
import { describeError } from '#jobs/describe-error.ts';

/** An error as one line for the operator. */
export function oneLine(error: unknown): string {
  if (error instanceof CrmError) {
    const { field, message } = describeError(error);
    return field === null ? message : `${field}: ${message}`;
  }
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/\s*\n\s*/g, '; ');
}
