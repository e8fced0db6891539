/** One operation as a document describes it. Schemas are JSON Schema objects. */
export interface DescribedOperation {
  readonly method: string;
  /** With `{name}` for its parameters. */
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  /** Names of parameters in the query, or an object schema of them. */
  readonly query?: readonly string[] | object;
  readonly body?: object;
  readonly bodyType?: string;
  readonly answer?: object;
  readonly status?: number;
  /** Whether it answers without credentials. */
  readonly isPublic?: boolean;
}

export interface DescribedApi {
  readonly title: string;
  readonly description: string;
  /** Below the server's address. */
  readonly basePath: string;
  /** Security schemes by name; each of them alone opens an operation. */
  readonly security: Readonly<Record<string, object>>;
  readonly operations: readonly DescribedOperation[];
  /** The schema of an answer that isn't a success. */
  readonly error: object;
  readonly errorType?: string;
}

/** An OpenAPI 3.1 document, JSON-able. */
export function openApiDocument(api: DescribedApi): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of api.operations) {
    (paths[operation.path] ??= {})[operation.method.toLowerCase()] = describe(api, operation);
  }
  return {
    openapi: '3.1.0',
    info: { title: api.title, version: '1.0.0', description: api.description },
    servers: [{ url: api.basePath === '' ? '/' : api.basePath }],
    security: Object.keys(api.security).map((name) => ({ [name]: [] })),
    tags: [...new Set(api.operations.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: { securitySchemes: api.security, schemas: { Error: plain(api.error) } },
  };
}

function describe(api: DescribedApi, operation: DescribedOperation): object {
  const { method, path, summary, tag, body, answer, status = answer === undefined ? 204 : 200 } = operation;
  const success =
    answer === undefined
      ? { description: 'done' }
      : { description: 'success', content: { 'application/json': { schema: plain(answer) } } };
  const failure = { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } };
  const content = api.errorType === undefined ? failure : { [api.errorType]: failure['application/json'] };
  return {
    operationId: `${method.toLowerCase()}${path.replaceAll(/[^A-Za-z0-9]+(\w?)/g, (_all, next: string) => next.toUpperCase())}`,
    summary,
    tags: [tag],
    ...(operation.isPublic === true ? { security: [] } : {}),
    parameters: [...pathParameters(path), ...queryParameters(operation.query)],
    ...(body === undefined
      ? {}
      : { requestBody: { content: { [operation.bodyType ?? 'application/json']: { schema: plain(body) } } } }),
    responses: { [String(status)]: success, default: { description: 'failure', content } },
  };
}

function pathParameters(path: string): object[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters(query: DescribedOperation['query']): object[] {
  if (query === undefined) return [];
  if (Array.isArray(query)) {
    return query.map((name: string) => ({ name, in: 'query', required: false, schema: { type: 'string' } }));
  }
  const { properties = {}, required = [] } = query as { properties?: Record<string, object>; required?: string[] };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema: plain(schema),
  }));
}

/** A schema as JSON: what validates it may carry members that are no JSON Schema. */
function plain(schema: object): unknown {
  return JSON.parse(JSON.stringify(schema)) as unknown;
}
