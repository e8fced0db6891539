import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HostPage extends AsyncDisposable {
  /** Another origin than the program's. */
  readonly origin: string;
  /** The address of a page with a form of these fields that frames the picker. */
  with(pickerUrl: string): string;
}

/** An integrator's page, as docs/external-extension.md shows it, served from an origin of its own. */
export async function serveHostPage(fields: readonly string[]): Promise<HostPage> {
  const server = createServer((request, response) => {
    const picker = new URL(request.url!, 'http://host').searchParams.get('picker') ?? 'about:blank';
    response.setHeader('content-type', 'text/html; charset=utf-8').end(html(fields, picker));
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

function html(fields: readonly string[], picker: string): string {
  const inputs = fields.map((field) => `<label>${field} <input name="${field}"></label>`).join('');
  return `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>客户系统</title>
<form id="company">${inputs}</form>
<iframe id="picker" title="资产表" style="width:900px;height:500px"></iframe>
<script>
  const picker = document.getElementById('picker');
  const form = document.getElementById('company');
  const pickerUrl = ${JSON.stringify(picker).replaceAll('<', '\\u003c')};
  window.messages = [];
  picker.src = pickerUrl;
  addEventListener('message', (event) => {
    if (event.source !== picker.contentWindow || event.origin !== new URL(pickerUrl).origin) return;
    window.messages.push(event.data);
    if (event.data?.type !== 'huiliu.asset.picked') return;
    for (const [field, value] of Object.entries(event.data.values)) form.elements[field].value = value;
  });
  window.tell = (values) =>
    picker.contentWindow.postMessage({ type: 'huiliu.page.values', values }, new URL(pickerUrl).origin);
</script></html>`;
}
