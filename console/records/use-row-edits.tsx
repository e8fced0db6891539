import { type ReactNode, useState } from 'react';
import { useProblemMessage } from '@/parts/use-problem-message.ts';
import type { AgentRef } from '@/api/shapes.ts';
import { ConflictDialog } from './conflict-dialog.tsx';
import { patchOf, type RecordField } from './editor.ts';
import { type Conflict, saveRow } from './save-row.ts';

interface Versioned {
  readonly updatedBy: AgentRef | null;
  readonly id: string;
  readonly version: number;
}

interface OpenConflict<Row> extends Conflict<Row> {
  readonly base: Row;
  readonly field: RecordField<Row>;
  readonly value: unknown;
}

export interface RowEdits<Row> {
  save(row: Row, field: RecordField<Row>, value: unknown): Promise<void>;
  isSaving(row: Row, field: RecordField<Row>): boolean;
  /** Stands where the screen is drawn: asks when somebody else changed the same thing. */
  readonly dialog: ReactNode;
}

/** Saves edits of single members. What others changed meanwhile is never overwritten without being shown. */
export function useRowEdits<Row extends Versioned>(
  pathOf: (row: Row) => string,
  put: (row: Row) => void,
): RowEdits<Row> {
  const fail = useProblemMessage();
  const [saving, setSaving] = useState<ReadonlySet<string>>(new Set());
  const [conflict, setConflict] = useState<OpenConflict<Row>>();

  const save = async (row: Row, field: RecordField<Row>, value: unknown): Promise<void> => {
    const mark = `${row.id} ${field.key}`;
    setSaving((before) => new Set([...before, mark]));
    try {
      const saved = await saveRow(pathOf(row), row, [field.key], patchOf(field.key, value));
      if ('row' in saved) put(saved.row);
      else setConflict({ ...saved.conflict, base: row, field, value });
    } catch (error) {
      fail(error);
    } finally {
      setSaving((before) => new Set([...before].filter((one) => one !== mark)));
    }
  };
  return {
    save,
    isSaving: (row, field) => saving.has(`${row.id} ${field.key}`),
    dialog: conflict && (
      <ConflictDialog
        {...conflict}
        keepTheirs={() => {
          put(conflict.current);
          setConflict(undefined);
        }}
        useMine={() => {
          put(conflict.current);
          setConflict(undefined);
          void save(conflict.current, conflict.field, conflict.value);
        }}
      />
    ),
  };
}
