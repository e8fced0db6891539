import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { check, unknownMembers } from '../check.ts';
import { exportFile, startExport } from '#jobs/export/start-export.ts';
import type { ExportFilters } from '#jobs/export/record-export.ts';
import { describeJob } from '#jobs/describe-job.ts';
import { UnreadableFileError } from '#jobs/files/input-row.ts';
import { keepImportFile, readImportFile, type ImportFile } from '#jobs/import/import-file.ts';
import { importErrorsCsv } from '#jobs/import/import-errors.ts';
import { importRecordNames, type ImportRecordName } from '#jobs/import/record-import.ts';
import { startImport } from '#jobs/import/start-import.ts';
import { undoImport } from '#jobs/import/undo-import.ts';
import { FileTooLargeError } from '#jobs/job-files.ts';
import { countOwnJobs, listOwnJobs, readOwnJob } from '#jobs/list-own-jobs.ts';
import { cancelJob, type JobRow } from '#jobs/read-jobs.ts';
import { CrmError } from '#crm/errors.ts';
import type { Caller } from '#crm/store.ts';
import { type Static, type TObject, Type } from 'typebox';
import { badRequest, NativeError } from '../errors.ts';
import { readPage, toPage } from '../page.ts';
import { passOver } from '../pass-over.ts';
import { present } from '../read-customer.ts';
import { readCustomerFilter } from '../read-customer-filter.ts';
import { type Call, Reply, route } from '../route.ts';
import { Page, pageQuery } from '../schemas/common.ts';
import { CustomerListQuery } from '../schemas/customer-list.ts';
import { FollowUpListQuery } from '../schemas/follow-up.ts';
import { ExportBody, Import, Job, RunImportBody } from '../schemas/job.ts';
import { OpportunityListQuery } from '../schemas/opportunity.ts';
import { showAgent } from '../show/refs.ts';
import { showTime } from '../time.ts';
import { readFollowUpFilter } from './follow-ups.ts';
import { readOpportunityFilter } from './opportunities.ts';

const tag = 'Import, export, jobs';
const MOST_UPLOAD_BYTES = 4 * 1024 ** 3;
const MEDIA_TYPES = {
  csv: 'text/csv; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

export const jobRoutes = [
  route({
    method: 'POST',
    path: '/imports',
    tag,
    summary: 'Upload a file to import: multipart with record, then file (csv, xlsx, ndjson)',
    access: 'customer.edit',
    rawBody: { mediaType: 'multipart/form-data', limit: MOST_UPLOAD_BYTES },
    answer: Import,
    status: 201,
    run: async (call) => showImport(await keepUpload(call)),
  }),
  route({
    method: 'GET',
    path: '/imports/:id',
    tag,
    summary: 'An uploaded file, with the likeliest mapping',
    access: 'customer.edit',
    answer: Import,
    run: ({ read, who, params }) => read(async (db) => showImport(await readImportFile(db, who, params.id()))),
  }),
  route({
    method: 'POST',
    path: '/imports/:id/run',
    tag,
    summary: 'Import an uploaded file in the background, or try it without changing anything',
    access: 'customer.edit',
    body: RunImportBody,
    answer: Job,
    status: 202,
    async run(call) {
      const { who, params, body, context } = call;
      const wanted = { fileId: params.id(), ...present(body) };
      const job = await call.write(async (db) =>
        showJob(who, await readOwnJob(db, who, await startImport(db, who, wanted))),
      );
      context.wakeJobs();
      return job;
    },
  }),
  route({
    method: 'POST',
    path: '/exports',
    tag,
    summary: 'Write records to a file in the background',
    access: 'export',
    body: ExportBody,
    answer: Job,
    status: 202,
    async run(call) {
      const { who, body, context } = call;
      const { record, format, filters } = body;
      const filter = filters === undefined ? undefined : readExportFilter(call, record, filters);
      const job = await call.write(async (db) => {
        const wanted = { record, format, ...(filter === undefined ? {} : { filter }) };
        return showJob(who, await readOwnJob(db, who, await startExport(db, who, wanted)));
      });
      context.wakeJobs();
      return job;
    },
  }),
  route({
    method: 'GET',
    path: '/jobs',
    tag,
    summary: "Jobs, newest first: the agent's own, or all with settings.edit",
    access: 'agent',
    query: Type.Object(pageQuery),
    answer: Page(Job),
    async run(call) {
      const page = readPage(call);
      const { who } = call;
      return await call.read(async (db) => {
        const after = page.after === undefined ? {} : { after: page.after };
        const rows = await listOwnJobs(db, who, { limit: page.fetch, ...after });
        const total = page.wantsTotal ? await countOwnJobs(db, who) : null;
        const show = (some: readonly JobRow[]) => some.map((one) => showJob(who, one));
        return await toPage(call, page, { rows, total }, (last) => [last.id], show);
      });
    },
  }),
  route({
    method: 'GET',
    path: '/jobs/:id',
    tag,
    summary: 'A job and how far it is',
    access: 'agent',
    answer: Job,
    run: ({ read, who, params }) => read(async (db) => showJob(who, await readOwnJob(db, who, params.id()))),
  }),
  route({
    method: 'POST',
    path: '/jobs/:id/cancel',
    tag,
    summary: 'Cancel a job; what it wrote so far stays',
    access: 'agent',
    answer: Job,
    run: ({ write, who, params }) =>
      write(async (db) => {
        const { id } = await readOwnJob(db, who, params.id());
        await cancelJob(db, who.tenantId, id, who.now);
        return showJob(who, await readOwnJob(db, who, id));
      }),
  }),
  route({
    method: 'POST',
    path: '/jobs/:id/undo',
    tag,
    summary: 'Take back what an import made, in the background; records that were changed since stay',
    access: 'customer.delete',
    answer: Job,
    status: 202,
    async run(call) {
      const { who, params, context } = call;
      const job = await call.write(async (db) => {
        const { id } = await readOwnJob(db, who, params.id());
        return showJob(who, await readOwnJob(db, who, await undoImport(db, who, id)));
      });
      context.wakeJobs();
      return job;
    },
  }),
  route({
    method: 'GET',
    path: '/jobs/:id/file',
    tag,
    summary: 'The file that an export made',
    access: 'export',
    fileTypes: Object.values(MEDIA_TYPES),
    async run({ read, context, who, params }) {
      const { path, size, name, format } = await read((db) => exportFile(db, context.config.data, who, params.id()));
      return download(createReadStream(path), MEDIA_TYPES[format], name, { 'content-length': String(size) });
    },
  }),
  route({
    method: 'GET',
    path: '/jobs/:id/errors.csv',
    tag,
    summary: "An import's refused rows, with a column that says why",
    access: 'agent',
    fileTypes: [MEDIA_TYPES.csv],
    async run({ read, store, context, who, params }) {
      const { id } = await read((db) => readOwnJob(db, who, params.id()));
      const rows = importErrorsCsv(store, context.config.data, who, id);
      return download(Readable.from(rows, { objectMode: false }), MEDIA_TYPES.csv, `errors-${id}.csv`);
    },
  }),
];

function download(content: Readable, mediaType: string, name: string, more: Record<string, string> = {}): Reply {
  const headers = { 'content-type': mediaType, 'content-disposition': `attachment; filename="${name}"`, ...more };
  return new Reply(undefined, { raw: content, headers });
}

async function keepUpload(call: Call): Promise<ImportFile> {
  const { store, context, who, request } = call;
  if (!request.raw.isMultipart()) {
    throw new NativeError(415, 'unsupported_media_type', 'The body must be multipart/form-data.');
  }
  let record: ImportRecordName | undefined;
  for await (const part of request.raw.parts({ limits: { files: 1, fileSize: MOST_UPLOAD_BYTES, fields: 10 } })) {
    if (part.type === 'field') {
      if (part.fieldname === 'record') record = readRecord(part.value);
    } else {
      if (record === undefined) throw badRequest('record', 'must come before the file', 'missing');
      return await reading(() =>
        keepImportFile(store, context.config.data, who, {
          record: record!,
          fileName: part.filename.toWellFormed(),
          content: part.file,
        }),
      );
    }
  }
  throw badRequest('file', 'must be given', 'missing');
}

function readRecord(value: unknown): ImportRecordName {
  const record = importRecordNames.find((name) => name === value);
  if (record === undefined) throw badRequest('record', `not one of ${importRecordNames.join(', ')}`);
  return record;
}

async function reading<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UnreadableFileError) throw new CrmError('invalid', { field: 'file', reason: error.message });
    if (error instanceof FileTooLargeError) throw new NativeError(413, 'too_large', 'The file is too large.');
    throw error;
  }
}

const exportFilters: Partial<Readonly<Record<keyof ExportFilters, TObject>>> = {
  customers: CustomerListQuery,
  opportunities: OpportunityListQuery,
  'follow-ups': FollowUpListQuery,
  companies: Type.Object({ q: Type.Optional(Type.String({ maxLength: 255 })) }),
};

/** Filters as the record's list takes them; of the other records every one is exported. */
function readExportFilter(
  { who, context }: Pick<Call, 'who' | 'context'>,
  record: keyof ExportFilters,
  filters: Readonly<Record<string, unknown>>,
): ExportFilters[typeof record] {
  const schema = exportFilters[record] ?? Type.Object({});
  check(schema, filters);
  passOver(
    context,
    'POST /exports',
    unknownMembers(schema, filters).map((name) => `filters.${name}`),
  );
  switch (record) {
    case 'customers':
      return readCustomerFilter(who, filters);
    case 'opportunities':
      return readOpportunityFilter(who, filters);
    case 'follow-ups':
      return readFollowUpFilter(who, filters);
    case 'companies':
      return filters['q'] === undefined || filters['q'] === '' ? {} : { nameContains: filters['q'] as string };
    default:
      return {};
  }
}

function showImport(file: ImportFile): Static<typeof Import> {
  return {
    id: String(file.id),
    record: file.record,
    fileName: file.fileName,
    size: file.size,
    columns: file.columns.map(({ name, samples, target }) => ({ name, samples: [...samples], target })),
    targets: file.targets.map(({ key, label, required }) => ({ key, label, required })),
  };
}

function showJob(who: Caller, row: JobRow): Static<typeof Job> {
  const { id, agentId, createdAt, updatedAt, ...rest } = describeJob(row);
  return {
    ...rest,
    id: String(id),
    agent: showAgent(who, agentId),
    createdAt: showTime(createdAt),
    updatedAt: showTime(updatedAt),
  };
}
