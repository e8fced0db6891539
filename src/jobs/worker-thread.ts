import { setFlagsFromString } from 'node:v8';
import { parentPort, Worker } from 'node:worker_threads';

/**
 * What a thread makes is soon sent and gone. With a heap of 4 GB before it the engine would let it grow to four times what is in
 * use, with this to twice: 80 MB less in an import.
 */
const LIMITS = { maxYoungGenerationSizeMb: 24, maxOldGenerationSizeMb: 1000 };

/** A young generation has three semi-spaces. */
const SEMI_SPACES = 3;

/**
 * A thread that answers requests one after the other, as the module it runs says with `answerRequests`. Requests and answers
 * are plain data. What the module throws rejects all that wait, as does the thread's end.
 */
export class WorkerThread<Request, Answer> implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #waiting: PromiseWithResolvers<Answer>[] = [];
  #failure: Error | undefined;

  /**
   * @param start what the module finds as its `workerData`
   * @param semiSpaceMib what a young generation begins with instead of 1 MiB: a thread that makes much which lives until it is
   *   sent collects less often, and takes three times as much memory more
   */
  constructor(module: URL, start: unknown, semiSpaceMib?: number) {
    if (semiSpaceMib !== undefined) setFlagsFromString(`--min-semi-space-size=${semiSpaceMib}`);
    const limits =
      semiSpaceMib === undefined ? LIMITS : { ...LIMITS, maxYoungGenerationSizeMb: SEMI_SPACES * semiSpaceMib };
    this.#worker = new Worker(module, { workerData: start, resourceLimits: limits });
    this.#worker.on('message', (answer: Answer) => this.#waiting.shift()?.resolve(answer));
    this.#worker.on('error', (error: Error) => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new Error('the thread has ended')));
  }

  ask(request: Request): Promise<Answer> {
    const waiting = Promise.withResolvers<Answer>();
    // Who asks ahead may never come to look at an answer.
    waiting.promise.catch(() => undefined);
    if (this.#failure !== undefined) {
      waiting.reject(this.#failure);
    } else {
      this.#waiting.push(waiting);
      this.#worker.postMessage(request);
    }
    return waiting.promise;
  }

  /** Ends the thread, whatever it is doing. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
  }
}

/** What a thread's module does: answers each request when it has answered those before. */
export function answerRequests<Request, Answer>(answer: (request: Request) => Answer | Promise<Answer>): void {
  const port = parentPort!;
  let before = Promise.resolve();
  port.on('message', (request: Request) => {
    before = before.then(async () => port.postMessage(await answer(request)));
  });
}
