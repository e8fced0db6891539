import { actions, states } from './en/common.ts';
import { companies } from './en/companies.ts';
import { customer } from './en/customer.ts';
import { customers } from './en/customers.ts';
import { followUp } from './en/follow-up.ts';
import { grid } from './en/grid.ts';
import { home } from './en/home.ts';
import { integration } from './en/integration.ts';
import { opportunities } from './en/opportunities.ts';
import { parts } from './en/parts.ts';
import { people } from './en/people.ts';
import { pool } from './en/pool.ts';
import { problems, reasons } from './en/problems.ts';
import { records } from './en/records.ts';
import { reports } from './en/reports.ts';
import { screenPop } from './en/screen-pop.ts';
import { search } from './en/search.ts';
import { shell } from './en/shell.ts';
import { showAs } from './en/show-as.ts';
import { signIn } from './en/sign-in.ts';
import { timeline } from './en/timeline.ts';
import { transfers } from './en/transfers.ts';
import { views } from './en/views.ts';
import type { Texts } from './zh-CN.ts';

/** Every text of the console in English. */
export const en: Texts = {
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
