import type { FormInstance } from 'antd';
import { Problem } from '@/api/problem.ts';

/** Shows what a problem says about fields beside them. False when it names none: then it is the caller's to show. */
export function showFieldErrors(form: FormInstance, error: unknown): boolean {
  if (!(error instanceof Problem) || error.errors.length === 0) return false;
  const known = error.errors.filter((one) => form.getFieldInstance(one.field.split('.')) !== undefined);
  if (known.length === 0) return false;
  form.setFields(known.map((one) => ({ name: one.field.split('.'), errors: [one.message] })));
  form.scrollToField(known[0]?.field.split('.'), { focus: true });
  return true;
}
