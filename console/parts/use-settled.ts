import { useEffect, useState } from 'react';

/** The value once it has stayed for `ms`; `ready` false holds it back, as while an input method composes. */
export function useSettled<T>(value: T, ms: number, ready = true): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    if (!ready) return;
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms, ready]);
  return settled;
}
