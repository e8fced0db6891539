import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { type Config, ConfigError } from './config.ts';

export interface Tls {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** The certificate and its key. Raises ConfigError, which names the variable, for files that can't be read or used. */
export function readTls(files: Config['tls']): Tls | undefined {
  if (files === undefined) return undefined;
  const tls = { cert: readPem('HUILIU_TLS_CERT', files.certFile), key: readPem('HUILIU_TLS_KEY', files.keyFile) };
  attempt(`HUILIU_TLS_CERT: ${files.certFile} is no certificate in PEM`, () => createSecureContext({ cert: tls.cert }));
  attempt(`HUILIU_TLS_KEY: ${files.keyFile} is not the key of HUILIU_TLS_CERT in PEM`, () => createSecureContext(tls));
  return tls;
}

function readPem(name: string, file: string): Buffer {
  return attempt(name, () => readFileSync(file));
}

function attempt<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new ConfigError(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
