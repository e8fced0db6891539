import { useTranslation } from 'react-i18next';
import { useDirectory } from '@/api/session.ts';
import type { RecordName } from '@/api/shapes.ts';
import { useFieldLabel } from './use-field-label.ts';

interface Told {
  readonly field: string;
  readonly label: string;
  readonly oldText: string;
  readonly newText: string;
}

/** A change in the console's words: agents by their names, which changes tell by login number, and "none" for no value. */
export function useChangeWords(record: RecordName): (change: Told) => { field: string; before: string; after: string } {
  const { t } = useTranslation();
  const { agents } = useDirectory();
  const labelOf = useFieldLabel(record);
  return ({ field, label, oldText, newText }) => {
    const value = (text: string): string => {
      if (text === '') return t('states.none');
      const isAgent = field === 'owner' || field === 'service';
      return (isAgent ? agents.find((one) => one.loginNo === text)?.name : undefined) ?? text;
    };
    return { field: labelOf(field, label), before: value(oldText), after: value(newText) };
  };
}
