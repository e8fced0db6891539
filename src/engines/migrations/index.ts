import { theModel } from './0001-the-model.ts';
import { ownersRecords } from './0002-owners-records.ts';
import { reachAtHand } from './0003-reach-at-hand.ts';
import { ownerBeside } from './0004-owner-beside.ts';
import { gradeBeside } from './0005-grade-beside.ts';
import { customerBeside } from './0006-customer-beside.ts';
import type { Migration } from './migration.ts';

/** Every migration, oldest first. */
export const migrations: readonly Migration[] = [
  theModel,
  ownersRecords,
  reachAtHand,
  ownerBeside,
  gradeBeside,
  customerBeside,
];

/**
 * The migrations that a store still lacks. Raises an error when the store knows one that this program doesn't:
 * it was written by a newer version, and an older one must not touch it.
 */
export function missingMigrations(applied: readonly string[]): Migration[] {
  const known = new Set(migrations.map((migration) => migration.name));
  const newer = applied.find((name) => !known.has(name));
  if (newer !== undefined) {
    throw new Error(`The store was migrated by a newer version of Huiliu (it has "${newer}"): upgrade this program.`);
  }
  return migrations.filter((migration) => !applied.includes(migration.name));
}
