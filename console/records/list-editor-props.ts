import type { FocusEvent, KeyboardEvent } from 'react';
import { isComposing } from '@/parts/keys.ts';
import type { EditorProps } from './field-editor.tsx';

/**
 * What a list needs to edit a value in place: what is picked or cleared is saved; the same picked again, Esc or leaving it
 * gives up. That the list closes tells nothing: it does when the mouse goes down on the button that clears, which clears
 * only as the mouse comes up.
 */
export function listEditorProps<Value>({ label, commit, cancel }: Pick<EditorProps, 'label' | 'commit' | 'cancel'>) {
  return {
    autoFocus: true,
    defaultOpen: true,
    'aria-label': label,
    style: { width: '100%' },
    onChange: (value: Value | undefined) => commit(value ?? null),
    // Comes after the change, if there is one.
    onSelect: cancel,
    ...leavingCancels(cancel),
  };
}

/** Gives up by Esc, or when the focus goes elsewhere. */
export function leavingCancels(cancel: () => void) {
  return {
    onBlur: (event: FocusEvent) => {
      if (!event.currentTarget.contains(event.relatedTarget)) cancel();
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || isComposing(event)) return;
      cancel();
      event.stopPropagation();
    },
  };
}
