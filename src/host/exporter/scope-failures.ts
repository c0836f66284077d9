import type { Logger } from 'pino';
import { scopeName, type ScopeRecord } from '../../ledger/scope.ts';

/** Logs a scope that cannot be read once, and again when the reason changes: a refresh follows every few minutes. */
export class ScopeFailures {
  readonly #logger: Pick<Logger, 'warn' | 'info'>;
  /** The reason by scope. */
  readonly #known = new Map<string, string>();

  constructor(logger: Pick<Logger, 'warn' | 'info'>) {
    this.#logger = logger;
  }

  note(record: ScopeRecord): void {
    const { kind, accountId, region, outcome, error } = record;
    if (outcome === 'cancelled') return;
    const name = scopeName(record);
    const before = this.#known.get(name);
    const fields = { kind, accountId, region };
    if (error === undefined) {
      if (this.#known.delete(name)) this.#logger.info(fields, 'scope read again');
    } else if (before !== error.code) {
      this.#known.set(name, error.code);
      this.#logger.warn({ ...fields, outcome, error }, 'scope not read');
    }
  }
}
