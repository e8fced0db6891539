import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { shownName } from '@/records/shown-name.ts';
import { useDirectory } from '@/api/session.ts';
import type { Opportunity } from '@/api/shapes.ts';
import { useTimes } from '@/parts/use-times.ts';
import { customFieldsOf } from './custom-fields.ts';
import { assignmentText } from './customer-fields.ts';
import type { Editor, RecordField } from './editor.ts';
import { useRequired } from './use-required.ts';

export type OpportunityField = RecordField<Opportunity>;

/** Every member of an opportunity that a screen shows, by key. */
export function useOpportunityFields(): ReadonlyMap<string, OpportunityField> {
  const { t } = useTranslation();
  const directory = useDirectory();
  const times = useTimes();
  const required = useRequired('opportunity');
  return useMemo(() => {
    const field = (key: FieldKey, editor: Editor, width: number, text: OpportunityField['text']): OpportunityField => ({
      key,
      label: t(`opportunities.fields.${key}`),
      editor,
      required: required(key),
      width,
      read: (row) => row[key],
      text,
    });
    const shown: Editor = { kind: 'shown' };
    const all: readonly OpportunityField[] = [
      field('name', { kind: 'text' }, 220, (row) => row.name),
      field('customer', shown, 130, (row) => shownName(row.customer)),
      // A stage may ask for a reason: it is changed by its own dialog, not as a cell.
      field('stage', shown, 110, (row) => row.stage?.name ?? ''),
      field('type', { kind: 'option', dictionary: 'opportunity_type' }, 120, (row) => row.type?.name ?? ''),
      field('source', { kind: 'option', dictionary: 'opportunity_source' }, 120, (row) => row.source?.name ?? ''),
      field('owner', { kind: 'assignment' }, 120, (row) => assignmentText(row.owner)),
      field('loseReason', { kind: 'option', dictionary: 'lose_reason' }, 120, (row) => row.loseReason?.name ?? ''),
      field('loseRemark', { kind: 'textarea' }, 160, (row) => row.loseRemark),
      field('lastContactAt', shown, 142, (row) => (row.lastContactAt === null ? '' : times.full(row.lastContactAt))),
      field('createdAt', shown, 142, (row) => times.full(row.createdAt)),
      field('createdBy', shown, 110, (row) => row.createdBy?.name ?? ''),
      field('updatedAt', shown, 142, (row) => times.full(row.updatedAt)),
      field('id', shown, 180, (row) => row.id),
      ...customFieldsOf<Opportunity>(directory.fields.opportunity, { yes: t('states.yes'), no: t('states.no'), times }),
    ];
    return new Map(all.map((one) => [one.key, one]));
  }, [t, directory, times, required]);
}

type FieldKey =
  | 'name'
  | 'customer'
  | 'stage'
  | 'type'
  | 'source'
  | 'owner'
  | 'loseReason'
  | 'loseRemark'
  | 'lastContactAt'
  | 'createdAt'
  | 'createdBy'
  | 'updatedAt'
  | 'id';
