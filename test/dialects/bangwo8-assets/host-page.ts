import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

export interface HostPage extends AsyncDisposable {
  /** Another origin than the program's. */
  readonly origin: string;
  /** The address of the page for a picker. */
  with(pickerUrl: string): string;
}

const docs = readFileSync(join(import.meta.dirname, '../../../docs/external-extension.md'), 'utf8');
const example = /```html\n([\s\S]*?)```/.exec(docs)![1]!;

/** The page that docs/external-extension.md lets integrators copy, served from an origin of its own. */
export async function serveHostPage(): Promise<HostPage> {
  const server = createServer((request, response) => {
    const picker = new URL(request.url!, 'http://host').searchParams.get('picker') ?? 'about:blank';
    const page = example.replace("'{{PICKER_URL}}'", () => JSON.stringify(picker).replaceAll('<', '\\u003c'));
    response.setHeader('content-type', 'text/html; charset=utf-8').end(page);
  });
  await listen(server);
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    with: (pickerUrl) => `${origin}/?picker=${encodeURIComponent(pickerUrl)}`,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.listen(0, 'localhost', () => resolve());
  });
}
