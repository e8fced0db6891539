import { useCallback, useMemo } from 'react';
import { usePreference } from '@/api/preferences.ts';
import type { RecordField } from '@/records/editor.ts';
import type { GridColumn } from './grid.tsx';

/** A shown column as it is kept: its field and width, in order. */
export interface KeptColumn {
  readonly key: string;
  readonly width?: number | undefined;
}

export interface Columns<Row> {
  readonly shown: readonly GridColumn<Row>[];
  readonly kept: readonly KeptColumn[];
  /** False until the agent's own choice is known: a list that waits for it doesn't jump. */
  readonly ready: boolean;
  resize(key: string, width: number): void;
  /** Gives a column the place of another. */
  move(key: string, to: string): void;
  set(columns: readonly KeptColumn[] | undefined): void;
}

const USUAL_WIDTH = 140;

/**
 * The columns of a list, their order and widths, kept for each agent, and for each saved view, whose own stand until the agent changes
 * them. The first column is the record's name and stays.
 */
export function useColumns<Row>(
  name: string,
  fields: ReadonlyMap<string, RecordField<Row>>,
  defaults: readonly string[],
  view?: { readonly id: string; readonly definition: { readonly columns: readonly KeptColumn[] } },
): Columns<Row> {
  const [own, write, ready] = usePreference<readonly KeptColumn[]>(
    `columns.${name}${view === undefined ? '' : `.${view.id}`}`,
  );
  const usual = view?.definition.columns;
  const kept = useMemo((): readonly KeptColumn[] => {
    const chosen: readonly KeptColumn[] = own ?? usual ?? defaults.map((key) => ({ key }));
    // Fields that were switched off meanwhile are passed over; the name always comes first.
    const known = chosen.filter((column) => fields.has(column.key));
    const first = defaults[0];
    return known[0]?.key === first || first === undefined
      ? known
      : [
          known.find((column) => column.key === first) ?? { key: first },
          ...known.filter((column) => column.key !== first),
        ];
  }, [usual, own, defaults, fields]);

  const shown = useMemo(
    () =>
      kept.flatMap((column) => {
        const field = fields.get(column.key);
        return field === undefined ? [] : [{ field, width: column.width ?? field.width ?? USUAL_WIDTH }];
      }),
    [kept, fields],
  );
  const resize = useCallback(
    (key: string, width: number) => write(kept.map((column) => (column.key === key ? { ...column, width } : column))),
    [kept, write],
  );
  const move = useCallback(
    (key: string, to: string) => {
      const moved = kept.find((column) => column.key === key);
      if (moved === undefined || key === kept[0]?.key) return;
      const at = Math.max(
        1,
        kept.findIndex((column) => column.key === to),
      );
      write(kept.filter((column) => column !== moved).toSpliced(at, 0, moved));
    },
    [kept, write],
  );
  return { shown, kept, ready, resize, move, set: write };
}
