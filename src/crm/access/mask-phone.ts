import type { Caller } from '#crm/store.ts';
import { permissionsOf } from './scope.ts';

/** Whether the caller's role may see whole phone numbers (permission phone.reveal). */
export function showsPhones(who: Caller): boolean {
  return permissionsOf(who).has('phone.reveal');
}

/** `138****8888`: the first three and last four characters of a number stay; a short number keeps only its ends. */
export function maskPhone(content: string): string {
  if (content.length >= 11) return `${content.slice(0, 3)}****${content.slice(-4)}`;
  if (content.length >= 7) return `${content.slice(0, 2)}****${content.slice(-2)}`;
  return `${content.slice(0, 1)}****`;
}

/** Whether a text is written like a mask, so that it can be no number of its own. */
export function looksMasked(content: string): boolean {
  return content.includes('*');
}
