import { Option, type Command } from 'commander';
import type { Directory, Field, FieldKind, FieldRecord, FieldSettings } from '#crm/access/directory.ts';
import type { FieldOptionInput } from '#crm/fields/option-tree.ts';
import type { FieldPatch } from '#crm/fields/update-field.ts';
import { collect, parseCount, parseId } from './arguments.ts';
import { addCommand, CommandFailure, print, table, UsageError, type Cli } from './cli.ts';
import { findTenant } from './find.ts';

const records = ['customer', 'company', 'opportunity'];
const kinds =
  'input textarea number select radio checkbox cascade city datetime telephone email attachment datasource'.split(' ');
const MOST_POSITION = 1_000_000;

export function addField(program: Command, cli: Cli): void {
  const field = program
    .command('field')
    .description('custom fields 自定义字段 of customers, companies and opportunities');
  const position = parseCount(0, MOST_POSITION);

  ofRecord(addCommand(field, 'add', 'define a custom field'))
    .addOption(new Option('--kind <kind>', 'what it holds').choices(kinds).makeOptionMandatory())
    .requiredOption('--label <label>', 'what people call it')
    .option('--key <key>', "unique among the record's fields; field_<id> when absent")
    .option('--required', 'must be given')
    .option('--position <n>', 'behind the others when absent', position)
    .option('--option <label>', 'an option of select, radio, checkbox; of cascade a path a/b/c; repeat it', collect)
    .option('--integer', 'number: refuse fractions')
    .option('--yes-no', 'checkbox: a single yes/no box')
    .option('--table <id>', 'datasource: the asset table', parseId)
    .option('--display-column <key>', 'datasource: the column that stands for a row')
    .option('--extension <query>', 'input of a company: the query string of its external extension')
    .option('--id <id>', 'keep this id', parseId)
    .action((options: AddOptions) => add(cli, options));

  addCommand(field, 'list', 'list the custom fields of a record, or of all')
    .requiredOption('--tenant <tenant>', 'code or id')
    .addOption(new Option('--record <record>', 'only of this one').choices(records))
    .action((options: ListOptions) => list(cli, options));

  ofRecord(addCommand(field, 'update <field>', 'change a field, given by id or key'))
    .option('--label <label>', 'what people call it')
    .option('--required', 'must be given')
    .option('--not-required', 'may be left out')
    .option('--position <n>', 'its place in the order', position)
    .option('--option <label>', 'its whole options, in order; those left out are disabled', collect)
    .action((given: string, options: UpdateOptions) => update(cli, given, options, {}));

  for (const [name, enabled, description] of [
    ['enable', true, 'show a disabled field again, with what is stored under it'],
    ['disable', false, 'take a field out of forms and answers; what is stored under it stays'],
  ] as const) {
    ofRecord(addCommand(field, `${name} <field>`, description)).action((given: string, options: UpdateOptions) =>
      update(cli, given, options, { enabled }),
    );
  }
}

function ofRecord(command: Command): Command {
  return command
    .requiredOption('--tenant <tenant>', 'code or id')
    .addOption(new Option('--record <record>', 'of what').choices(records).makeOptionMandatory());
}

async function add(cli: Cli, options: AddOptions): Promise<void> {
  const { createField } = await import('#crm/fields/create-field.ts');
  await cli.withStore(async (store) => {
    const { tenant } = await findTenant(store, options.tenant);
    const id = await store.write((db) =>
      createField(db, tenant.id, {
        record: options.record,
        kind: options.kind,
        label: options.label,
        required: options.required === true,
        settings: settingsOf(options),
        options: optionTree(options.option ?? [], options.kind === 'cascade'),
        ...(options.key === undefined ? {} : { key: options.key }),
        ...(options.position === undefined ? {} : { position: options.position }),
        ...(options.id === undefined ? {} : { id: options.id }),
      }),
    );
    const made = (await store.directory(tenant.id)).fields.get(options.record)!.byId.get(id)!;
    await show(cli, options, tenant.id, made, 'made');
  });
}

async function list(cli: Cli, options: ListOptions): Promise<void> {
  await cli.withStore(async (store) => {
    const { fields } = await findTenant(store, options.tenant);
    const value = [...fields.values()]
      .flatMap(({ byId }) => [...byId.values()])
      .filter(({ record }) => options.record === undefined || record === options.record)
      .map(shown);
    const rows = value.map((one) => [
      one.record,
      String(one.id),
      one.key,
      one.label,
      one.kind,
      one.required ? 'yes' : 'no',
      one.enabled ? 'yes' : 'no',
      one.options
        .filter(({ enabled }) => enabled)
        .map(({ label }) => label)
        .join(', '),
    ]);
    const header = ['record', 'id', 'key', 'label', 'kind', 'required', 'enabled', 'options'];
    await print(cli, options, value, table(header, rows));
  });
}

async function update(cli: Cli, given: string, options: UpdateOptions, more: FieldPatch): Promise<void> {
  if (options.required === true && options.notRequired === true) {
    throw new UsageError('give --required or --not-required, not both');
  }
  const { updateField } = await import('#crm/fields/update-field.ts');
  await cli.withStore(async (store) => {
    const directory = await findTenant(store, options.tenant);
    const { tenant } = directory;
    const { id, kind } = findField(directory, options.record, given);
    const patch: FieldPatch = {
      ...more,
      ...(options.label === undefined ? {} : { label: options.label }),
      ...(options.required === true ? { required: true } : {}),
      ...(options.notRequired === true ? { required: false } : {}),
      ...(options.position === undefined ? {} : { position: options.position }),
      ...(options.option === undefined ? {} : { options: optionTree(options.option, kind === 'cascade') }),
    };
    await store.write((db) => updateField(db, tenant.id, id, patch));
    const changed = (await store.directory(tenant.id)).fields.get(options.record)!.byId.get(id)!;
    await show(cli, options, tenant.id, changed, 'changed');
  });
}

async function show(cli: Cli, options: ListOptions, tenantId: bigint, field: Field, done: string): Promise<void> {
  const value = { tenantId, ...shown(field) };
  await print(cli, options, value, `${done} field ${field.label} with the id ${field.id} and the key ${field.key}`);
}

function shown({ optionsById: _optionsById, ...field }: Field) {
  return field;
}

function findField(directory: Directory, record: FieldRecord, given: string): Field {
  const fields = directory.fields.get(record);
  const byId = /^\d{1,19}$/.test(given) ? fields?.byId.get(BigInt(given)) : undefined;
  const field = byId ?? [...(fields?.byId.values() ?? [])].find(({ key }) => key === given);
  if (field === undefined) throw new CommandFailure(`no field of ${record} has the id or key ${given}`);
  return field;
}

function settingsOf(options: AddOptions): FieldSettings {
  return {
    ...(options.integer === true ? { integer: true } : {}),
    ...(options.yesNo === true ? { yesNo: true } : {}),
    ...(options.table === undefined ? {} : { tableId: String(options.table) }),
    ...(options.displayColumn === undefined ? {} : { displayColumn: options.displayColumn }),
    ...(options.extension === undefined ? {} : { extension: options.extension }),
  };
}

interface Node {
  readonly label: string;
  readonly children: Node[];
}

/** Options from labels, or of a cascade from paths: `浙江/杭州` and `浙江/宁波` share their root. */
function optionTree(labels: readonly string[], nested: boolean): FieldOptionInput[] {
  const root: Node = { label: '', children: [] };
  for (const label of labels) {
    let at = root;
    const steps = nested ? label.split('/') : [label];
    for (const [depth, step] of steps.entries()) {
      const isLeaf = depth === steps.length - 1;
      let next = isLeaf ? undefined : at.children.find((child) => child.label === step);
      if (next === undefined) at.children.push((next = { label: step, children: [] }));
      at = next;
    }
  }
  return root.children;
}

interface ListOptions {
  tenant: string;
  record?: FieldRecord;
  json?: boolean;
}

interface UpdateOptions extends ListOptions {
  record: FieldRecord;
  label?: string;
  required?: boolean;
  notRequired?: boolean;
  position?: number;
  option?: string[];
}

interface AddOptions extends UpdateOptions {
  kind: FieldKind;
  label: string;
  key?: string;
  integer?: boolean;
  yesNo?: boolean;
  table?: bigint;
  displayColumn?: string;
  extension?: string;
  id?: bigint;
}
