import type { FieldKind } from '#crm/access/directory.ts';
import { checkName } from '#crm/access/names.ts';
import { CrmError } from '#crm/errors.ts';
import { insertRows } from '#crm/insert-rows.ts';
import { idsAfter } from '#crm/options/own-ids.ts';
import type { Writer } from '#crm/store.ts';
import type { FieldOptionsTable } from '#engines/engine.ts';

/** An option of a field as it shall be; those of a cascade nest. */
export interface FieldOptionInput {
  /** On a new field an id to keep; else the option that this one is. */
  readonly id?: bigint;
  readonly label: string;
  /** True when absent. */
  readonly enabled?: boolean;
  readonly children?: readonly FieldOptionInput[];
}

const MOST_OPTIONS = 10_000;
const DEEPEST = 10;

type Row = FieldOptionsTable;

/**
 * Makes `tree` the field's options, in this order. An entry without id is the present one of its label below the same parent,
 * if there is one, else new. What is left out is disabled, never deleted: records may hold it.
 * Raises `not_found` for an id that the field doesn't have (unless the field is new), `taken` for a label or id that comes
 * twice, `invalid` where the kind has no options or doesn't nest.
 */
export async function writeOptionTree(
  db: Writer,
  tenantId: bigint,
  field: { readonly id: bigint; readonly kind: FieldKind; readonly isNew: boolean },
  tree: readonly FieldOptionInput[],
): Promise<void> {
  checkTree(field.kind, tree);
  const present = field.isNew ? [] : await readOptions(db, tenantId, field.id);
  const wanted = place(tree, present, { tenantId, fieldId: field.id, isNew: field.isNew });
  const added: Row[] = [];
  const byId = new Map(present.map((row) => [row.id, row]));
  for (const row of wanted) {
    const before = byId.get(row.id);
    byId.delete(row.id);
    if (before === undefined) added.push(row);
    else if (!sameRow(before, row)) await updateOption(db, row);
  }
  for (const gone of byId.values()) if (gone.enabled === 1) await updateOption(db, { ...gone, enabled: 0 });
  await insertRows(db, 'field_options', added);
}

function checkTree(kind: FieldKind, tree: readonly FieldOptionInput[]): void {
  const refuse = (reason: string) => new CrmError('invalid', { field: 'options', reason });
  if (tree.length > 0 && !['select', 'radio', 'checkbox', 'cascade'].includes(kind)) throw refuse('this kind has none');
  let count = 0;
  const visit = (options: readonly FieldOptionInput[], depth: number) => {
    if (depth > DEEPEST) throw refuse(`nests deeper than ${DEEPEST}`);
    for (const { children = [] } of options) {
      count += 1;
      if (children.length > 0 && kind !== 'cascade') throw refuse('only a cascade nests');
      visit(children, depth + 1);
    }
  };
  visit(tree, 1);
  if (count > MOST_OPTIONS) throw refuse(`more than ${MOST_OPTIONS}`);
}

interface Where {
  readonly tenantId: bigint;
  readonly fieldId: bigint;
  readonly isNew: boolean;
}

/** The rows of the whole tree, parents first; an entry never moves to another parent. */
function place(tree: readonly FieldOptionInput[], present: readonly Row[], where: Where): Row[] {
  const byId = new Map(present.map((row) => [row.id, row]));
  const all = everyOption(tree);
  const given = new Set(all.flatMap(({ id }) => id ?? []));
  const nextId = idsUnlike(
    [...all, ...present].map(({ label }) => label),
    idsAfter([...given, ...byId.keys()]),
  );
  const ids = new Set<bigint>();
  const rows: Row[] = [];
  const visit = (options: readonly FieldOptionInput[], parentId: bigint | null) => {
    const labels = new Set<string>();
    options.forEach((option, position) => {
      const label = checkName('options', option.label);
      if (labels.has(label)) throw new CrmError('taken', { field: 'options', value: label });
      labels.add(label);
      const known =
        option.id === undefined
          ? present.find((row) => row.parent_id === parentId && row.label === label && !given.has(row.id))
          : byId.get(option.id);
      if (option.id !== undefined) checkId(option.id, known, parentId, where.isNew);
      const id = option.id ?? known?.id ?? nextId();
      if (ids.has(id)) throw new CrmError('taken', { field: 'options', value: label });
      ids.add(id);
      rows.push({
        tenant_id: where.tenantId,
        field_id: where.fieldId,
        id,
        parent_id: parentId,
        label,
        position,
        enabled: option.enabled === false ? 0 : 1,
      });
      visit(option.children ?? [], id);
    });
  };
  visit(tree, null);
  return rows;
}

function checkId(id: bigint, known: Row | undefined, parentId: bigint | null, isNew: boolean): void {
  if (id <= 0n) throw new CrmError('invalid', { field: 'options', reason: 'an id is not a positive 64-bit integer' });
  if (isNew) return;
  if (known === undefined) throw new CrmError('not_found', { record: 'option', id: String(id) });
  if (known.parent_id !== parentId)
    throw new CrmError('invalid', { field: 'options', reason: 'an option changed its parent' });
}

function everyOption(tree: readonly FieldOptionInput[]): FieldOptionInput[] {
  return tree.flatMap((option) => [option, ...everyOption(option.children ?? [])]);
}

/** Dialects take an option by id or label: an id that reads like the label of another would be taken for it. */
function idsUnlike(labels: readonly string[], next: () => bigint): () => bigint {
  const read = new Set(labels.filter((label) => /^\d{1,19}$/.test(label.trim())).map(BigInt));
  return () => {
    let id = next();
    while (read.has(id)) id = next();
    return id;
  };
}

function sameRow(a: Row, b: Row): boolean {
  return a.label === b.label && a.position === b.position && a.enabled === b.enabled;
}

async function readOptions(db: Writer, tenantId: bigint, fieldId: bigint): Promise<Row[]> {
  return await db.sql
    .selectFrom('field_options')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('field_id', '=', fieldId)
    .orderBy('enabled', 'desc')
    .orderBy('position')
    .orderBy('id')
    .execute();
}

async function updateOption(db: Writer, { tenant_id, field_id, id, label, position, enabled }: Row): Promise<void> {
  await db.sql
    .updateTable('field_options')
    .set({ label, position, enabled })
    .where('tenant_id', '=', tenant_id)
    .where('field_id', '=', field_id)
    .where('id', '=', id)
    .execute();
}
