import { useEffect, useLayoutEffect, useRef } from 'react';

/** True while an input method composes: those keys belong to it (Safari sends the last one with keyCode 229 only). */
export function isComposing(event: KeyboardEvent | { nativeEvent: KeyboardEvent }): boolean {
  const native = 'nativeEvent' in event ? event.nativeEvent : event;
  return native.isComposing || native.keyCode === 229;
}

/** True while the agent types somewhere: single letters are text there, and nothing may take the focus away. */
export function isTyping(target: EventTarget | null = document.activeElement): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit'].includes(target.type);
}

type Handler = (event: KeyboardEvent) => void;

/** Listens to every key of the page that no input method is composing. */
export function useKeys(handler: Handler): void {
  const latest = useRef(handler);
  // At once with what is shown: the next key may come before other effects have run.
  useLayoutEffect(() => {
    latest.current = handler;
  });
  useEffect(() => {
    const listen: Handler = (event) => {
      if (!isComposing(event)) latest.current(event);
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
}
