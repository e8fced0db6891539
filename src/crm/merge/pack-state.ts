import type { CustomerState } from '#crm/customers/state.ts';

/** A state as JSON text, ids digit by digit. */
export function packState(state: CustomerState): string {
  return JSON.stringify({ ...state, custom: [...state.custom] }, (_key, value: unknown) =>
    typeof value === 'bigint' ? { $id: String(value) } : value,
  );
}

/** What packState was given. */
export function unpackState(text: string): CustomerState {
  const packed = JSON.parse(text, (_key, value: unknown) => (isId(value) ? BigInt(value.$id) : value)) as Omit<
    CustomerState,
    'custom'
  > & { custom: [bigint, never][] };
  return { ...packed, custom: new Map(packed.custom) };
}

function isId(value: unknown): value is { readonly $id: string } {
  return typeof value === 'object' && value !== null && '$id' in value;
}
