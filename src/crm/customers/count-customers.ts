import { reachOf } from '#crm/access/scope.ts';
import { readCount } from '#crm/counts.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { prepareForms } from '#engines/prepare-forms.ts';
import { cellsAsked, countByCube } from './cube-count.ts';
import type { CustomerFilter } from './customer.ts';
import { asksImpossible, isCubeFilter, isOpenFilter } from './filter-conditions.ts';
import { filterTokens } from './filter-tokens.ts';
import { type Asked, conditionsOf, type Gathered, gatherCustomers, type Gathering } from './gathering.ts';

/**
 * How many living customers the caller sees through a filter, exactly. The counter cube answers for its dimensions, the
 * gram index for short texts alone; other filters count rows, at a cost in proportion to the matches.
 */
export async function countCustomers(db: Reader, who: Caller, filter: CustomerFilter): Promise<number> {
  return (await keptCount(db, who, filter)) ?? (await countGathered(db, await gatherCustomers(db, who, filter)));
}

/** The same where a kept count or the gram index tells; null for other filters. */
export async function keptCount(db: Reader, who: Caller, filter: CustomerFilter): Promise<number | null> {
  if (asksImpossible(filter)) return 0;
  if (isOpenFilter(filter) && reachOf(who).all) return await readCount(db, who.tenantId, 'customers');
  if (isCubeFilter(filter)) return await countByCube(db, await cellsAsked(db, who, filter));
  const tokens = filterTokens(db, who, filter);
  return tokens?.decides === true ? await db.search.count('customers', tokens.query) : null;
}

export async function countGathered(db: Reader, { asked, way }: Gathered): Promise<number> {
  const [row] = await countRows(db, asked, way);
  return Number(row!.n);
}

const countRows = prepareForms((db: Reader, asked: Asked, way: Gathering) =>
  db.sql
    .selectFrom('customers')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where((eb) => eb.and(conditionsOf(db, asked, way))),
);
