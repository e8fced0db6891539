import { closeSync, existsSync, openSync } from 'node:fs';

/** Makes an empty file for this user alone, unless it is there: SQLite would let everybody read what it makes. */
export function makeFile(file: string): void {
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
}
