import type { Route } from '../route.ts';
import { pickerTokens } from './picker-tokens.ts';
import { recordRoutes } from './records.ts';
import { tableRoutes } from './tables.ts';

/** Every operation of asset tables below `/api/v1`. */
export const assetRoutes: readonly Route[] = [...tableRoutes, ...recordRoutes, pickerTokens];
