import { operations as icsocOperations } from '#dialects/icsoc/operations.ts';
import { routes as bangwo8Routes } from '#dialects/bangwo8/routes.ts';
import { operations as ttfOperations } from '#dialects/ttf/operations.ts';

/** One route of a vendor's dialect, from the table that serves it. */
export interface VendorRoute {
  readonly dialect: 'ttf' | 'bangwo8' | 'icsoc';
  readonly method: string;
  /** From the server's root, with `:name` for its parameters. */
  readonly path: string;
}

/** Every route of the vendors' dialects: one that is added is tested by being there. */
export const vendorRoutes: readonly VendorRoute[] = [
  ...ttfOperations.map(({ rest }) => ({
    dialect: 'ttf' as const,
    method: rest.method,
    path: `/open_api${rest.path}`,
  })),
  ...bangwo8Routes.map(({ method, path }) => ({
    dialect: 'bangwo8' as const,
    method,
    path: `/api/v1${path}`,
  })),
  ...icsocOperations.map(({ method, path }) => ({
    dialect: 'icsoc' as const,
    method,
    path: `/openapi/v1${path}`,
  })),
];
