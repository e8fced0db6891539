import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { saveColumnChoice } from '#crm/assets/column-choice.ts';
import { findTable, getTable } from '#crm/assets/get-table.ts';
import { listRows } from '#crm/assets/list-rows.ts';
import { parseExact } from '#transport/http/exact-json.ts';
import { takeRawBodies } from '#transport/http/raw-bodies.ts';
import type { DialectContext } from '../../../dialect.ts';
import { membersOf, refuseUnknown } from '../../body.ts';
import { badRequest, Bangwo8Error, compressed, malformed, toBangwo8Error, unauthorized } from '../../errors.ts';
import { answerErrors } from '../../http.ts';
import { QueryParameters } from '../../query-parameters.ts';
import { parseFilter, placeholderNames, resolveFilter } from '../parse-filter.ts';
import { whoAsks, whoOpens } from '../picker-access.ts';
import { readSort } from '../read-list.ts';
import { pickerHtml, refusalHtml, securityPolicy } from './html.ts';
import { openPage, pageRow, PER_PAGE } from './open-page.ts';
import { knownParameters, PageParameters } from './parameters.ts';
import { sayRefusal } from './say-refusal.ts';
import type { RowsAnswer } from './state.ts';
import { languageOf, texts, type Language } from './texts.ts';

const FOLDER = '/osp2016/SDK/Tables';
const LAST_PAGE = 1_000_000_000;

/** The external extension's page (the document, 配置地址), and what its script asks for. */
export async function addPickerPage(scope: FastifyInstance, context: DialectContext): Promise<void> {
  await scope.register(
    async (pages) => {
      takeRawBodies(pages, compressed);
      answerErrors(pages, context, { unknown: false });
      pages.get('/ticketAssetTable.php', (request, reply) => answerPage(context, request, reply));
      pages.get('/ticketAssetTable/rows', (request) => answerRows(context, request));
      pages.put('/ticketAssetTable/columns', (request, reply) => keepColumns(context, request, reply));
      pages.addHook('onSend', async (_request, reply) => {
        reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff');
      });
    },
    { prefix: FOLDER },
  );
}

/** Who looks is settled before anything else, then the table, then the rest: each tells nothing of what comes after. */
async function answerPage(
  context: DialectContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const query = new QueryParameters(request.query, request.url);
  const language = languageOf(firstOf(request.query, 'lang'), request.headers['accept-language']);
  const text = texts[language];
  let framedBy: string | null = null;
  reply.type('text/html; charset=utf-8').headers({ 'referrer-policy': 'no-referrer', vary: 'accept-language' });
  try {
    const access = await whoOpens(context, firstOf(request.query, 'token'), request.headers);
    if (access === null) return refuseStranger(request, reply, language);
    framedBy = access.origin;
    const parameters = new PageParameters(access.who, query);
    const wanted = parameters.table;
    if (wanted === null) throw new Bangwo8Error(400, text.noTable);
    const table = await context.store.read((db) => findTable(db, access.who, wanted.ref));
    if (table === null) throw new Bangwo8Error(404, text.noSuchTable(wanted.parameter, wanted.value));
    if (access.tableId !== null && access.tableId !== table.id) throw new Bangwo8Error(403, text.wrongTable);
    refuseUnknown(unknownOf(context), query.names, knownParameters);
    const { state, notes } = await openPage(context, access, table, parameters, query, language);
    return await reply
      .header('content-security-policy', securityPolicy(framedBy))
      .send(pickerHtml(language, state, notes));
  } catch (error) {
    const known = toBangwo8Error(error);
    if (known === null) context.log.error({ requestId: request.id, err: error }, 'the picker page failed');
    const status = known?.status ?? 500;
    return await reply
      .code(status)
      .headers(known?.headers ?? {})
      .header('content-security-policy', securityPolicy(framedBy))
      .send(refusalHtml(language, text.titles[status] ?? text.failed, sayRefusal(language, known?.message ?? '')));
  }
}

/** What becomes of parameters that the page doesn't know. */
function unknownOf({ config, metrics }: DialectContext): Parameters<typeof refuseUnknown>[0] {
  return {
    strict: config.strict,
    countUnknown: (names) => metrics.countUnknownKey('bangwo8', 'GET ticketAssetTable.php', names.length),
  };
}

/** It tells nothing, so any page may show it. A browser asks for a login where the page stands by itself. */
function refuseStranger(request: FastifyRequest, reply: FastifyReply, language: Language): FastifyReply {
  const framed = request.headers['sec-fetch-dest'] === 'iframe' || firstOf(request.query, 'token') !== undefined;
  if (!framed) reply.headers(unauthorized().headers);
  return reply
    .code(401)
    .header('content-security-policy', securityPolicy('*'))
    .send(refusalHtml(language, texts[language].titles[401]!, texts[language].unauthorized));
}

async function answerRows(context: DialectContext, request: FastifyRequest): Promise<RowsAnswer> {
  const { who, tableId } = await whoIsAsking(context, request);
  const query = new QueryParameters(request.query, request.url);
  return await context.store.read(async (db) => {
    const table = await getTable(db, who, { id: tableId });
    const values = Object.fromEntries(placeholderNames.map((name) => [name, query.text(name)]));
    const filter = {
      ...resolveFilter(parseFilter(table, query.text('filter') ?? ''), values),
      search: query.text('q') ?? '',
    };
    const page = query.wholeNumber('page', 1, 1, LAST_PAGE);
    const sort = readSort(query, table, { by: 'sort', direction: 'dir' });
    const { rows, count } = await listRows(db, who, table, filter, {
      sort,
      offset: (page - 1) * PER_PAGE,
      limit: PER_PAGE,
    });
    return { rows: rows.map((row) => pageRow(table, row)), count };
  });
}

async function keepColumns(
  context: DialectContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { who, tableId, field } = await whoIsAsking(context, request);
  const choice = readChoice(request.body as Buffer | undefined);
  await context.store.write(async (db) => {
    const table = await getTable(db, who, { id: tableId });
    await saveColumnChoice(db, who, table, field, choice);
  });
  return await reply.code(204).send();
}

function readChoice(body: Buffer | undefined): { shown: string[]; order: string[] } {
  let members;
  try {
    members = membersOf(parseExact((body ?? Buffer.alloc(0)).toString('utf8')));
  } catch {
    throw malformed('The body is not valid JSON');
  }
  const list = (name: 'shown' | 'order'): string[] => {
    const sent = members?.[name];
    if (!Array.isArray(sent) || !sent.every((key) => typeof key === 'string'))
      throw badRequest(name, 'must be a list of columns');
    return sent;
  };
  return { shown: list('shown'), order: list('order') };
}

async function whoIsAsking(context: DialectContext, request: FastifyRequest) {
  const token = request.headers['x-picker-token'];
  const asking = await whoAsks(context, typeof token === 'string' ? token : undefined);
  if (asking === null) throw new Bangwo8Error(401, 'The page is over: open it again');
  return asking;
}

/** A parameter by which nobody is refused yet. */
function firstOf(query: unknown, name: string): string | undefined {
  const sent = (query as Readonly<Record<string, string | readonly string[] | undefined>>)[name];
  const first = typeof sent === 'string' ? sent : sent?.[0];
  return first === '' ? undefined : first;
}
