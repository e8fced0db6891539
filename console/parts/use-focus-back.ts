import { useEffect, useState } from 'react';

/** Gives the focus back to what had it before: antd does so only for a dialog that stays when it is closed. */
export function useFocusBack(): void {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      // When all of the dialog is gone, its lock on the focus too.
      setTimeout(() => {
        if (document.activeElement === document.body && before instanceof HTMLElement) before.focus();
      }, 0);
    },
    [before],
  );
}
