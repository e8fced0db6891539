import { isIP, isIPv4 } from 'node:net';

/** How the program is run; see `variables` for each setting. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** Folder of the embedded store, attachments and the key. */
  readonly data: string;
  readonly databaseUrl: string | undefined;
  readonly readUrl: string | undefined;
  /** 32 bytes; undefined = the one in `data`/key. */
  readonly key: Buffer | undefined;
  readonly workers: number;
  /** Seconds; 0 = any. */
  readonly signWindowS: number;
  readonly metricsToken: string | undefined;
  /** Whether to believe any proxy, none, or those at a list of addresses. */
  readonly trustProxy: boolean | string;
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined;
  /** Without a slash at its end. */
  readonly publicUrl: string | undefined;
  /** How long events are kept for those who come back, and for webhooks. */
  readonly eventDays: number;
  readonly strict: boolean;
}

/** A wrong value; the message is one line that names the variable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export interface Variable {
  readonly name: string;
  readonly meaning: string;
  /** What stands for it when it is absent, as people read it. */
  readonly fallback: string;
}

/** Every variable, in the order of the help. */
export const variables: readonly Variable[] = [
  { name: 'HUILIU_HOST', meaning: 'address to listen on', fallback: '127.0.0.1' },
  { name: 'HUILIU_PORT', meaning: 'port to listen on; 0 = any free one', fallback: '8080' },
  { name: 'HUILIU_DATA', meaning: 'folder of the embedded store, attachments and the key', fallback: './data' },
  { name: 'HUILIU_DATABASE_URL', meaning: 'postgres://… instead of the embedded store', fallback: 'none' },
  {
    name: 'HUILIU_KEY',
    meaning:
      '32 bytes (64 hex digits or base64) that encrypt stored secrets and sign cursors; required with HUILIU_DATABASE_URL',
    fallback: 'HUILIU_DATA/key, made when absent',
  },
  { name: 'HUILIU_READ_URL', meaning: 'postgres://… of a streaming replica that answers reads', fallback: 'none' },
  { name: 'HUILIU_WORKERS', meaning: 'server processes on this machine, 1 to 64', fallback: '1' },
  { name: 'HUILIU_SIGN_WINDOW', meaning: 'seconds that a TTF timestamp may be off; 0 = any', fallback: '300' },
  {
    name: 'HUILIU_METRICS_TOKEN',
    meaning: 'bearer token that opens /metrics to other machines',
    fallback: 'loopback only',
  },
  {
    name: 'HUILIU_TRUST_PROXY',
    meaning: 'whose X-Forwarded-* to believe: 1 = any, or addresses parted by commas',
    fallback: '0',
  },
  {
    name: 'HUILIU_TLS_CERT',
    meaning: 'PEM file of the certificate; with HUILIU_TLS_KEY the server speaks HTTPS',
    fallback: 'none',
  },
  { name: 'HUILIU_TLS_KEY', meaning: "PEM file of the certificate's private key", fallback: 'none' },
  { name: 'HUILIU_EVENT_DAYS', meaning: 'days that events and finished webhook deliveries are kept', fallback: '30' },
  { name: 'HUILIU_PUBLIC_URL', meaning: 'base of absolute links in answers', fallback: 'from the request' },
  { name: 'HUILIU_STRICT', meaning: '1 = refuse unknown keys instead of ignoring them', fallback: '0' },
];

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the variables. Raises ConfigError for a wrong value, and for a HUILIU_ variable that doesn't exist. */
export function readConfig(env: Environment): Config {
  refuseUnknown(env);
  const text = (name: string): string | undefined => (env[name] === '' ? undefined : env[name]);
  const config: Config = {
    host: text('HUILIU_HOST') ?? '127.0.0.1',
    port: wholeNumber('HUILIU_PORT', text('HUILIU_PORT') ?? '8080', 0, 65_535),
    data: text('HUILIU_DATA') ?? './data',
    databaseUrl: postgresUrl('HUILIU_DATABASE_URL', text('HUILIU_DATABASE_URL')),
    readUrl: postgresUrl('HUILIU_READ_URL', text('HUILIU_READ_URL')),
    key: keyBytes(text('HUILIU_KEY')),
    workers: wholeNumber('HUILIU_WORKERS', text('HUILIU_WORKERS') ?? '1', 1, 64),
    signWindowS: wholeNumber('HUILIU_SIGN_WINDOW', text('HUILIU_SIGN_WINDOW') ?? '300', 0, 31_536_000),
    metricsToken: tokenOf(text('HUILIU_METRICS_TOKEN')),
    trustProxy: trustedProxies(text('HUILIU_TRUST_PROXY') ?? '0'),
    tls: tlsFiles(text('HUILIU_TLS_CERT'), text('HUILIU_TLS_KEY')),
    eventDays: wholeNumber('HUILIU_EVENT_DAYS', text('HUILIU_EVENT_DAYS') ?? '30', 1, 3650),
    publicUrl: publicUrl(text('HUILIU_PUBLIC_URL')),
    strict: flag('HUILIU_STRICT', text('HUILIU_STRICT') ?? '0'),
  };
  if (config.databaseUrl !== undefined && config.key === undefined) {
    throw new ConfigError('HUILIU_KEY is required with HUILIU_DATABASE_URL: give 64 hex digits or base64 of 32 bytes');
  }
  if (config.readUrl !== undefined && config.databaseUrl === undefined) {
    throw new ConfigError('HUILIU_READ_URL needs HUILIU_DATABASE_URL: the embedded store has no replica');
  }
  return config;
}

function refuseUnknown(env: Environment): void {
  const known = new Set(variables.map(({ name }) => name));
  for (const name of Object.keys(env)) {
    if (name.startsWith('HUILIU_') && !name.startsWith('HUILIU_TEST_') && !known.has(name)) {
      throw new ConfigError(`${name} is not a variable of Huiliu; \`huiliu serve --help\` lists them`);
    }
  }
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new ConfigError(`${name} must be a whole number from ${least} to ${most}, not "${text}"`);
}

function flag(name: string, text: string): boolean {
  if (text === '1' || text === '0') return text === '1';
  throw new ConfigError(`${name} must be 1 or 0, not "${text}"`);
}

function postgresUrl(name: string, text: string | undefined): string | undefined {
  const fault = text === undefined ? null : postgresFault(text);
  if (fault !== null) throw new ConfigError(`${name} ${fault}`);
  return text;
}

/** What is wrong with a database's address; null for nothing. The text isn't told: it may hold a password. */
export function postgresFault(text: string): string | null {
  const rest = /^postgres(?:ql)?:\/\/(.*)$/s.exec(text)?.[1];
  if (rest === undefined) return 'must begin with postgres://';
  // Of several hosts URL.parse knows the first only.
  const isAddress = URL.canParse(text.replace(/^([^/]+\/\/(?:[^/?#]*@)?[^,/?#]*)(?:,[^,/?#]*)+/, '$1'));
  return rest !== '' && isAddress ? null : 'is no address such as postgres://user:password@host:5432/database';
}

/** A header carries it. Not told: it is a secret. */
function tokenOf(text: string | undefined): string | undefined {
  if (text === undefined || /^[\x21-\x7e]+$/.test(text)) return text;
  throw new ConfigError('HUILIU_METRICS_TOKEN must be of printable ASCII characters without blanks');
}

function keyBytes(text: string | undefined): Buffer | undefined {
  if (text === undefined) return undefined;
  const bytes = parseKey(text);
  if (bytes !== null) return bytes;
  throw new ConfigError('HUILIU_KEY must be 32 bytes, as 64 hex digits or in base64');
}

/** The key's 32 bytes from 64 hex digits or base64; null when the text is neither. */
export function parseKey(text: string): Buffer | null {
  if (/^[0-9a-fA-F]{64}$/.test(text)) return Buffer.from(text, 'hex');
  const bytes = Buffer.from(text, 'base64');
  return /^[0-9A-Za-z+/_-]{43}=?$/.test(text) && bytes.length === 32 ? bytes : null;
}

function trustedProxies(text: string): boolean | string {
  if (text === '0' || text === 'false') return false;
  if (text === '1' || text === 'true') return true;
  if (text.split(',').every((one) => isProxy(one.trim()))) return text;
  throw new ConfigError(`HUILIU_TRUST_PROXY must be 0, 1 or addresses parted by commas, not "${text}"`);
}

/** An address, a range of them as 10.0.0.0/8, or a name of ranges that the HTTP server knows. */
function isProxy(text: string): boolean {
  if (/^(loopback|linklocal|uniquelocal)$/.test(text)) return true;
  const [, address = '', bits] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  return isIP(address) !== 0 && Number(bits ?? 0) <= (isIPv4(address) ? 32 : 128);
}

function tlsFiles(certFile: string | undefined, keyFile: string | undefined): Config['tls'] {
  if (certFile === undefined && keyFile === undefined) return undefined;
  if (certFile === undefined) throw new ConfigError('HUILIU_TLS_CERT is missing beside HUILIU_TLS_KEY');
  if (keyFile === undefined) throw new ConfigError('HUILIU_TLS_KEY is missing beside HUILIU_TLS_CERT');
  return { certFile, keyFile };
}

function publicUrl(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
    throw new ConfigError(`HUILIU_PUBLIC_URL must be an http(s) address, not "${text}"`);
  }
  return text.replace(/\/+$/, '');
}
