import type { DialectContext } from '../dialect.ts';
import { badRequest } from './errors.ts';

/** Passes over members that nobody knows and counts them; refuses the first with 400 under HUILIU_STRICT (contract, habit 2). */
export function passOver({ config, metrics }: DialectContext, operation: string, unknown: readonly string[]): void {
  const [first] = unknown;
  if (first === undefined) return;
  if (config.strict) throw badRequest(first, 'is not known here', 'unknown_member');
  metrics.countUnknownKey('native', operation, unknown.length);
}
