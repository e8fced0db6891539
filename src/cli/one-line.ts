import { resolve } from 'node:path';
import type { Command } from 'commander';
import { CrmError } from '#crm/errors.ts';
import { describeError } from '#jobs/describe-error.ts';

/**
 * An error as one line for the operator.
 * @param data the store's folder, which is named by its variable
 * @param command whose options fields are named by
 */
export function oneLine(error: unknown, data?: string, command?: Command): string {
  if (error instanceof CrmError) {
    const { field, message } = describeError(error);
    return field === null ? message : `${optionOf(command, field) ?? field}: ${message}`;
  }
  const message = error instanceof Error ? (systemFailure(error, data) ?? error.message) : String(error);
  return message.replace(/\s*\n\s*/g, '; ').replace(/\.$/, '');
}

/** Options that are called otherwise than the fields that they fill. */
const optionNames: Readonly<Record<string, string>> = {
  loginNo: 'login',
  password: 'passwordStdin',
  options: 'option',
};

function optionOf(command: Command | undefined, field: string): string | null | undefined {
  const name = optionNames[field] ?? field;
  return command?.options.find((option) => option.attributeName() === name)?.long;
}

interface SystemError extends Error {
  readonly code: string;
  readonly syscall?: string;
  readonly path?: string;
  readonly address?: string;
  readonly port?: number;
}

/** What the operating system refused, with the variable that an operator would change. */
function systemFailure(error: Error, data = './data'): string | undefined {
  if (!('code' in error && typeof error.code === 'string')) return undefined;
  const { code, syscall, path, address, port } = error as SystemError;
  if (syscall === 'listen' || syscall === 'bind') {
    const where = `${address}:${port}`;
    if (code === 'EADDRINUSE') return `${where} is in use: stop what listens there, or set HUILIU_PORT`;
    if (code === 'EACCES') return `${where} may not be listened on by this user: set HUILIU_PORT to one above 1023`;
    if (code === 'EADDRNOTAVAIL') return `${address} is no address of this machine: set HUILIU_HOST`;
  }
  if (syscall === 'getaddrinfo') return `a host can't be found (HUILIU_HOST or the database's): ${error.message}`;
  if (code === 'ENOSPC') return path === undefined ? 'the disk is full' : `the disk of ${path} is full`;
  if (path === undefined) return undefined;
  const named = lies(path, data) ? `${path} (HUILIU_DATA)` : path;
  if (code === 'EACCES' || code === 'EPERM') return `${named} may not be used by this user: ${code}`;
  if (code === 'EROFS') return `${named} is on a read-only disk: ${code}`;
  if (code === 'EISDIR') return `${named} is a folder, not a file: ${code}`;
  if (code === 'ENOTDIR' || code === 'EEXIST') return `${named} is not a folder: ${code}`;
  if (code === 'ENOENT' && syscall === 'mkdir') return `${named} can't be made there: ${code}`;
  if (code === 'ENOENT') return `${path} doesn't exist`;
  return undefined;
}

/** Whether a path belongs to the store's folder, or is one that it lies in. */
function lies(path: string, data: string): boolean {
  const [one, other] = [`${resolve(path)}/`, `${resolve(data === '' ? './data' : data)}/`];
  return one.startsWith(other) || other.startsWith(one);
}
