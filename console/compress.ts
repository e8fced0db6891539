import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import type { Plugin } from 'vite';

const brotli = promisify(brotliCompress);

/** Puts a compressed form beside each file of the build, so that the first to open the console doesn't wait for the server to make it. */
export function compressed(): Plugin {
  return {
    name: 'huiliu-compressed',
    // After it is written: until then other plugins still fill in names of files.
    async writeBundle({ dir = '' }, bundle) {
      await Promise.all(
        Object.values(bundle).map(async (file) => {
          if (!/\.(?:js|css)$/.test(file.fileName)) return;
          const content = await brotli(file.type === 'chunk' ? file.code : file.source, {
            // The best quality takes twenty times as long, and saves 7 %.
            params: { [constants.BROTLI_PARAM_QUALITY]: 9 },
          });
          await writeFile(join(dir, `${file.fileName}.br`), content);
        }),
      );
    },
  };
}
