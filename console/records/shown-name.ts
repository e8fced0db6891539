import type { Id } from '@/api/shapes.ts';

interface Named {
  readonly id: Id;
  readonly name: string;
  readonly phones?: readonly { readonly content: string }[];
}

/** What a record is called on a screen: other APIs make customers without a name, which must be seen and opened all the same. */
export function shownName({ id, name, phones }: Named): string {
  return name.trim() || phones?.[0]?.content || `#${id}`;
}
