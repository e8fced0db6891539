import { Option, type Command } from 'commander';
import type { Dictionary, DictionaryName, Directory, Option as Entry } from '#crm/access/directory.ts';
import { newDictionaries } from '#crm/access/new-tenant.ts';
import type { OptionPatch } from '#crm/options/update-option.ts';
import { parseCount, parseId } from './arguments.ts';
import { addCommand, CommandFailure, print, table, type Cli } from './cli.ts';
import { findTenant } from './find.ts';

const dictionaries = Object.keys(newDictionaries);
const MOST_POSITION = 1_000_000;

export function addOption(program: Command, cli: Cli): void {
  const option = program
    .command('option')
    .description('options 选项: the entries of dictionaries, such as customer types');
  const position = parseCount(0, MOST_POSITION);

  addCommand(option, 'list', 'list the entries of a dictionary, or of all')
    .requiredOption('--tenant <tenant>', 'code or id')
    .addOption(new Option('--dictionary <name>', 'only this one').choices(dictionaries))
    .action((options: ListOptions) => list(cli, options));

  inDictionary(addCommand(option, 'add', 'add an entry to a dictionary'))
    .requiredOption('--name <name>', 'its name')
    .option('--code <code>', "unique in the dictionary; the id's digits when absent")
    .option('--position <n>', 'behind the others when absent', position)
    .option('--disabled', 'not to be chosen yet')
    .option('--id <id>', 'keep this id', parseId)
    .action((options: AddOptions) => add(cli, options));

  inDictionary(addCommand(option, 'update <entry>', 'change an entry, given by id, code or name'))
    .option('--name <name>', 'its name')
    .option('--code <code>', 'its code')
    .option('--position <n>', 'its place in the order', position)
    .action((entry: string, options: UpdateOptions) => update(cli, entry, options, {}));

  for (const [name, enabled, description] of [
    ['enable', true, 'let an entry be chosen again'],
    ['disable', false, 'keep an entry from being newly chosen; records that have it keep it'],
  ] as const) {
    inDictionary(addCommand(option, `${name} <entry>`, description)).action((entry: string, options: UpdateOptions) =>
      update(cli, entry, options, { enabled }),
    );
  }

  inDictionary(addCommand(option, 'order <entries...>', 'put these entries first, in this order')).action(
    (entries: string[], options: UpdateOptions) => order(cli, entries, options),
  );

  inDictionary(addCommand(option, 'remove <entry>', 'delete an entry that no record holds')).action(
    (entry: string, options: UpdateOptions) => remove(cli, entry, options),
  );
}

function inDictionary(command: Command): Command {
  return command
    .requiredOption('--tenant <tenant>', 'code or id')
    .addOption(new Option('--dictionary <name>', 'which').choices(dictionaries).makeOptionMandatory());
}

async function list(cli: Cli, options: ListOptions): Promise<void> {
  await cli.withStore(async (store) => {
    const directory = await findTenant(store, options.tenant);
    const names = options.dictionary === undefined ? [...directory.options.keys()] : [options.dictionary];
    const value = names.flatMap((dictionary) =>
      (directory.options.get(dictionary)?.all ?? []).map((entry) => ({ dictionary, ...entry })),
    );
    const rows = value.map((one) => [
      one.dictionary,
      String(one.id),
      one.code,
      one.name,
      String(one.position),
      one.enabled ? 'yes' : 'no',
    ]);
    await print(cli, options, value, table(['dictionary', 'id', 'code', 'name', 'position', 'enabled'], rows));
  });
}

async function add(cli: Cli, options: AddOptions): Promise<void> {
  const { createOption } = await import('#crm/options/create-option.ts');
  await cli.withStore(async (store) => {
    const { tenant } = await findTenant(store, options.tenant);
    const id = await store.write((db) =>
      createOption(db, tenant.id, options.dictionary, {
        name: options.name,
        ...(options.code === undefined ? {} : { code: options.code }),
        ...(options.position === undefined ? {} : { position: options.position }),
        ...(options.id === undefined ? {} : { id: options.id }),
        enabled: options.disabled !== true,
      }),
    );
    await show(cli, options, await store.directory(tenant.id), id, 'made');
  });
}

async function update(cli: Cli, entry: string, options: UpdateOptions, more: OptionPatch): Promise<void> {
  const { updateOption } = await import('#crm/options/update-option.ts');
  await cli.withStore(async (store) => {
    const directory = await findTenant(store, options.tenant);
    const { id } = findEntry(directory, options.dictionary, entry);
    const patch = {
      ...more,
      ...(options.name === undefined ? {} : { name: options.name }),
      ...(options.code === undefined ? {} : { code: options.code }),
      ...(options.position === undefined ? {} : { position: options.position }),
    };
    await store.write((db) => updateOption(db, directory.tenant.id, options.dictionary, id, patch));
    await show(cli, options, await store.directory(directory.tenant.id), id, 'changed');
  });
}

async function order(cli: Cli, entries: readonly string[], options: UpdateOptions): Promise<void> {
  const { reorderOptions } = await import('#crm/options/update-option.ts');
  await cli.withStore(async (store) => {
    const directory = await findTenant(store, options.tenant);
    const ids = entries.map((entry) => findEntry(directory, options.dictionary, entry).id);
    await store.write((db) => reorderOptions(db, directory.tenant.id, options.dictionary, ids));
    const all = (await store.directory(directory.tenant.id)).options.get(options.dictionary)?.all ?? [];
    await print(cli, options, all, all.map(({ id, name }) => `${id} ${name}`).join('\n'));
  });
}

async function remove(cli: Cli, entry: string, options: UpdateOptions): Promise<void> {
  const { deleteOption } = await import('#crm/options/delete-option.ts');
  await cli.withStore(async (store) => {
    const directory = await findTenant(store, options.tenant);
    const found = findEntry(directory, options.dictionary, entry);
    await store.write((db) => deleteOption(db, directory.tenant.id, options.dictionary, found.id));
    await print(cli, options, { dictionary: options.dictionary, ...found }, `removed ${found.name}`);
  });
}

async function show(cli: Cli, options: UpdateOptions, directory: Directory, id: bigint, done: string): Promise<void> {
  const entry = directory.options.get(options.dictionary)!.byId.get(id)!;
  const value = { dictionary: options.dictionary, tenantId: directory.tenant.id, ...entry };
  await print(cli, options, value, `${done} ${entry.name} with the id ${id} and the code ${entry.code}`);
}

/** The entry of an id, a code or a name; the id wins, then the code. */
function findEntry(directory: Directory, name: DictionaryName, given: string): Entry {
  const dictionary: Dictionary | undefined = directory.options.get(name);
  const byId = /^\d{1,19}$/.test(given) ? dictionary?.byId.get(BigInt(given)) : undefined;
  const entry = byId ?? dictionary?.byCode.get(given) ?? dictionary?.byName.get(given);
  if (entry === undefined)
    throw new CommandFailure(
      `${name} has no entry with the id, code or name ${given}: "huiliu option list" shows them`,
    );
  return entry;
}

interface ListOptions {
  tenant: string;
  dictionary?: DictionaryName;
  json?: boolean;
}

interface UpdateOptions extends ListOptions {
  dictionary: DictionaryName;
  name?: string;
  code?: string;
  position?: number;
}

interface AddOptions extends UpdateOptions {
  name: string;
  disabled?: boolean;
  id?: bigint;
}
