import { randomUUID } from 'node:crypto';
import { messageOf } from '../lib/errors.ts';
import {
  emptyResult,
  type RunRecord,
  type RunRequest,
  type RunResult,
  type RunTrigger,
  type RunView,
} from '../app/run.ts';
import { RunProgress } from '../ledger/run-progress.ts';

export interface RunCoordinatorOptions {
  /** Executes one run. An error counts as a failed run. */
  execute(request: RunRequest): Promise<RunResult>;
  now(): number;
}

const RUNS_KEPT = 50;

/** A run that was requested and has not started. */
interface PendingRun {
  readonly id: string;
  readonly requestedAt: string;
  readonly triggers: Set<RunTrigger>;
  accepted: ReadonlySet<string> | undefined;
}

/** Executes one run after another: requests during a run are combined into the next one. */
export class RunCoordinator {
  readonly #options: RunCoordinatorOptions;
  readonly #records: RunRecord[] = [];
  #pending: PendingRun | undefined;
  /** Progress of the running run, or of the last one. */
  #progress: RunProgress | undefined;
  #wake: (() => void) | undefined;
  #finished: { readonly id: string; resolve(): void }[] = [];

  constructor(options: RunCoordinatorOptions) {
    this.#options = options;
  }

  /**
   * Requests a run. It never stops the current one.
   *
   * @param accepted accounts whose removal a user has accepted for this run
   */
  request(
    trigger: RunTrigger,
    accepted?: readonly string[],
  ): { readonly id: string; readonly isCoalesced: boolean } {
    const isCoalesced = this.#pending !== undefined;
    this.#pending ??= {
      id: randomUUID(),
      requestedAt: this.#time(),
      triggers: new Set(),
      accepted: undefined,
    };
    this.#pending.triggers.add(trigger);
    if (accepted !== undefined)
      this.#pending.accepted = new Set([...(this.#pending.accepted ?? []), ...accepted]);
    this.#wake?.();
    return { id: this.#pending.id, isCoalesced };
  }

  /** Queued, running and ended runs, the newest first. */
  get runs(): readonly RunView[] {
    const started = this.records.map((record) => this.#viewOf(record));
    if (this.#pending === undefined) return started;
    const { id, triggers, requestedAt } = this.#pending;
    return [{ id, state: 'queued', triggers: [...triggers], requestedAt }, ...started];
  }

  /** The runs that have started, the newest first; the running one has no result yet. */
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

  /** Resolves when the run has ended; immediately when it is neither running nor queued. */
  async finished(id: string): Promise<void> {
    const isUnderWay = this.#records.some(
      (record) => record.id === id && record.result === undefined,
    );
    if (!isUnderWay && this.#pending?.id !== id) return;
    await new Promise<void>((resolve) => {
      this.#finished.push({ id, resolve });
    });
  }

  /** Executes the requested runs until the signal is aborted. */
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

  #viewOf(record: RunRecord): RunView {
    if (record.result !== undefined) return { ...record, state: 'ended' };
    const running = { ...record, state: 'running' } as const;
    if (this.#progress === undefined) return running;
    const { totals, kinds } = this.#progress;
    return { ...running, progress: totals, kinds };
  }

  #time(): string {
    return new Date(this.#options.now()).toISOString();
  }

  async #execute(
    { id, triggers: set, requestedAt, accepted }: PendingRun,
    signal: AbortSignal,
  ): Promise<void> {
    const { now, execute } = this.#options;
    const triggers = [...set];
    const record: RunRecord = { id, triggers, requestedAt, startedAt: this.#time() };
    const progress = new RunProgress(now);
    this.#progress = progress;
    this.#records.push(record);
    if (this.#records.length > RUNS_KEPT) this.#records.shift();
    let result: RunResult;
    try {
      const request = { id, triggers, progress, signal };
      result = await execute({ ...request, ...(accepted !== undefined && { accepted }) });
    } catch (error) {
      result = {
        ...emptyResult(signal.aborted ? 'cancelled' : 'failed'),
        problem: messageOf(error),
      };
    }
    const index = this.#records.indexOf(record);
    this.#records[index] = { ...record, finishedAt: this.#time(), result };
    for (const { resolve } of this.#finished.filter((waiting) => waiting.id === id)) resolve();
    this.#finished = this.#finished.filter((waiting) => waiting.id !== id);
  }
}
