import { createHash } from 'node:crypto';

export interface Credentials {
  readonly id: string;
  readonly secret: string;
}

/** What a writer knows of one customer: what was acknowledged, and what was on its way when the server died. */
export interface Written {
  readonly id: bigint;
  readonly phones: readonly string[];
  /** Name after the last acknowledged write. */
  name: string;
  /** Acknowledged updates; each changes the name. */
  updates: number;
  /** A further name that was sent and never answered. */
  unanswered: string | undefined;
}

export interface Outcome {
  readonly written: Written[];
  /** Phones of creations that were sent and never answered. */
  readonly unanswered: string[];
  /** Answers that were neither success nor a refused connection: there must be none. */
  readonly strange: string[];
}

export function newOutcome(): Outcome {
  return { written: [], unanswered: [], strange: [] };
}

/**
 * Creates and updates customers over TTF from `count` writers at once until `stop` aborts; fills `outcome` meanwhile.
 * @param left when it aborts, the writers leave without waiting for their answers
 */
export async function write(
  baseUrl: () => string,
  client: Credentials,
  count: number,
  stop: AbortSignal,
  round: number,
  outcome: Outcome,
  left?: AbortSignal,
): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_unused, writer) => one(writer)));

  async function one(writer: number): Promise<void> {
    for (let turn = 0; !stop.aborted; turn += 1) {
      const number = 13_000_000_000 + round * 10_000_000 + writer * 100_000 + turn * 2;
      const phones = [String(number), String(number + 1)];
      const name = `测试客户${round}-${writer}-${turn}`;
      const customer = { custname: name, cellphones: phones.map((content) => [null, content]) };
      const answer = await send('POST', '/open_api/customers', { customer });
      if (answer === undefined) {
        outcome.unanswered.push(phones[0]!);
        continue;
      }
      const id = /"id":"?(\d+)/.exec(answer)?.[1];
      if (!/"code":1000\b/.test(answer) || id === undefined) {
        outcome.strange.push(answer);
        continue;
      }
      const written: Written = { id: BigInt(id), phones, name, updates: 0, unanswered: undefined };
      outcome.written.push(written);
      if (turn % 2 === 0) await rename(written, `${name}改`);
    }
  }

  async function rename(written: Written, name: string): Promise<void> {
    const body = { type: 'id', content: String(written.id), customer: { custname: name } };
    const answer = await send('PUT', '/open_api/customers/update_customer', body);
    if (answer === undefined) written.unanswered = name;
    else if (/"code":1000\b/.test(answer)) {
      written.name = name;
      written.updates += 1;
    } else outcome.strange.push(answer);
  }

  /** The answer's text; undefined when the server was gone, or could not reach its store. */
  async function send(method: string, path: string, body: object): Promise<string | undefined> {
    const timestamp = Math.floor(Date.now() / 1000);
    const sign = createHash('sha256').update(`${client.id}&${client.secret}&${timestamp}`).digest('hex');
    const query = `appid=${client.id}&timestamp=${timestamp}&sign=${sign}`;
    try {
      const response = await fetch(`${baseUrl()}${path}?${query}`, {
        method,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        ...(left === undefined ? {} : { signal: left }),
      });
      const text = await response.text();
      // The dialect's generic failure, while the store is gone: what was asked may have been done or not.
      if (response.status === 503 || text.includes('未知错误')) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        return undefined;
      }
      return text;
    } catch {
      if (!stop.aborted) await new Promise((resolve) => setTimeout(resolve, 20));
      return undefined;
    }
  }
}
