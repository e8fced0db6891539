/** A small, fast, seeded source of numbers (sfc32): the same texts give the same row on every machine. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** A whole number in [0, below). */
  below(below: number): number;
  pick<T>(items: readonly T[]): T;
  chance(probability: number): boolean;
}

/** A source for one row of one seed, so that a row doesn't depend on those before it. */
export function randomOf(seed: string, index: number): Random {
  const state = new Uint32Array(4);
  state[0] = hash(seed, 0x9e3779b9);
  state[1] = hash(seed, 0x243f6a88) ^ Math.imul(index, 0x85ebca6b);
  state[2] = index >>> 0;
  state[3] = Math.floor(index / 2 ** 32) + 1;
  const draw = () => {
    const sum = (state[0]! + state[1]! + state[3]!) >>> 0;
    state[3] = state[3]! + 1;
    state[0] = state[1]! ^ (state[1]! >>> 9);
    state[1] = state[2]! + (state[2]! << 3);
    state[2] = ((state[2]! << 21) | (state[2]! >>> 11)) + sum;
    return sum;
  };
  for (let i = 0; i < 12; i += 1) draw();
  const next = () => draw() / 2 ** 32;
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    below,
    pick: (items) => items[below(items.length)]!,
    chance: (probability) => next() < probability,
  };
}

/** FNV-1a over the characters. */
export function hash(text: string, start = 0x811c9dc5): number {
  let value = start >>> 0;
  for (let i = 0; i < text.length; i += 1) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
  }
  return value;
}
