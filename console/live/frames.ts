import type { AgentRef, CallPop, Id } from '@/api/shapes.ts';

/** What the server sends over `/api/events`. */
export type Frame =
  | { readonly type: 'hello'; readonly lastEventId: Id; readonly agentId: Id }
  | LiveEvent
  | { readonly type: 'call'; readonly id: Id; readonly pop: CallPop }
  | { readonly type: 'resync' }
  | { readonly type: 'directory'; readonly version: number }
  | { readonly type: 'pong' };

export interface LiveEvent {
  readonly type: 'event';
  readonly id: Id;
  readonly kind: string;
  readonly record: string;
  readonly recordId: Id;
  readonly customerId: Id | null;
  readonly at: string;
  readonly agent: AgentRef | null;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** The frame in a text, or undefined for one that this console doesn't know. */
export function readFrame(text: string): Frame | undefined {
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null && 'type' in value ? (value as Frame) : undefined;
}
