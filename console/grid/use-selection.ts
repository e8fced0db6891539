import { useMemo, useRef, useState } from 'react';

export interface Selection {
  readonly ids: ReadonlySet<string>;
  readonly count: number;
  has(id: string): boolean;
  toggle(index: number): void;
  /** Selects from where the selection began up to this row. */
  extendTo(index: number): void;
  all(): void;
  clear(): void;
}

/** Which of the loaded rows are chosen. Rows that are gone from the list are gone from the choice. */
export function useSelection(rows: readonly { readonly id: string }[]): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const anchor = useRef(0);
  const latest = useRef(rows);
  latest.current = rows;
  const ids = useMemo(() => {
    if (chosen.size === 0) return chosen;
    const known = new Set(rows.map((row) => row.id));
    return [...chosen].every((id) => known.has(id)) ? chosen : new Set([...chosen].filter((id) => known.has(id)));
  }, [chosen, rows]);

  return useMemo(
    () => ({
      ids,
      count: ids.size,
      has: (id) => ids.has(id),
      toggle(index) {
        const id = latest.current[index]?.id;
        if (id === undefined) return;
        anchor.current = index;
        setChosen((before) => {
          const next = new Set(before);
          if (!next.delete(id)) next.add(id);
          return next;
        });
      },
      extendTo(index) {
        const [from, to] = [Math.min(anchor.current, index), Math.max(anchor.current, index)];
        setChosen((before) => new Set([...before, ...latest.current.slice(from, to + 1).map((row) => row.id)]));
      },
      all: () => setChosen(new Set(latest.current.map((row) => row.id))),
      clear: () => setChosen(new Set()),
    }),
    [ids],
  );
}
