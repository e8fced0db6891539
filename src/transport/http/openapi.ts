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
  /** The answer is a file of one of these media types. */
  readonly fileTypes?: readonly string[];
  /** 200, or 204 without an answer, when absent. */
  readonly statuses?: readonly number[];
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
  const schemas: Schemas = {};
  schemas['Error'] = plain(api.error, schemas);
  for (const operation of api.operations) {
    (paths[operation.path] ??= {})[operation.method.toLowerCase()] = describe(api, operation, schemas);
  }
  return {
    openapi: '3.1.0',
    info: { title: api.title, version: '1.0.0', description: api.description },
    servers: [{ url: api.basePath === '' ? '/' : api.basePath }],
    security: Object.keys(api.security).map((name) => ({ [name]: [] })),
    tags: [...new Set(api.operations.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: { securitySchemes: api.security, schemas },
  };
}

/** Those of `components`, by name. */
type Schemas = Record<string, unknown>;

function describe(api: DescribedApi, operation: DescribedOperation, schemas: Schemas): object {
  const { method, path, summary, tag, body } = operation;
  const success = successOf(operation, schemas);
  const statuses = operation.statuses ?? [success.content === undefined ? 204 : 200];
  const failure = { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } };
  const content = api.errorType === undefined ? failure : { [api.errorType]: failure['application/json'] };
  return {
    operationId: `${method.toLowerCase()}${path.replaceAll(/[^A-Za-z0-9]+(\w?)/g, (_all, next: string) => next.toUpperCase())}`,
    summary,
    tags: [tag],
    ...(operation.isPublic === true ? { security: [] } : {}),
    parameters: [...pathParameters(path), ...queryParameters(operation.query, schemas)],
    ...(body === undefined
      ? {}
      : { requestBody: { content: { [operation.bodyType ?? 'application/json']: { schema: plain(body, schemas) } } } }),
    responses: {
      ...Object.fromEntries(statuses.map((status) => [String(status), success])),
      default: { description: 'failure', content },
    },
  };
}

function successOf(
  { answer, fileTypes }: DescribedOperation,
  schemas: Schemas,
): { description: string; content?: object } {
  if (fileTypes !== undefined) {
    return {
      description: 'a file',
      content: Object.fromEntries(fileTypes.map((type) => [type.split(';', 1)[0]!, {}])),
    };
  }
  if (answer === undefined) return { description: 'done' };
  return { description: 'success', content: { 'application/json': { schema: plain(answer, schemas) } } };
}

function pathParameters(path: string): object[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters(query: DescribedOperation['query'], schemas: Schemas): object[] {
  if (query === undefined) return [];
  if (Array.isArray(query)) {
    return query.map((name: string) => ({ name, in: 'query', required: false, schema: { type: 'string' } }));
  }
  const { properties = {}, required = [] } = query as { properties?: Record<string, object>; required?: string[] };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema: plain(schema, schemas),
  }));
}

/**
 * A schema as JSON: what validates it may carry members that are no JSON Schema. Definitions of its own go to `schemas`,
 * as a document may hold one only of each name.
 */
function plain(schema: object, schemas: Schemas): unknown {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) => {
    if (key === '$id') return undefined;
    if (key === '$ref' && typeof value === 'string' && !value.startsWith('#')) return `#/components/schemas/${value}`;
    if (typeof value !== 'object' || value === null || !('$defs' in value)) return value;
    const { $defs, ...rest } = value;
    Object.assign(schemas, $defs);
    return rest;
  });
}
