import type { Route } from './route.ts';

/** Every operation of the dialect below `/api/v1`, but for those of asset tables. */
export const routes: readonly Route[] = [];
