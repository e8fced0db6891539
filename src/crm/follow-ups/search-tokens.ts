import { gramsInTurn } from '#crm/search/grams.ts';
import type { FollowUpsTable, TokenClause } from '#engines/engine.ts';
import type { FollowUpFilter } from './follow-up-filter.ts';

type Found = Pick<FollowUpsTable, 'content_key' | 'type_id' | 'created_by_agent_id' | 'created_at'>;

/**
 * Every token that a follow-up is found by: the grams of its folded text, in turn, and what it is besides (`facetsOf`). One
 * without a text is in no search.
 */
export function followUpTokens(row: Found): string[] {
  const tokens = gramsInTurn(row.content_key);
  if (tokens.length === 0) return tokens;
  tokens.push(typeToken(row.type_id), authorToken(row.created_by_agent_id), periodToken(periodOf(row.created_at)));
  return tokens;
}

/**
 * What all follow-ups that a filter finds carry. Times are told by periods: those of a long time narrow little and are
 * left out.
 */
export function facetsOf({ typeId, createdByAgentId, createdFrom, createdTo }: FollowUpFilter): TokenClause[] {
  const clauses: TokenClause[] = [];
  if (typeId !== undefined) clauses.push([[typeToken(typeId)]]);
  if (createdByAgentId !== undefined) clauses.push([[authorToken(createdByAgentId)]]);
  if (createdFrom !== undefined && createdTo !== undefined && createdFrom <= createdTo) {
    const [first, last] = [periodOf(createdFrom), periodOf(createdTo)];
    if (last - first < MOST_PERIODS) {
      clauses.push(Array.from({ length: last - first + 1 }, (_unused, at) => [periodToken(first + at)]));
    }
  }
  return clauses;
}

const PERIOD_MS = 15 * 86_400_000;
const MOST_PERIODS = 12;

function periodOf(at: number): number {
  return Math.floor(at / PERIOD_MS);
}

// No gram begins with this character.
const typeToken = (id: bigint): string => `\u0001t${id}`;
const authorToken = (id: bigint | null): string => `\u0001a${id ?? 0}`;
const periodToken = (period: number): string => `\u0001p${period}`;
