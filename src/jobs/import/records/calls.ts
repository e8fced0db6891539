import type { CallInput } from '#crm/activities/call.ts';
import { createCall } from '#crm/activities/create-call.ts';
import type { KeptActivity } from '#crm/activities/saved.ts';
import { idTarget, readKept } from '../kept-cells.ts';
import { present } from '../present.ts';
import type { RecordImport } from '../record-import.ts';
import { directionWords, partyTargets, readParty } from './party-cells.ts';
import { requiredText } from './required-cells.ts';
import { uniqueKeysOf, type SerialRow } from './serials.ts';
import { writeSerials } from './write-serials.ts';

interface CallRow extends SerialRow {
  readonly input: CallInput;
  readonly kept: KeptActivity;
}

const stateWords = { ringing: 'ringing', answered: 'answered', ended: 'ended' } as const;

export const callsImport: RecordImport<CallRow> = {
  name: 'calls',
  rowsAWrite: 100,
  targets: () => [
    idTarget,
    { key: 'serial', label: '通话流水号', required: true },
    ...partyTargets,
    { key: 'direction', label: '呼叫类型', required: false, aliases: ['callType'] },
    { key: 'agentLoginNo', label: '坐席工号', required: false, aliases: ['loginNo'] },
    { key: 'state', label: '状态', required: false },
    { key: 'result', label: '通话结果', required: false, aliases: ['followUpContent'] },
    { key: 'duration', label: '通话时长', required: false, aliases: ['callDuration'] },
    { key: 'recordingUrl', label: '录音地址', required: false },
    { key: 'startedAt', label: '通话时间', required: false, aliases: ['createdTime'] },
  ],

  read(cells, options) {
    const { id } = readKept(cells, options);
    const serial = requiredText(cells, 'serial');
    const agent = cells.text('agentLoginNo')?.trim();
    const input = {
      serial,
      ...readParty(cells),
      ...present({
        direction: cells.word('direction', directionWords),
        agent: agent === undefined ? undefined : { loginNo: agent },
        state: cells.word('state', stateWords),
        result: cells.text('result'),
        durationS: cells.integer('duration'),
        recordingUrl: cells.text('recordingUrl'),
        startedAt: cells.time('startedAt'),
      }),
    };
    return { keptId: id, serial, input, kept: present({ id }) };
  },

  uniqueKeys: uniqueKeysOf,
  write: (db, who, rows, options) =>
    writeSerials(db, who, 'calls', rows, options, ({ input, kept }) => createCall(db, who, input, kept)),
};
