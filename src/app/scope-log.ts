import type { Logger } from 'pino';
import type { RunEvent } from '../ledger/run-event.ts';
import type { ScopeRecord } from '../ledger/scope.ts';
import type { Sink } from '../ledger/sink.ts';

/** Logs and counts each finished scope. */
export class ScopeLog implements Sink {
  readonly #logger: Pick<Logger, 'warn' | 'debug'>;
  readonly #count: (record: ScopeRecord) => void;

  constructor(logger: Pick<Logger, 'warn' | 'debug'>, count: (record: ScopeRecord) => void) {
    this.#logger = logger;
    this.#count = count;
  }

  event(event: RunEvent): void {
    if (event.type === 'batch') return;
    this.#count(event.record);
    const { kind, accountId, region, outcome, resources, error, gaps } = event.record;
    const fields = { kind, accountId, region, outcome, resources };
    if (outcome !== 'complete') this.#logger.warn({ ...fields, error }, 'scope not read');
    else if (gaps.length > 0) this.#logger.warn({ ...fields, gaps }, 'scope read with gaps');
    else this.#logger.debug(fields, 'scope read');
  }
}
