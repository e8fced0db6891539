import { assetRoutes } from './assets/routes.ts';
import { customersRoute } from './companies/customers.ts';
import { listRoute } from './companies/list.ts';
import { searchRoute } from './companies/search.ts';
import { showManyRoute, showRoute } from './companies/show.ts';
import { createRoute, deleteRoute, updateRoute } from './companies/write.ts';
import { companyFieldRoutes } from './fields/company-fields.ts';
import { customerGroupRoutes } from './people/customer-groups.ts';
import { supportGroupRoutes } from './people/support-groups.ts';
import { supportRoutes } from './people/supports.ts';
import type { Route } from './route.ts';

/** Every operation of the dialect below `/api/v1`. */
export const routes: readonly Route[] = [
  listRoute,
  searchRoute,
  showManyRoute,
  showRoute,
  createRoute,
  updateRoute,
  deleteRoute,
  customersRoute,
  ...companyFieldRoutes,
  ...customerGroupRoutes,
  ...supportRoutes,
  ...supportGroupRoutes,
  ...assetRoutes,
];
