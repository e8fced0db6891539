import { parseArgs } from 'node:util';

/** Does what curl does with the options of the demo's lines, for machines that have none. */
const { values, positionals } = parseArgs({
  options: {
    user: { type: 'string', short: 'u' },
    header: { type: 'string', short: 'H', multiple: true },
    data: { type: 'string', short: 'd' },
    silent: { type: 'boolean', short: 's' },
  },
  allowPositionals: true,
});
const headers = new Headers(values.header?.map((line) => line.split(/:\s*/, 2) as [string, string]));
if (values.user !== undefined) headers.set('authorization', `Basic ${Buffer.from(values.user).toString('base64')}`);
if (values.data !== undefined) headers.set('content-type', 'application/x-www-form-urlencoded');
const response = await fetch(positionals[0]!, {
  headers,
  ...(values.data === undefined ? {} : { method: 'POST', body: values.data }),
});
process.stdout.write(await response.text());
