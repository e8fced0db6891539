import { actions, states } from './zh-CN/common.ts';
import { companies } from './zh-CN/companies.ts';
import { customer } from './zh-CN/customer.ts';
import { customers } from './zh-CN/customers.ts';
import { followUp } from './zh-CN/follow-up.ts';
import { grid } from './zh-CN/grid.ts';
import { home } from './zh-CN/home.ts';
import { integration } from './zh-CN/integration.ts';
import { opportunities } from './zh-CN/opportunities.ts';
import { parts } from './zh-CN/parts.ts';
import { people } from './zh-CN/people.ts';
import { pool } from './zh-CN/pool.ts';
import { problems, reasons } from './zh-CN/problems.ts';
import { records } from './zh-CN/records.ts';
import { reports } from './zh-CN/reports.ts';
import { screenPop } from './zh-CN/screen-pop.ts';
import { search } from './zh-CN/search.ts';
import { shell } from './zh-CN/shell.ts';
import { showAs } from './zh-CN/show-as.ts';
import { signIn } from './zh-CN/sign-in.ts';
import { timeline } from './zh-CN/timeline.ts';
import { transfers } from './zh-CN/transfers.ts';
import { views } from './zh-CN/views.ts';

/** Every text of the console in Chinese: the language that the English one is checked against. */
export const zhCN = {
  actions,
  companies,
  customer,
  customers,
  followUp,
  grid,
  home,
  integration,
  opportunities,
  parts,
  people,
  pool,
  problems,
  reasons,
  records,
  reports,
  screenPop,
  search,
  shell,
  showAs,
  signIn,
  states,
  timeline,
  transfers,
  views,
};

/** The shape that every language must have. */
export type Texts = TextsOf<typeof zhCN>;
type TextsOf<T> = { readonly [K in keyof T]: T[K] extends string ? string : TextsOf<T[K]> };
