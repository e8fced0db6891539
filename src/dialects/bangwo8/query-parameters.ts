import { undecodedParameters } from '#transport/http/undecoded.ts';
import { badRequest } from './errors.ts';

/** The query string's parameters. An empty one counts as absent; every reader raises 400 that names the parameter. */
export class QueryParameters {
  readonly #sent: Readonly<Record<string, string | readonly string[]>>;
  readonly #address: string;

  /** @param address as it was sent: what the parser couldn't decode is told by it */
  constructor(query: unknown, address: string) {
    this.#sent = query as Readonly<Record<string, string | readonly string[]>>;
    this.#address = address;
  }

  get names(): readonly string[] {
    return Object.keys(this.#sent);
  }

  /** undefined when it is absent or empty; given twice it must say the same. */
  text(name: string): string | undefined {
    const sent = Object.hasOwn(this.#sent, name) ? this.#sent[name] : undefined;
    if (sent === undefined) return undefined;
    const value = typeof sent === 'string' ? sent : theOneOf(sent);
    if (value === null) throw badRequest(name, 'given more than once');
    // The stores hold no such text, and PostgreSQL takes none.
    if (value.includes('\0') || !value.isWellFormed()) throw badRequest(name, 'holds unreadable characters');
    if (value.includes('%') && undecodedParameters(this.#address).includes(name)) {
      throw badRequest(name, 'is not UTF-8 in percent-encoding');
    }
    return value === '' ? undefined : value;
  }

  choice<T extends string, F extends T | undefined>(name: string, choices: readonly T[], fallback: F): T | F {
    const sent = this.text(name);
    if (sent === undefined) return fallback;
    const chosen = choices.find((choice) => choice === sent.trim());
    if (chosen === undefined) throw badRequest(name, `must be ${choices.join(' or ')}`);
    return chosen;
  }

  wholeNumber(name: string, fallback: number, least: number, most: number): number {
    const sent = this.text(name)?.trim();
    if (sent === undefined) return fallback;
    const number = /^\d{1,10}$/.test(sent) ? Number(sent) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw badRequest(name, `must be a whole number from ${least} to ${most}`);
  }
}

function theOneOf(values: readonly string[]): string | null {
  const [first = ''] = values;
  return values.every((value) => value === first) ? first : null;
}
