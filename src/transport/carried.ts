/**
 * A value that requests carry until they are answered, as a member of theirs: the entries of a WeakMap are gone through at
 * every collection of young objects.
 */
export class Carried<T> {
  readonly #member = Symbol('carried');

  set(request: object, value: T): void {
    (request as Record<symbol, T>)[this.#member] = value;
  }

  get(request: object): T | undefined {
    return (request as Record<symbol, T | undefined>)[this.#member];
  }
}
