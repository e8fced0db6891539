import { Type } from 'typebox';
import { isLost, isWon } from '#crm/opportunities/stages.ts';
import { customersBySourceAndDay, type DayCount, followUpsByDay } from '#crm/reports/by-day.ts';
import { countByStage } from '#crm/reports/funnel.ts';
import { dayAfter, readDays, startOfDay } from '../days.ts';
import { present } from '../read-customer.ts';
import { readId } from '../read-refs.ts';
import { route } from '../route.ts';
import { Day } from '../schemas/common.ts';
import { FollowUpReport, FunnelReport, NewCustomerReport } from '../schemas/report.ts';
import { showAgent, showOption } from '../show/refs.ts';

const tag = 'Views and reports';
const MOST_DAYS = 92;

const Days = Type.Object({ from: Day, to: Day });

export const reportRoutes = [
  route({
    method: 'GET',
    path: '/reports/funnel',
    tag,
    summary: 'Opportunities by stage',
    access: 'agent',
    query: Type.Object({
      from: Type.Optional(Day),
      to: Type.Optional(Day),
      departments: Type.Optional(Type.String({ pattern: '^[1-9]\\d{0,18}(,[1-9]\\d{0,18})*$' })),
    }),
    answer: FunnelReport,
    async run({ read, who, query }) {
      const { from, to, departments } = query;
      const filter = present({
        from: from === undefined ? undefined : startOfDay(who, 'from', from),
        before: to === undefined ? undefined : startOfDay(who, 'to', dayAfter(to)),
        departmentIds: departments?.split(',').map((id) => readId('departments', id)),
      });
      const counts = await read((db) => countByStage(db, who, filter));
      const all = who.directory.options.get('opportunity_stage')?.all ?? [];
      const stages = [null, ...all]
        .map((stage) => ({ id: stage?.id ?? null, enabled: stage?.enabled === true }))
        .map((stage) => ({ ...stage, count: counts.get(stage.id) ?? 0 }))
        .filter(({ enabled, count }) => enabled || count > 0);
      const sum = (holds: (id: bigint | null) => boolean) =>
        stages.reduce((total, { id, count }) => total + (holds(id) ? count : 0), 0);
      return {
        stages: stages.map(({ id, count }) => ({ stage: showOption(who, 'opportunity_stage', id), count })),
        total: sum(() => true),
        won: sum((id) => isWon(who.directory, id)),
        lost: sum((id) => isLost(who.directory, id)),
      };
    },
  }),
  route({
    method: 'GET',
    path: '/reports/follow-ups',
    tag,
    summary: 'Follow-ups by agent and day',
    access: 'agent',
    query: Days,
    answer: FollowUpReport,
    async run({ read, who, query }) {
      const { days, bounds } = readDays(who, query, MOST_DAYS);
      const rows = tabulate(await read((db) => followUpsByDay(db, who, bounds)), days.length);
      const totals = days.map((_day, at) => rows.reduce((sum, row) => sum + row.counts[at]!, 0));
      return {
        days,
        agents: rows.map(({ of, counts, total }) => ({ agent: showAgent(who, of), counts, total })),
        totals,
        total: totals.reduce((sum, n) => sum + n, 0),
      };
    },
  }),
  route({
    method: 'GET',
    path: '/reports/new-customers',
    tag,
    summary: 'New customers by source and day',
    access: 'agent',
    query: Days,
    answer: NewCustomerReport,
    async run({ read, who, query }) {
      const { days, bounds } = readDays(who, query, MOST_DAYS);
      const rows = tabulate(await read((db) => customersBySourceAndDay(db, who, bounds)), days.length);
      return {
        days,
        sources: rows.map(({ of, counts, total }) => ({
          source: showOption(who, 'customer_source', of),
          counts,
          total,
        })),
        total: rows.reduce((sum, row) => sum + row.total, 0),
      };
    },
  }),
];

/** One row each, most first, with a count for every day. */
function tabulate(found: readonly DayCount[], days: number) {
  const rows = [...Map.groupBy(found, ({ of }) => of)].map(([of, cells]) => {
    const counts = Array.from({ length: days }, () => 0);
    for (const { day, n } of cells) counts[day] = n;
    return { of, counts, total: counts.reduce((sum, n) => sum + n, 0) };
  });
  return rows.toSorted((a, b) => b.total - a.total);
}
