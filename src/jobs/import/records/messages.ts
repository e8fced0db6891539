import { createMessage } from '#crm/activities/create-message.ts';
import type { MessageInput } from '#crm/activities/message.ts';
import type { KeptActivity } from '#crm/activities/saved.ts';
import { idTarget, readKept } from '../kept-cells.ts';
import { present } from '../present.ts';
import type { RecordImport } from '../record-import.ts';
import { directionWords, partyTargets, readParty } from './party-cells.ts';
import { requiredText } from './required-cells.ts';
import { uniqueKeysOf, type SerialRow } from './serials.ts';
import { writeSerials } from './write-serials.ts';

interface MessageRow extends SerialRow {
  readonly input: MessageInput;
  readonly kept: KeptActivity;
}

const stateWords = {
  sending: 'sending',
  sent: 'sent',
  failed: 'failed',
  发送中: 'sending',
  成功: 'sent',
  失败: 'failed',
} as const;

export const messagesImport: RecordImport<MessageRow> = {
  name: 'messages',
  rowsAWrite: 100,
  targets: () => [
    idTarget,
    { key: 'serial', label: '短信流水号', required: false },
    ...partyTargets,
    { key: 'agentLoginNo', label: '坐席工号', required: false, aliases: ['loginNo'] },
    { key: 'direction', label: '短信类型', required: false, aliases: ['msgType'] },
    { key: 'content', label: '短信内容', required: true },
    { key: 'state', label: '发送状态', required: false, aliases: ['status'] },
    { key: 'sentAt', label: '发送时间', required: false, aliases: ['createdTime'] },
  ],

  read(cells, options) {
    const { id } = readKept(cells, options);
    const serial = cells.text('serial');
    const agent = cells.text('agentLoginNo')?.trim();
    const input = {
      content: requiredText(cells, 'content'),
      ...readParty(cells),
      ...present({
        serial,
        direction: cells.word('direction', directionWords),
        agent: agent === undefined ? undefined : { loginNo: agent },
        state: cells.word('state', stateWords),
        sentAt: cells.time('sentAt'),
      }),
    };
    return { keptId: id, serial, input, kept: present({ id }) };
  },

  uniqueKeys: uniqueKeysOf,
  write: (db, who, rows, options) =>
    writeSerials(db, who, 'messages', rows, options, ({ input, kept }) => createMessage(db, who, input, kept)),
};
