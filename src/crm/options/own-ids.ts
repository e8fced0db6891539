/** Ids beyond are kept ones of a vendor: ids of our own go on below them. */
const LARGEST_OWN_ID = 2n ** 53n;

/** Draws ids after the highest own one of those in use: options are few, and their ids small and their own within a list. */
export function idsAfter(used: Iterable<bigint>): () => bigint {
  let last = 0n;
  for (const id of used) if (id > last && id < LARGEST_OWN_ID) last = id;
  return () => (last += 1n);
}
