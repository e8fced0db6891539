import { randomUUID } from 'node:crypto';
import type { Boot, TestApp } from '#testing/boot.ts';
import { type Browser, type BrowserContext, launchBrowser, type Page } from '#testing/browser.ts';
import { buildConsole } from './built-console.ts';

export interface ConsoleOptions {
  readonly language?: 'zh-CN' | 'en';
  readonly theme?: 'light' | 'dark' | 'system';
}

/** The program with its console in a real browser. */
export interface Console extends AsyncDisposable {
  readonly app: TestApp;
  readonly browser: Browser;
  /** A browser of its own, nobody signed in. */
  visit(options?: ConsoleOptions): Promise<BrowserContext>;
  /** A page of an agent that is signed in; all of an agent's pages in one look are tabs of one browser. */
  open(loginNo: string, path: string, options?: ConsoleOptions): Promise<Page>;
  /** Ends with a page of `open`, which may be handed out again: a tab that runs already loads twice as fast as a new one. */
  leave(page: Page): Promise<void>;
  /** A request of the native dialect as an agent; throws for what refuses. */
  api<T>(loginNo: string, method: string, path: string, json?: unknown): Promise<T>;
  /** What pages complained about in their consoles since the last look. */
  complaints(): string[];
}

export async function startConsole(boot: Boot): Promise<Console> {
  // The program reads the built console when it starts.
  await buildConsole();
  // A member or a filter that the server doesn't know would be refused: the console sends none.
  const app = await boot.app({ HUILIU_STRICT: '1' });
  const browser = await launchBrowser();
  const cookies = new Map<string, string>();
  const contexts = new Map<string, Promise<BrowserContext>>();
  const idle = new Map<BrowserContext, Page[]>();
  const complaints: string[] = [];

  const cookieOf = async (loginNo: string): Promise<string> => {
    const known = cookies.get(loginNo);
    if (known !== undefined) return known;
    const response = await app.fetch('/api/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login: `${app.tenantCode}|${loginNo}`, password: app.adminLogin.password }),
    });
    const cookie = response.headers.getSetCookie()[0]?.split(';')[0];
    if (cookie === undefined) throw new Error(`${loginNo} can't sign in: ${await response.text()}`);
    cookies.set(loginNo, cookie);
    return cookie;
  };
  const visit = async ({ language = 'zh-CN', theme = 'light' }: ConsoleOptions = {}): Promise<BrowserContext> => {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 720 },
      locale: 'zh-CN',
      reducedMotion: 'reduce',
    });
    // Other tests run beside a browser: how long one waits says nothing but that something never came.
    context.setDefaultTimeout(20_000);
    await context.addInitScript(
      ([lang, look]) => {
        if (location.protocol === 'about:') return;
        localStorage.setItem('huiliu.language', lang!);
        localStorage.setItem('huiliu.theme', look!);
      },
      [language, theme],
    );
    context.on('weberror', (error) => complaints.push(String(error.error())));
    context.on('console', (message) => {
      // What failed to load is told below, with its address.
      if (message.text().startsWith('Failed to load resource')) return;
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    context.on('response', (response) => {
      if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
    });
    return context;
  };
  const signedIn = async (loginNo: string, options: ConsoleOptions): Promise<BrowserContext> => {
    const context = await visit(options);
    const [name = '', value = ''] = (await cookieOf(loginNo)).split('=');
    await context.addCookies([{ name, value, url: app.baseUrl }]);
    return context;
  };
  return {
    app,
    browser,
    visit,
    async open(loginNo, path, options = {}) {
      const key = [loginNo, options.language, options.theme].join(' ');
      const context = contexts.get(key) ?? signedIn(loginNo, options);
      contexts.set(key, context);
      const page = idle.get(await context)?.pop() ?? (await (await context).newPage());
      await page.goto(app.baseUrl + path);
      return page;
    },
    async leave(page) {
      await page.evaluate(() => sessionStorage.clear());
      // A page of the same origin, as the browser would end the tab's process for a blank one.
      await page.goto(`${app.baseUrl}/healthz`);
      const context = page.context();
      idle.set(context, [...(idle.get(context) ?? []), page]);
    },
    async api<T>(loginNo: string, method: string, path: string, json?: unknown) {
      const response = await app.fetch(`/api${path}`, {
        method,
        headers: {
          cookie: await cookieOf(loginNo),
          ...(json === undefined ? {} : { 'content-type': 'application/json' }),
          ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
        },
        body: json === undefined ? null : JSON.stringify(json),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return (text === '' ? undefined : JSON.parse(text)) as T;
    },
    complaints: () => complaints.splice(0),
    async [Symbol.asyncDispose]() {
      await browser.close();
    },
  };
}
