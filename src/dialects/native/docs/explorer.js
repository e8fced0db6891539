import { authorise } from './sign.js';

const DIALECTS = ['native', 'ttf', 'bangwo8', 'icsoc'];
const FIELDS = [
  ['id', 'appid / client_id', 'text'],
  ['secret', 'secret', 'password'],
  ['login', '工号 / 企业代码|工号', 'text'],
  ['password', '密码 password', 'password'],
];
const credentials = { id: '', secret: '', login: '', password: '' };

function element(name, members = {}, ...children) {
  const made = Object.assign(document.createElement(name), members);
  made.append(...children);
  return made;
}

function labelled(text, input) {
  return element('label', {}, `${text} `, element('br'), input);
}

function showCredentials() {
  const inputs = FIELDS.map(([key, text, type]) => {
    const input = element('input', { type, autocomplete: 'off' });
    input.addEventListener('input', () => {
      credentials[key] = input.value.trim();
    });
    return labelled(text, input);
  });
  const title = element('summary', {}, '凭据：签名、Basic 与 Bearer 都由它们得出 · Credentials to sign with');
  document.querySelector('#credentials').replaceChildren(element('details', { open: true }, title, ...inputs));
}

function showDialects(current) {
  const links = DIALECTS.map((name) => {
    const link = element('a', { href: `#${name}` }, name);
    if (name === current) link.setAttribute('aria-current', 'page');
    return link;
  });
  document.querySelector('#dialects').replaceChildren(...links);
}

async function show() {
  const name = DIALECTS.find((one) => `#${one}` === location.hash) ?? 'native';
  showDialects(name);
  const api = await (await fetch(`/docs/${name}.json`)).json();
  document.querySelector('#about').textContent = `${api.info.title}: ${api.info.description}`;
  document.querySelector('#document').href = `/docs/${name}.json`;
  const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const groups = Map.groupBy(operations, ({ operation }) => operation.tags[0]);
  document
    .querySelector('#operations')
    .replaceChildren(
      ...[...groups].flatMap(([tag, all]) => [element('h2', {}, tag), ...all.map((one) => showOperation(api, one))]),
    );
}

function showOperation(api, { path, method, operation }) {
  const title = element(
    'summary',
    {},
    element('span', { className: 'method' }, method),
    element('code', {}, path),
    ` ${operation.summary}`,
  );
  const box = element('details', {}, title);
  box.addEventListener(
    'toggle',
    () => box.childElementCount === 1 && box.append(...form(api, path, method, operation)),
  );
  return box;
}

function form(api, path, method, operation) {
  const inputs = new Map();
  const parameters = operation.parameters
    .filter(({ name }) => !['appid', 'timestamp', 'sign'].includes(name))
    .map(({ name, in: where, required, schema }) => {
      const input = element('input', { placeholder: schema.description ?? schema.type ?? '' });
      inputs.set(name, { where, input });
      return labelled(`${name}${required ? ' *' : ''}`, input);
    });
  const [bodyType] = Object.keys(operation.requestBody?.content ?? {});
  const isJson = bodyType === 'application/json';
  const body = element('textarea', { value: '{}', spellcheck: false });
  const output = element('pre', {}, '');
  const button = element('button', { type: 'button' }, '发送 Send');
  button.addEventListener('click', async () => {
    output.textContent = '…';
    output.textContent = await send(api, path, method, inputs, isJson ? body.value : undefined).catch(String);
  });
  const answers = JSON.stringify(operation.responses, null, 2);
  return [
    ...parameters,
    ...(isJson ? [labelled('JSON', body), schemaOf(operation.requestBody.content[bodyType].schema)] : []),
    element('div', { className: 'row' }, button),
    output,
    element('details', {}, element('summary', {}, '回答 Answers'), element('pre', {}, answers)),
  ];
}

function schemaOf(schema) {
  const text = JSON.stringify(schema, null, 2);
  return element('details', {}, element('summary', {}, '请求体 Body schema'), element('pre', {}, text));
}

async function send(api, path, method, inputs, body) {
  let target = path;
  const url = new URL(location.origin);
  for (const [name, { where, input }] of inputs) {
    if (where === 'path') target = target.replace(`{${name}}`, encodeURIComponent(input.value));
    else if (input.value !== '') url.searchParams.set(name, input.value);
  }
  url.pathname = api.servers[0].url.replace(/\/$/, '') + target;
  const headers = body === undefined ? {} : { 'content-type': 'application/json' };
  await authorise(api.components.securitySchemes, credentials, url, headers);
  const began = performance.now();
  const answer = await fetch(url, { method, headers, body });
  const text = await answer.text();
  const took = Math.round(performance.now() - began);
  return `${answer.status} ${answer.headers.get('x-request-id') ?? ''} ${took} ms\n\n${pretty(text)}`;
}

/** Indented without reading numbers: ids beyond 2^53 must stay as they came. */
function pretty(text) {
  try {
    const source = (_key, value, context) =>
      typeof value === 'number' && context?.source !== undefined && JSON.rawJSON !== undefined
        ? JSON.rawJSON(context.source)
        : value;
    return JSON.stringify(JSON.parse(text, source), null, 2);
  } catch {
    return text;
  }
}

addEventListener('hashchange', () => {
  show().catch((error) => {
    document.querySelector('#about').textContent = String(error);
  });
});
showCredentials();
await show();
