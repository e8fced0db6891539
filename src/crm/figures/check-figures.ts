import { sql, type RawBuilder } from 'kysely';
import type { Reader } from '#crm/store.ts';

interface Figure {
  /** What should be equal, as people read it. */
  readonly name: string;
  /** Rows `what`, `kept`, `counted` where they differ. */
  readonly differing: RawBuilder<{ what: string; kept: number | null; counted: number | null }>;
}

const kept = (name: string) =>
  sql`(select tenants.id as tenant_id, coalesce(sum(record_counts.n), 0) as n from tenants
        left join record_counts on record_counts.tenant_id = tenants.id and record_counts.name = ${sql.lit(name)}
       group by tenants.id)`;

/** A kept count of each tenant against the rows of a table. */
function total(name: string, table: string, condition: string): Figure {
  return {
    name: `total of ${name}`,
    differing: sql`
      select 'tenant ' || cast(k.tenant_id as text) as what, k.n as kept, coalesce(c.n, 0) as counted
        from ${kept(name)} as k
        left join (select tenant_id, count(*) as n from ${sql.table(table)} where ${sql.raw(condition)} group by tenant_id) as c
          on c.tenant_id = k.tenant_id
       where k.n <> coalesce(c.n, 0)`,
  };
}

/** The kept counts of what the customers of each department, and of the pool, have. */
function ofOwners(table: string, counter: string): Figure {
  const name = `${table} of `;
  return {
    name: `${table} of a department's customers`,
    differing: sql`
      select coalesce(k.name, c.name) as what, coalesce(k.n, 0) as kept, coalesce(c.n, 0) as counted
        from (select tenant_id, name, sum(n) as n from record_counts where name like ${sql.lit(`${name}%`)} group by tenant_id, name) as k
        full join (select tenant_id, ${sql.lit(name)} || cast(coalesce(owner_department_id, 0) as text) as name, sum(${sql.ref(counter)}) as n
                     from customers where deleted_at is null group by tenant_id, owner_department_id) as c
          on c.tenant_id = k.tenant_id and c.name = k.name
       where coalesce(k.n, 0) <> coalesce(c.n, 0)`,
  };
}

/** A figure kept on each row of a table against a count of rows elsewhere. */
function ofRows(name: string, table: string, column: string, counted: string, condition = '1 = 1'): Figure {
  return {
    name,
    differing: sql`
      select ${sql.lit(`${table} `)} || cast(t.id as text) as what, t.${sql.ref(column)} as kept, coalesce(c.n, 0) as counted
        from ${sql.table(table)} as t
        left join (${sql.raw(counted)}) as c on c.tenant_id = t.tenant_id and c.id = t.id
       where t.${sql.ref(column)} <> coalesce(c.n, 0) and ${sql.raw(condition)}`,
  };
}

const figures: readonly Figure[] = [
  total('customers', 'customers', 'deleted_at is null'),
  total('companies', 'companies', 'deleted_at is null'),
  total('companies_all', 'companies', '1 = 1'),
  total('follow_ups', 'follow_ups', 'visible = 1'),
  total('opportunities', 'opportunities', 'visible = 1'),
  ofOwners('follow_ups', 'follow_up_count'),
  ofOwners('opportunities', 'opportunity_count'),
  {
    name: 'customers of a cell',
    differing: sql`
      select 'cell ' || cast(k.cell_id as text) as what, k.n as kept, coalesce(c.n, 0) as counted
        from (select tenant_id, cell_id, sum(n) as n from customer_counts group by tenant_id, cell_id) as k
        left join (select tenant_id, cell_id, count(*) as n from customers where deleted_at is null group by tenant_id, cell_id) as c
          on c.tenant_id = k.tenant_id and c.cell_id = k.cell_id
       where k.n <> coalesce(c.n, 0)`,
  },
  {
    name: 'the cell of a customer',
    differing: sql`
      select 'customer ' || cast(t.id as text) as what, t.cell_id as kept, c.id as counted
        from customers as t left join customer_cells as c on c.tenant_id = t.tenant_id and c.id = t.cell_id
       where c.id is null or c.owner_agent_id <> coalesce(t.owner_agent_id, 0)
          or c.owner_department_id <> coalesce(t.owner_department_id, 0) or c.type_id <> coalesce(t.type_id, 0)
          or c.deal_flag_id <> coalesce(t.deal_flag_id, 0) or c.source_id <> coalesce(t.source_id, 0)
          or c.task_id <> coalesce(t.task_id, 0)`,
  },
  ofRows(
    "a company's customers",
    'companies',
    'customer_count',
    'select tenant_id, company_id as id, count(*) as n from customers where deleted_at is null group by tenant_id, company_id',
  ),
  ofRows(
    "a customer's follow-ups",
    'customers',
    'follow_up_count',
    'select tenant_id, customer_id as id, count(*) as n from follow_ups where deleted_at is null group by tenant_id, customer_id',
  ),
  ofRows(
    "a customer's opportunities",
    'customers',
    'opportunity_count',
    'select tenant_id, customer_id as id, count(*) as n from opportunities where deleted_at is null group by tenant_id, customer_id',
  ),
  {
    name: "whose a follow-up's customer is",
    differing: sql`
      select 'follow-up ' || cast(f.id as text) as what, f.owner_agent_id as kept, t.owner_agent_id as counted
        from follow_ups as f join customers as t on t.tenant_id = f.tenant_id and t.id = f.customer_id
       where coalesce(f.owner_agent_id, 0) <> coalesce(t.owner_agent_id, 0)
          or coalesce(f.owner_department_id, 0) <> coalesce(t.owner_department_id, 0)
          or coalesce(f.service_agent_id, 0) <> coalesce(t.service_agent_id, 0)
          or coalesce(f.service_department_id, 0) <> coalesce(t.service_department_id, 0)`,
  },
  {
    name: 'phones of living customers only',
    differing: sql`
      select 'phone ' || cast(p.id as text) as what, null as kept, null as counted
        from customer_phones as p left join customers as t on t.tenant_id = p.tenant_id and t.id = p.customer_id
       where p.deleted_at is null and (t.id is null or t.deleted_at is not null)`,
  },
  {
    name: 'a name or a phone of each customer',
    differing: sql`
      select 'customer ' || cast(t.id as text) as what, null as kept, null as counted
        from customers as t
       where t.deleted_at is null and t.name = ''
         and not exists (select 1 from customer_phones as p
                          where p.tenant_id = t.tenant_id and p.customer_id = t.id and p.deleted_at is null)`,
  },
];

const MOST_SHOWN = 20;

/** Derived figures that differ from a recount of the rows, a line each, twenty of a kind; none means all agree. Reads whole tables. */
export async function checkFigures(db: Reader): Promise<string[]> {
  const lines: string[] = [];
  for (const { name, differing } of figures) {
    const { rows } = await db.sql.executeQuery<{ what: string; kept: number | null; counted: number | null }>(
      sql`select * from (${differing}) as differing limit ${sql.lit(MOST_SHOWN)}`.compile(compilerOf(db)),
    );
    for (const { what, kept: is, counted } of rows) {
      lines.push(is === null ? `${name}: ${what}` : `${name}: ${what} has ${is}, counted ${counted}`);
    }
  }
  return lines;
}

function compilerOf(db: Reader) {
  return db.sql as unknown as Parameters<ReturnType<typeof sql>['compile']>[0];
}
