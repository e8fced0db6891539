import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** What operators watch, in Prometheus' text format. One set for each process. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests: Histogram<'dialect' | 'operation' | 'status'>;
  /** Finding a label set costs more than observing in it. */
  readonly #requestsBy = new Map<string, Histogram.Internal<'dialect' | 'operation' | 'status'>>();
  readonly #unknownKeys: Counter<'dialect' | 'operation'>;
  readonly #hiddenPhones: Counter<'dialect'>;
  readonly #shed: Counter;
  readonly #sockets: Gauge;

  constructor() {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    this.#requests = new Histogram({
      name: 'huiliu_request_seconds',
      help: 'Time until an answer was ready',
      labelNames: ['dialect', 'operation', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    });
    this.#unknownKeys = new Counter({
      name: 'huiliu_unknown_keys_total',
      help: 'Keys in requests that the dialect does not know and passed over',
      labelNames: ['dialect', 'operation'],
      registers,
    });
    this.#hiddenPhones = new Counter({
      name: 'huiliu_hidden_phone_searches_total',
      help: 'Searches for a whole phone number by callers who may not see phones',
      labelNames: ['dialect'],
      registers,
    });
    this.#shed = new Counter({
      name: 'huiliu_shed_requests_total',
      help: 'Requests refused under overload',
      registers,
    });
    this.#sockets = new Gauge({ name: 'huiliu_sockets', help: 'Open WebSocket connections', registers });
  }

  /** Counts one answered request. `operation` comes from a closed list such as route patterns, never from a caller. */
  countRequest(dialect: string, operation: string, status: number, seconds: number): void {
    const key = `${dialect} ${operation} ${status}`;
    let requests = this.#requestsBy.get(key);
    if (requests === undefined) {
      requests = this.#requests.labels({ dialect, operation, status: String(status) });
      this.#requestsBy.set(key, requests);
    }
    requests.observe(seconds);
  }

  countUnknownKey(dialect: string, operation: string, times = 1): void {
    this.#unknownKeys.inc({ dialect, operation }, times);
  }

  /** A caller who may not see phones looked a whole number up. */
  countHiddenPhoneSearch(dialect: string): void {
    this.#hiddenPhones.inc({ dialect });
  }

  countShed(): void {
    this.#shed.inc();
  }

  socketOpened(): void {
    this.#sockets.inc();
  }

  socketClosed(): void {
    this.#sockets.dec();
  }

  /** The exposition text and its media type. */
  async expose(): Promise<{ text: string; contentType: string }> {
    return { text: await this.#registry.metrics(), contentType: this.#registry.contentType };
  }
}
