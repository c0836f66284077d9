import { randomUUID } from 'node:crypto';
import { messageOf } from '../lib/errors.ts';
import {
  emptyResult,
  type RunRecord,
  type RunRequest,
  type RunResult,
  type RunTrigger,
} from '../app/run.ts';

export interface RunCoordinatorOptions {
  /** Does one run. What it throws counts as a failed run. */
  execute(request: RunRequest): Promise<RunResult>;
  now(): number;
}

const RUNS_KEPT = 50;

/** A run that is asked for. */
interface PendingRun {
  readonly id: string;
  readonly triggers: Set<RunTrigger>;
  accepted: ReadonlySet<string> | undefined;
}

/** One run after another: what is asked for while one is under way becomes the next, once. */
export class RunCoordinator {
  readonly #options: RunCoordinatorOptions;
  readonly #records: RunRecord[] = [];
  #pending: PendingRun | undefined;
  #wake: (() => void) | undefined;
  #finished: { readonly id: string; resolve(): void }[] = [];

  constructor(options: RunCoordinatorOptions) {
    this.#options = options;
  }

  /**
   * Asks for a run. It never stops the one under way.
   *
   * @param accepted accounts whose removal a person has accepted for this run
   */
  request(
    trigger: RunTrigger,
    accepted?: readonly string[],
  ): { readonly id: string; readonly isCoalesced: boolean } {
    const isCoalesced = this.#pending !== undefined;
    this.#pending ??= { id: randomUUID(), triggers: new Set(), accepted: undefined };
    this.#pending.triggers.add(trigger);
    if (accepted !== undefined)
      this.#pending.accepted = new Set([...(this.#pending.accepted ?? []), ...accepted]);
    this.#wake?.();
    return { id: this.#pending.id, isCoalesced };
  }

  /** The last runs, the newest first; the one under way has no result yet. */
  get records(): readonly RunRecord[] {
    return [...this.#records].reverse();
  }

  get isRunning(): boolean {
    const last = this.#records.at(-1);
    return last !== undefined && last.result === undefined;
  }

  get hasPending(): boolean {
    return this.#pending !== undefined;
  }

  /** Resolves when the run has ended; at once when it is neither under way nor yet to come. */
  async finished(id: string): Promise<void> {
    const isUnderWay = this.#records.some(
      (record) => record.id === id && record.result === undefined,
    );
    if (!isUnderWay && this.#pending?.id !== id) return;
    await new Promise<void>((resolve) => {
      this.#finished.push({ id, resolve });
    });
  }

  /** Does the runs that are asked for, until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => this.#wake?.(), { once: true });
    while (!signal.aborted) {
      const next = this.#pending;
      if (next === undefined) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        this.#wake = undefined;
        continue;
      }
      this.#pending = undefined;
      await this.#execute(next, signal);
    }
  }

  async #execute({ id, triggers, accepted }: PendingRun, signal: AbortSignal): Promise<void> {
    const { now, execute } = this.#options;
    const record: RunRecord = {
      id,
      triggers: [...triggers],
      startedAt: new Date(now()).toISOString(),
    };
    this.#records.push(record);
    if (this.#records.length > RUNS_KEPT) this.#records.shift();
    let result: RunResult;
    try {
      result = await execute({ id, signal, ...(accepted !== undefined && { accepted }) });
    } catch (error) {
      result = {
        ...emptyResult(signal.aborted ? 'cancelled' : 'failed'),
        problem: messageOf(error),
      };
    }
    const index = this.#records.indexOf(record);
    this.#records[index] = { ...record, finishedAt: new Date(now()).toISOString(), result };
    for (const { resolve } of this.#finished.filter((waiting) => waiting.id === id)) resolve();
    this.#finished = this.#finished.filter((waiting) => waiting.id !== id);
  }
}
