import type { Client } from '#crm/access/find-client.ts';
import type { DialectContext } from '../dialect.ts';
import { callerOfClient } from './auth.ts';
import { shapeError } from './errors.ts';
import { type FileAnswer, makeCall, type Operation } from './operation.ts';
import type { Params } from './params.ts';

/** Runs the operation of a signed message, whichever way it came; undefined = it names none that may run this way. */
export async function runOperation(
  context: DialectContext,
  client: Client,
  operation: Operation | undefined,
  params: Params,
): Promise<string | FileAnswer> {
  const caller = await callerOfClient(context, client, params);
  if (operation === undefined) throw shapeError(params.unreadable ? undefined : 'action');
  const { store, config, metrics } = context;
  return await operation.run(
    makeCall(operation, caller, params, {
      store,
      strict: config.strict,
      countUnknown: (keys) => metrics.countUnknownKey('ttf', operation.name, keys.length),
      countHiddenPhoneSearch: () => metrics.countHiddenPhoneSearch('ttf'),
      wakeJobs: () => context.wakeJobs(),
    }),
  );
}
