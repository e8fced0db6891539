import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
};
const COMPRESSIBLE = /^(text\/|application\/(json|manifest)|image\/svg)/;
/** Ends the name of a file's compressed form, which the build puts beside it. */
const COMPRESSED = '.br';
/** A file's name with the hash that the build puts into it. */
const HASHED = /-[\w-]{8,}\.\w+$/;

export type Encoding = 'br' | 'gzip' | 'identity';

export interface SiteFile {
  readonly mediaType: string;
  readonly etag: string;
  /** Its name changes with its content, so that browsers may keep it for good. */
  readonly immutable: boolean;
  /** Its bytes; compressed ones that the build didn't make are made once. */
  bytes(encoding: Encoding): Promise<Buffer>;
}

/** The files of a folder by their paths (`/assets/index-abc.js`), in memory; none when the folder isn't there. */
export async function readSite(folder: string): Promise<ReadonlyMap<string, SiteFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(asNone);
  const contents = new Map<string, Buffer>(
    await Promise.all(
      entries
        .filter((entry) => entry.isFile())
        .map(async (entry) => {
          const file = join(entry.parentPath, entry.name);
          return [`/${file.slice(folder.length + 1).replaceAll('\\', '/')}`, await readFile(file)] as const;
        }),
    ),
  );
  const files = [...contents].filter(([path]) => !path.endsWith(COMPRESSED));
  return new Map(files.map(([path, content]) => [path, toSiteFile(path, content, contents.get(path + COMPRESSED))]));
}

function asNone(error: unknown): [] {
  if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return [];
  throw error;
}

function toSiteFile(path: string, content: Buffer, compressed?: Buffer): SiteFile {
  const mediaType = MEDIA_TYPES[extname(path)] ?? 'application/octet-stream';
  const made = new Map<Encoding, Promise<Buffer>>([['identity', Promise.resolve(content)]]);
  if (compressed !== undefined) made.set('br', Promise.resolve(compressed));
  return {
    mediaType,
    etag: `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`,
    immutable: path.startsWith('/assets/') && HASHED.test(path),
    bytes(encoding) {
      const wanted = COMPRESSIBLE.test(mediaType) ? encoding : 'identity';
      let bytes = made.get(wanted);
      if (bytes === undefined) made.set(wanted, (bytes = compress(wanted, content)));
      return bytes;
    },
  };
}

async function compress(encoding: Encoding, content: Buffer): Promise<Buffer> {
  if (encoding === 'gzip') return await zip(content, { level: 9 });
  return await brotli(content, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
  });
}

/** Whether a file of this kind is sent compressed. */
export function isCompressible({ mediaType }: SiteFile): boolean {
  return COMPRESSIBLE.test(mediaType);
}

/** The best encoding that a request accepts. */
export function acceptedEncoding(header: string | undefined): Encoding {
  const accepted = (header ?? '').split(',').map((part) => part.trim().toLowerCase());
  const takes = (name: string) => accepted.some((part) => part.split(';')[0] === name && !/;\s*q=0(\.0*)?$/.test(part));
  return takes('br') ? 'br' : takes('gzip') ? 'gzip' : 'identity';
}
