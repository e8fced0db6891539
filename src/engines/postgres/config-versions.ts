import type postgres from 'postgres';

const CHANNEL = 'huiliu_config';

/**
 * Which version of each tenant's configuration this process has heard of. Commits of any process arrive by NOTIFY;
 * after a lost connection everything counts as changed, since messages may have been missed meanwhile.
 */
export class ConfigVersions {
  readonly #heard = new Map<string, number>();
  #epoch = 0;
  #listening = false;

  versionOf(tenantId: bigint): number {
    return this.#epoch + (this.#heard.get(String(tenantId)) ?? 0);
  }

  changed(tenantId: string): void {
    this.#heard.set(tenantId, (this.#heard.get(tenantId) ?? 0) + 1);
  }

  /** The connection it listened on is left behind: messages may be missed until the next call of `listen` was heard. */
  forget(): void {
    this.#listening = false;
    this.#epoch += 2 ** 32;
  }

  /** Starts to listen unless it does; a failure is tried again with the next call. postgres.js renews a lost connection. */
  listen(client: Pick<postgres.Sql, 'listen'>): void {
    if (this.#listening) return;
    this.#listening = true;
    // A step far beyond any tenant's count: no former version can come back.
    const begun = (): void => {
      this.#epoch += 2 ** 32;
    };
    client
      .listen(CHANNEL, (tenantId) => this.changed(tenantId), begun)
      .catch(() => {
        this.#listening = false;
      });
  }
}

/** The statement that tells every process, this one included, once the transaction is committed. */
export const NOTIFY_CONFIG = `SELECT pg_notify('${CHANNEL}', $1)`;
