import { createHook } from 'node:async_hooks';

/**
 * Keeps Node's test runner from following every promise, which costs a tenth of the processor's time that a suite of servers takes.
 * It does so to name the test in which a stray error arose; without, such an error fails the run all the same, unnamed. A file that
 * is run by itself tells which. Import it before any test is declared.
 */
const hooks = Object.getPrototypeOf(createHook({})) as { enable(): unknown };
const { enable } = hooks;
const untracked = createHook({ trackPromises: false }) as unknown as Record<symbol, unknown>;
const mark = Object.getOwnPropertySymbols(untracked).find((one) => untracked[one] === true);

// The first that is enabled is the runner's.
hooks.enable = function (this: Record<symbol, unknown>) {
  hooks.enable = enable;
  if (mark !== undefined) this[mark] = true;
  return enable.call(this);
};
