import type { CellPlace } from './grid.tsx';

interface Place {
  readonly active: CellPlace;
  /** Pixels that the list is scrolled down. */
  readonly top: number;
}

/** As many as one goes back through; the oldest are forgotten. */
const MOST = 50;
const places = new Map<string, Place>();

/** Where a list was when this entry of the history was left; undefined for one that is new here. */
export function keptPlace(listId: string): Place | undefined {
  return places.get(keyOf(listId));
}

export function keepPlace(listId: string, place: Place): void {
  const key = keyOf(listId);
  places.delete(key);
  places.set(key, place);
  if (places.size > MOST) places.delete(places.keys().next().value!);
}

/** The router names each entry of the history. */
function keyOf(listId: string): string {
  const state = history.state as { readonly __TSR_key?: string } | null;
  return `${state?.__TSR_key ?? ''} ${listId}`;
}
