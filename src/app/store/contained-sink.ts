import { LongshoreError, messageOf } from '../../lib/errors.ts';
import type { RunEvent } from '../../ledger/run-event.ts';
import type { Cause } from '../../ledger/scope.ts';
import type { EndedRun, Sink } from '../../ledger/sink.ts';

/**
 * A sink beside others that must not fail them. After its first failure it takes nothing more; the run goes on, and
 * ends incomplete with that failure as a cause.
 */
export class ContainedSink implements Sink {
  readonly #onFailure: (cause: Cause) => void;
  #sink: Sink | undefined;
  #cause: Cause | undefined;

  private constructor(onFailure: (cause: Cause) => void) {
    this.#onFailure = onFailure;
  }

  /**
   * @param open opens the sink; its failure is contained as well
   * @param onFailure takes the first failure, once
   */
  static async open(
    open: () => Promise<Sink>,
    onFailure: (cause: Cause) => void,
  ): Promise<ContainedSink> {
    const contained = new ContainedSink(onFailure);
    try {
      contained.#sink = await open();
    } catch (error) {
      contained.#fail(error);
    }
    return contained;
  }

  async event(event: RunEvent): Promise<void> {
    const sink = this.#sink;
    if (sink === undefined) return;
    try {
      await sink.event(event);
    } catch (error) {
      this.#fail(error);
      await sink.abandon?.();
    }
  }

  async finish(run: EndedRun): Promise<void> {
    const sink = this.#sink;
    try {
      await sink?.finish?.(run);
    } catch (error) {
      this.#fail(error);
      await sink?.abandon?.();
    }
    if (this.#cause !== undefined) run.ledger.storeFailed(this.#cause);
  }

  async abandon(): Promise<void> {
    await this.#sink?.abandon?.();
  }

  #fail(error: unknown): void {
    this.#sink = undefined;
    this.#cause = causeOf(error);
    this.#onFailure(this.#cause);
  }
}

function causeOf(error: unknown): Cause {
  const remedy = error instanceof LongshoreError ? error.remedy : undefined;
  return {
    code: error instanceof LongshoreError ? error.code : 'unexpected',
    message: messageOf(error),
    remedy: remedy ?? 'report it, with LONGSHORE_DEBUG=1 set to show where it happened',
  };
}
