import type { Keys } from './changed-members.ts';
import type { Wording } from './errors.ts';

export const recordWording: Wording = {
  named: { customer: 'cle_id' },
  keys: { content: 'record_content', type: 'record_type', opportunity: 'opty_id' },
};

/** An update's keys; `client` and `opportunity` come with the rows of a list. */
export const recordKeys: Keys = {
  writable: new Set(['record_type', 'record_content']),
  fixed: new Set(['_id', 'id', 'cle_id', 'opty_id', 'vcc_id']),
  passedOver: new Set(['client', 'opportunity']),
};
