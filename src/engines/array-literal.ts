/** PostgreSQL's text of an array; null is an item that is null. Raises TypeError for what no parameter can be. */
export function arrayLiteral(items: readonly unknown[]): string {
  return `{${items.map(itemLiteral).join(',')}}`;
}

function itemLiteral(item: unknown): string {
  switch (typeof item) {
    case 'string':
      return `"${item.replace(/["\\]/g, '\\$&')}"`;
    case 'bigint':
    case 'number':
      return String(item);
    default:
      if (item === null) return 'NULL';
      throw new TypeError(`A statement's parameter can't be ${typeof item}`);
  }
}
