import { checkName } from '#crm/access/names.ts';
import { CrmError } from '#crm/errors.ts';
import { checkText } from '#crm/text-rules.ts';
import { columnTypes, type ColumnType } from './asset-table.ts';

/** A column as an admin defines it. */
export interface ColumnInput {
  readonly key: string;
  /** What people call it; the key when absent. */
  readonly name?: string;
  /** A company field's type number; 2 (a line of text) when absent. */
  readonly type?: number;
  readonly unique?: boolean;
}

export interface CheckedColumn {
  readonly key: string;
  readonly name: string;
  readonly type: ColumnType;
  readonly unique: boolean;
}

const MOST_COLUMNS = 100;
const LONGEST_KEY = 64;

/** Rows show their columns beside these; `_id` is a row's id in the picker's cPara. */
const reserved: readonly string[] = [
  'rId',
  '_id',
  'owner',
  'ownerType',
  'tableId',
  'createTime',
  'updateTime',
  'ticketId',
  'relative_ticket_columnId',
];

/**
 * A table's key: up to 64 letters, digits, `_`, `.` and `-`, of which something is no digit (an id has digits only),
 * without `.json` at its end (addresses carry it), and neither `.` nor `..` (addresses lose them).
 */
export function checkTableKey(key: string): string {
  if (key === '') throw new CrmError('missing', { field: 'key' });
  checkText('key', key, LONGEST_KEY);
  if (!/^[\p{L}\p{N}_.-]+$/u.test(key) || /^(?:\d+|\.\.?)$/.test(key) || /\.json$/i.test(key)) {
    throw new CrmError('invalid', { field: 'key', reason: 'not letters, digits, _, . and - with a letter among them' });
  }
  return key;
}

export function checkTitle(title: string): string {
  return checkName('title', title);
}

/** Raises `invalid` with the column's key, also for a key that comes twice. */
export function checkColumns(columns: readonly ColumnInput[]): CheckedColumn[] {
  if (columns.length === 0) throw new CrmError('missing', { field: 'columns' });
  if (columns.length > MOST_COLUMNS) {
    throw new CrmError('invalid', { field: 'columns', reason: `more than ${MOST_COLUMNS}` });
  }
  const seen = new Set<string>();
  return columns.map((column) => {
    const checked = checkColumn(column);
    if (seen.has(checked.key)) throw new CrmError('invalid', { field: checked.key, reason: 'comes twice' });
    seen.add(checked.key);
    return checked;
  });
}

function checkColumn({ key, name = '', type = 2, unique = false }: ColumnInput): CheckedColumn {
  if (key === '') throw new CrmError('missing', { field: 'key' });
  checkText('key', key, LONGEST_KEY);
  if (!/^[\p{L}_][\p{L}\p{N}_.-]*$/u.test(key)) {
    throw new CrmError('invalid', {
      field: key,
      reason: 'a key holds letters, digits, _, . and - after a letter or _',
    });
  }
  if (reserved.includes(key)) throw new CrmError('invalid', { field: key, reason: 'every row has a key of this name' });
  const known = columnTypes.find((one) => one === type);
  if (known === undefined) {
    throw new CrmError('invalid', { field: key, reason: `type is not one of ${columnTypes.join(', ')}` });
  }
  return { key, name: name.trim() === '' ? key : checkName(key, name), type: known, unique };
}
