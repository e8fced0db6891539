import { App } from 'antd';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useProblemWords } from '@/parts/use-problem-message.ts';
import type { AgentRef } from '@/api/shapes.ts';
import { ConflictDialog } from './conflict-dialog.tsx';
import { patchOf, type RecordField } from './editor.ts';
import { type Conflict, saveRow } from './save-row.ts';
import { isEmpty } from './use-required.ts';

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

/** Why a value wasn't saved; `value` is what was typed, to go on from. */
export interface Refusal {
  readonly message: string;
  readonly value: unknown;
}

export interface RowEdits<Row> {
  save(row: Row, field: RecordField<Row>, value: unknown): Promise<void>;
  isSaving(row: Row, field: RecordField<Row>): boolean;
  /** What stands beside the field until it is saved or given up; the record keeps what it had. */
  refusal(row: Row, field: RecordField<Row>): Refusal | undefined;
  forget(row: Row, field: RecordField<Row>): void;
  /** Stands where the screen is drawn: asks when somebody else changed the same thing. */
  readonly dialog: ReactNode;
}

/** Saves edits of single members. What others changed meanwhile is never overwritten without being shown. */
export function useRowEdits<Row extends Versioned>(
  pathOf: (row: Row) => string,
  put: (row: Row) => void,
): RowEdits<Row> {
  const { t } = useTranslation();
  const words = useProblemWords();
  const { message } = App.useApp();
  const [saving, setSaving] = useState<ReadonlySet<string>>(new Set());
  const [refusals, setRefusals] = useState<ReadonlyMap<string, Refusal>>(new Map());
  const [conflict, setConflict] = useState<OpenConflict<Row>>();
  // Where the screen is gone, nothing beside the field can say that it wasn't saved.
  const isGone = useRef(false);
  useEffect(() => {
    isGone.current = false;
    return () => {
      isGone.current = true;
    };
  }, []);
  const tellLost = (field: RecordField<Row>, value: unknown, why: string): void =>
    void message.error(
      t('records.lost', { field: field.label, value: typeof value === 'string' ? value : '', why }),
      10,
    );
  const markOf = (row: Row, field: RecordField<Row>): string => `${row.id} ${field.key}`;
  const note = (mark: string, refusal: Refusal | undefined): void =>
    setRefusals((before) => {
      const others = [...before].filter(([one]) => one !== mark);
      return new Map(refusal === undefined ? others : [...others, [mark, refusal]]);
    });

  const save = async (row: Row, field: RecordField<Row>, value: unknown): Promise<void> => {
    const mark = markOf(row, field);
    if (field.required === true && isEmpty(value)) {
      note(mark, { message: t('parts.missing', { label: field.label }), value: undefined });
      return;
    }
    note(mark, undefined);
    setSaving((before) => new Set([...before, mark]));
    try {
      const saved = await saveRow(pathOf(row), row, [field.key], patchOf(field.key, value));
      if ('row' in saved) put(saved.row);
      else if (isGone.current) tellLost(field, value, t('records.conflict', { field: field.label }));
      else setConflict({ ...saved.conflict, base: row, field, value });
    } catch (error) {
      if (isGone.current) tellLost(field, value, words(error));
      else note(mark, { message: words(error), value });
    } finally {
      setSaving((before) => new Set([...before].filter((one) => one !== mark)));
    }
  };
  return {
    save,
    isSaving: (row, field) => saving.has(markOf(row, field)),
    refusal: (row, field) => refusals.get(markOf(row, field)),
    forget: (row, field) => note(markOf(row, field), undefined),
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
