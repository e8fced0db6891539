import { hash, timingSafeEqual } from 'node:crypto';

/** Whether two texts are the same, in a time that doesn't tell where they differ: for secrets and signatures. */
export function isSameText(a: string, b: string): boolean {
  return timingSafeEqual(hash('sha256', a, 'buffer'), hash('sha256', b, 'buffer'));
}
