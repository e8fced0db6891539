import { CrmError } from '#crm/errors.ts';
import { describeError } from '#jobs/describe-error.ts';

/** An error as one line for the operator. */
export function oneLine(error: unknown): string {
  if (error instanceof CrmError) {
    const { field, message } = describeError(error);
    return field === null ? message : `${field}: ${message}`;
  }
  const message = error instanceof Error ? (systemFailure(error) ?? error.message) : String(error);
  return message.replace(/\s*\n\s*/g, '; ');
}

interface SystemError extends Error {
  readonly code: string;
  readonly syscall?: string;
  readonly path?: string;
  readonly address?: string;
  readonly port?: number;
}

/** What the operating system refused, with the variable that an operator would change. */
function systemFailure(error: Error): string | undefined {
  if (!('code' in error && typeof error.code === 'string')) return undefined;
  const { code, syscall, path, address, port } = error as SystemError;
  if (syscall === 'listen' || syscall === 'bind') {
    const where = `${address}:${port}`;
    if (code === 'EADDRINUSE') return `${where} is in use: stop what listens there, or set HUILIU_PORT`;
    if (code === 'EACCES') return `${where} may not be listened on by this user: set HUILIU_PORT to one above 1023`;
    if (code === 'EADDRNOTAVAIL') return `${address} is no address of this machine: set HUILIU_HOST`;
  }
  if (syscall === 'getaddrinfo') return `a host can't be found (HUILIU_HOST or the database's): ${error.message}`;
  if (path === undefined) return undefined;
  if (code === 'EACCES' || code === 'EPERM') return `${path} may not be used by this user (HUILIU_DATA): ${code}`;
  if (code === 'EROFS') return `${path} is on a read-only disk (HUILIU_DATA): ${code}`;
  if (code === 'ENOTDIR' || code === 'EEXIST') return `${path} is not a folder (HUILIU_DATA): ${code}`;
  if (code === 'ENOENT' && syscall === 'mkdir') return `${path} can't be made there (HUILIU_DATA): ${code}`;
  if (code === 'ENOSPC') return `the disk of ${path} is full: ${code}`;
  if (code === 'ENOENT') return `${path} doesn't exist`;
  return undefined;
}
