import { mkdir, readFile, rename, rmdir, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';
import { woffToTtf } from './woff.ts';

export type { Browser, BrowserContext, Frame, Page } from 'playwright-core';

/**
 * Starts a real Chromium, with a Chinese font, for one test file: about 0.2 s once the browser was unpacked on this
 * machine. The packaged one runs on Linux x64; elsewhere an installed Chrome serves. Close it when the suite ends.
 */
export async function launchBrowser(): Promise<Browser> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return await playwright.launch({ channel: 'chrome' });
  const { executablePath, fontConfig } = await oneAtATime(async () => ({
    executablePath: await chromium.executablePath(),
    fontConfig: await installFont(),
  }));
  return await playwright.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', NOT_OPTIMISED],
    env: { ...definedEnvironment(), FONTCONFIG_FILE: fontConfig },
  });
}

/** Pages of tests are left before what an optimising compiler does in the background pays: a tenth of the browser's processor time. */
const NOT_OPTIMISED = '--js-flags=--no-opt';
const FOLDER = join(tmpdir(), 'huiliu-test-browser-3');
const WEIGHTS = [400, 700];

/** Lays the packaged font where the system's font list finds it; returns that list's configuration. */
async function installFont(): Promise<string> {
  const config = join(FOLDER, 'fonts.conf');
  if (await exists(config)) return config;
  const fonts = dirname(createRequire(import.meta.url).resolve('@fontsource/noto-sans-sc/400.css'));
  await mkdir(join(FOLDER, 'fonts'), { recursive: true });
  for (const weight of WEIGHTS) {
    const woff = await readFile(join(fonts, 'files', `noto-sans-sc-chinese-simplified-${weight}-normal.woff`));
    await writeFile(join(FOLDER, 'fonts', `${weight}.ttf`), woffToTtf(woff));
    const latin = await readFile(join(fonts, 'files', `noto-sans-sc-latin-${weight}-normal.woff`));
    await writeFile(join(FOLDER, 'fonts', `latin-${weight}.ttf`), woffToTtf(latin));
  }
  await writeFile(
    `${config}.new`,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>/usr/share/fonts</dir>` +
      `<dir>${join(FOLDER, 'fonts')}</dir><cachedir>${join(FOLDER, 'cache')}</cachedir>` +
      // The Chinese file has no Latin letters: theirs takes a name of its own.
      `<match target="scan"><test name="file" compare="contains"><string>latin-</string></test>` +
      `<edit name="family" mode="assign_replace"><string>Noto Sans Latin</string></edit></match>` +
      ['sans-serif', 'system-ui'].map((family) => preferred(family, 'Noto Sans Latin')).join('') +
      preferred('monospace', 'DejaVu Sans Mono') +
      `</fontconfig>`,
  );
  await rename(`${config}.new`, config);
  return config;
}

/** Latin letters of one font, the rest of the packaged one, whose files all go by the name of its thinnest. */
function preferred(family: string, latin: string): string {
  return `<alias binding="strong"><family>${family}</family><prefer><family>${latin}</family><family>Noto Sans SC Thin</family></prefer></alias>`;
}

const LOCK = join(tmpdir(), 'huiliu-test-browser.lock');
const STALE_MS = 60_000;

/** Test files run in processes of their own, and the browser unpacks itself into one shared place. */
async function oneAtATime<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      await mkdir(LOCK);
      break;
    } catch {
      const made = await stat(LOCK).then(
        (found) => found.mtimeMs,
        () => 0,
      );
      if (made !== 0 && Date.now() - made > STALE_MS) await rmdir(LOCK).catch(() => undefined);
      await delay(50);
    }
  }
  try {
    return await work();
  } finally {
    await rmdir(LOCK);
  }
}

async function exists(file: string): Promise<boolean> {
  return await stat(file).then(
    () => true,
    () => false,
  );
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
