import { type ComponentType, createElement, lazy, useState } from 'react';

const ASK_AGAIN_MS = 1000;
const KEPT_AS = 'huiliu.reloaded';
const RELOAD_AT_MOST_EVERY_MS = 60_000;

/**
 * Code of a screen or a part of one, from a file of its own. While the server can't be reached it is asked for until it comes: what else
 * is on show stays, and nothing typed is lost. A server that answers without it has a new version: the page begins anew, once.
 */
export async function loadCode<Module>(load: () => Promise<Module>): Promise<Module> {
  for (;;) {
    try {
      return await load();
    } catch (error) {
      if (await isAway()) {
        await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
        continue;
      }
      const last = Number(sessionStorage.getItem(KEPT_AS) ?? 0);
      if (Date.now() - last < RELOAD_AT_MOST_EVERY_MS) throw error;
      sessionStorage.setItem(KEPT_AS, String(Date.now()));
      location.reload();
      return new Promise(() => undefined);
    }
  }
}

const parts = new Set<() => Promise<unknown>>();

/** A component whose code is loaded when it is first drawn, or before by `loadParts`. */
export function lazyPart<Name extends string, Props extends object>(
  load: () => Promise<Readonly<Record<Name, ComponentType<Props>>>>,
  name: Name,
): ComponentType<Props> {
  let loaded: ComponentType<Props> | undefined;
  const start = async (): Promise<{ default: ComponentType<Props> }> => {
    loaded ??= (await loadCode(load))[name];
    return { default: loaded };
  };
  const Late = lazy(start);
  parts.add(start);
  return function Part(props) {
    const [Shown] = useState<ComponentType<Props>>(() => loaded ?? Late);
    return createElement(Shown, props);
  };
}

/**
 * Loads the parts of the screens so far, for when the browser has nothing else to do. What waits for its code is drawn 300 ms late at
 * least (React holds back what stands in a fallback's place), and what is typed until then is lost.
 */
export function loadParts(): void {
  for (const start of parts) void start().catch(() => undefined);
  parts.clear();
}

async function isAway(): Promise<boolean> {
  return await fetch('/healthz', { cache: 'no-store' }).then(
    ({ status }) => status >= 500,
    () => true,
  );
}
