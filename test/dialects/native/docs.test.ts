import assert from 'node:assert/strict';
import { test } from 'node:test';
import { routes } from '#dialects/native/routes.ts';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { vendorRoutes } from '../../security/vendor-routes.ts';

interface Document {
  readonly openapi: string;
  readonly servers: { readonly url: string }[];
  readonly paths: Record<
    string,
    Record<
      string,
      {
        readonly responses: Record<string, unknown>;
        readonly operationId: string;
        readonly parameters: { readonly name: string; readonly in: string }[];
        readonly requestBody?: { readonly content: Record<string, { readonly schema: unknown }> };
      }
    >
  >;
}

onEachEngine('native: docs', (boot) => {
  let at: TestApp;
  test('boots', async () => {
    at = await boot.app();
  });

  test('every dialect has an OpenAPI 3.1 document whose references all lead somewhere', async () => {
    for (const { name } of at.app.context.dialects) {
      const answer = await at.fetch(`/docs/${name}.json`);
      const text = await answer.text();
      assert.equal(answer.status, 200, name);
      const document = JSON.parse(text) as Document;
      assert.equal(document.openapi, '3.1.0');
      const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
      assert.ok(operations.length >= 8, name);
      assert.equal(new Set(operations.map((one) => one.operationId)).size, operations.length, name);
      for (const [, pointer] of text.matchAll(/"\$ref":"#([^"]+)"/g)) {
        const found = pointer!
          .split('/')
          .slice(1)
          .reduce<unknown>((value, key) => (value as Record<string, unknown>)?.[key], document);
        assert.notEqual(found, undefined, `${name} ${pointer}`);
      }
    }
  });

  test('a document names each schema once, as OpenAPI wants of all that has a name', async () => {
    for (const { name } of at.app.context.dialects) {
      const text = await (await at.fetch(`/docs/${name}.json`)).text();
      assert.doesNotMatch(text, /"\$(id|defs)":/, name);
    }
    const { components } = (await (await at.fetch('/docs/native.json')).json()) as {
      components: { schemas: { Option: { properties: { children: { items: unknown } } } } };
    };
    assert.deepEqual(components.schemas.Option.properties.children.items, { $ref: '#/components/schemas/Option' });
  });

  test('what is written twice under a serial, and what is a file, is described as it is answered', async () => {
    const { paths } = (await (await at.fetch('/docs/native.json')).json()) as {
      paths: Record<string, Record<string, { responses: Record<string, { content?: Record<string, unknown> }> }>>;
    };
    for (const path of ['/calls', '/messages', '/tickets']) {
      const { responses } = paths[path]!['post']!;
      assert.deepEqual(Object.keys(responses), ['200', '201', 'default'], path);
      assert.deepEqual(responses['200'], responses['201']);
    }
    const { responses } = paths['/jobs/{id}/errors.csv']!['get']!;
    assert.deepEqual(Object.keys(responses['200']?.content ?? {}), ['text/csv']);
  });

  test('every route of the native dialect is described', async () => {
    const document = (await (await at.fetch('/docs/native.json')).json()) as Document;
    for (const { method, path } of routes) {
      assert.ok(document.paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()], `${method} ${path}`);
    }
  });

  test('every route of the vendors’ dialects is described', async () => {
    for (const dialect of ['ttf', 'bangwo8', 'icsoc']) {
      const { servers, paths } = (await (await at.fetch(`/docs/${dialect}.json`)).json()) as Document;
      const described = Object.entries(paths).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => `${method.toUpperCase()} ${servers[0]!.url}${path}`),
      );
      const served = vendorRoutes
        .filter((route) => route.dialect === dialect)
        .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
      assert.deepEqual(
        served.filter((route) => !described.includes(route)),
        [],
      );
    }
  });

  test("an operation of TTF is described with its own parameters, beside those of every address, and its body's members", async () => {
    const document = (await (await at.fetch('/docs/ttf.json')).json()) as Document;
    const everywhere = ['appid', 'timestamp', 'sign', 'companyId', 'operator'];
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { parameters, requestBody }]) => {
        const own = parameters.filter((one) => !everywhere.includes(one.name)).map((one) => `${one.in} ${one.name}`);
        const body = requestBody?.content['application/json']?.schema as { properties: object } | undefined;
        assert.equal(parameters.length, own.length + everywhere.length);
        return [`${method} ${path}`, own.join(), Object.keys(body?.properties ?? {}).join()];
      }),
    );
    assert.deepEqual(described, [
      ['get /customers/filter_customers', 'query groupId', ''],
      ['get /customers', 'query filters,query query,query page,query page_size', ''],
      ['post /customers', '', 'customer,customerLabel'],
      ['get /customers/get_customer', 'query type,query content', ''],
      ['put /customers/update_customer', 'query type,query content', 'customer,customerLabel'],
      ['delete /customers/destroy_customer', 'query type,query content', ''],
      ['get /customers/feeds', 'query feed_type,query type,query content,query page,query page_size', ''],
      ['get /customers/export', 'query filters,query query,query cursor,query page_size,query format', ''],
      ['post /customers/batch_import_async', '', 'customers'],
      ['get /customers/import_tasks/{id}', 'path id', ''],
    ]);
  });

  test('the explorer loads nothing from elsewhere', async () => {
    for (const path of ['/docs', '/docs/explorer.js', '/docs/sign.js', '/docs/explorer.css']) {
      const answer = await at.fetch(path);
      assert.equal(answer.status, 200);
      assert.match(answer.headers.get('content-security-policy') ?? '', /default-src 'none'/);
      assert.doesNotMatch(await answer.text(), /https?:\/\//);
    }
  });
});
