import { countFeed, readFeed, type FeedKind } from '#crm/activities/feed.ts';
import { shapeError } from '../errors.ts';
import { auditLookup } from '../hidden-phones.ts';
import { findOne, readLookup } from '../lookup.ts';
import type { Operation } from '../operation.ts';
import { metaJson, readPage } from '../paging.ts';
import type { Params } from '../params.ts';
import { listJson } from '../write-customer.ts';
import { feedJson, feedTypes } from '../write-feed.ts';

/** feeds: the history of the one customer that `type` and `content` name, newest first. */
export const feeds: Operation = {
  name: 'feeds',
  rest: { method: 'GET', path: '/customers/feeds' },
  reads: true,
  onSocket: true,
  members: ['feed_type', 'type', 'content', 'page', 'page_size'],
  async run(call) {
    const lookup = readLookup(call.params);
    const page = readPage(call.params);
    const who = call.caller();
    const kinds = readKinds(call.params);
    await auditLookup(call, who, lookup);
    return await call.store.read(async (db) => {
      const { id } = await findOne(db, who, lookup);
      const total = await countFeed(db, who, id, kinds);
      const items =
        page.offset >= total ? [] : await readFeed(db, who, id, kinds, { limit: page.size, offset: page.offset });
      return `"feeds":${listJson(items.map((item) => feedJson(who.directory, item)))},"meta":${metaJson(page, total)}`;
    });
  },
};

/** Without a `feed_type` all kinds make one stream, ties in this order. */
function readKinds(params: Params): readonly FeedKind[] {
  const sent = params.text('feed_type')?.trim() ?? '';
  if (sent === '') return [...feedTypes.values()];
  const kind = feedTypes.get(sent.toLowerCase());
  if (kind === undefined) throw shapeError('feed_type');
  return [kind];
}
