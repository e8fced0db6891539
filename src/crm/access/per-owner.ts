/** One `T` for each owner, made at first use and dropped with it: what is cached belongs to one store. */
export function perOwner<Owner extends object, T>(make: () => T): (owner: Owner) => T {
  const made = new WeakMap<Owner, T>();
  return (owner) => {
    let value = made.get(owner);
    if (value === undefined) made.set(owner, (value = make()));
    return value;
  };
}
