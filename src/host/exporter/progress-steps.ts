import type { Logger } from 'pino';

/** Logs what the exporter has done: the first time for everyone, then at level debug, as it goes on for ever. */
export class ProgressSteps {
  readonly #logger: Pick<Logger, 'info' | 'debug'>;
  readonly #seen = new Set<string>();

  constructor(logger: Pick<Logger, 'info' | 'debug'>) {
    this.#logger = logger;
  }

  done(step: 'inventory read' | 'prices of a region read' | 'page built', fields: object): void {
    if (this.#seen.has(step)) {
      this.#logger.debug(fields, step);
      return;
    }
    this.#seen.add(step);
    this.#logger.info(fields, step);
  }
}
