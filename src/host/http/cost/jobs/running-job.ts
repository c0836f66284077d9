import {
  isIncomplete,
  isMissing,
  type CollectedScope,
  type CollectPlan,
  type CollectReport,
  type PlannedAdvice,
  type PlannedExplorer,
} from '../../../../app/cost/collect/collect-report.ts';
import { decimal, decimalText, plus, sumOf, ZERO } from '../../../../cost/money/decimal.ts';
import { LongshoreError, messageOf } from '../../../../lib/errors.ts';
import type { CollectionWatch } from '../../../store/bill-watch.ts';
import type { Job, JobRequest } from './job.ts';
import { OutOfReachError } from './out-of-reach.ts';

/** A collection that waits or runs, as callers see it. */
export class RunningJob {
  readonly #now: () => number;
  #state: Job;
  #spent = ZERO;
  /** Paid requests by account: the first number is exact. */
  readonly #explorer = new Map<string, PlannedExplorer>();
  #advice: readonly PlannedAdvice[] = [];
  /** Resolves when it is known what there is to read, or it has ended. */
  readonly planned: Promise<void>;
  #endPlanning: () => void = () => undefined;
  /** Resolves when its record is written. */
  recorded: Promise<void> = Promise.resolve();
  /** Resolves when it has ended, however. */
  ended: Promise<void> = Promise.resolve();

  constructor(id: string, request: JobRequest, now: () => number, notes: readonly string[]) {
    this.#now = now;
    this.planned = new Promise((resolve) => {
      this.#endPlanning = resolve;
    });
    this.#state = {
      job_id: id,
      status: 'queued',
      request,
      estimate: null,
      progress: { step: null, scopes_done: 0, scopes_planned: null },
      scopes: [],
      notes,
      requested_at: this.#time(),
      started_at: null,
      finished_at: null,
      api_spend_usd: '0',
      errors: [],
    };
  }

  get state(): Job {
    return this.#state;
  }

  /** Follows the collection. @param onChange called when its record must be written */
  watch(onChange: () => void): CollectionWatch {
    return {
      onStart: () => {
        this.#change({ status: 'running', started_at: this.#time() });
        onChange();
      },
      onStep: (step) => {
        this.#progress({ step });
      },
      onPlan: (plan) => {
        this.#plan(plan);
        onChange();
      },
      onExplorerPlan: (plan) => {
        this.#estimate([plan]);
      },
      onScope: (scope) => {
        this.#add(scope);
      },
      onPaid: ({ amount }) => {
        this.#spent = plus(this.#spent, amount);
        this.#change({ api_spend_usd: decimalText(this.#spent) });
      },
    };
  }

  finish(report: CollectReport): void {
    this.#end({ status: isIncomplete(report) ? 'incomplete' : 'complete' });
  }

  /** @param isStopped whether the host has stopped it */
  fail(error: unknown, isStopped: boolean): void {
    if (isStopped) {
      const detail =
        'the host was stopped: what was stored is kept, the other periods are as before';
      this.#end({
        status: 'cancelled',
        errors: [...this.#state.errors, { detail, remedy: 'send the request again' }],
      });
      return;
    }
    const remedy = error instanceof LongshoreError ? error.remedy : undefined;
    const failure = {
      detail: messageOf(error),
      ...(remedy !== undefined && { remedy }),
      ...(error instanceof OutOfReachError && { field: 'start_date' }),
    };
    this.#end({ status: 'failed', errors: [...this.#state.errors, failure] });
  }

  #plan(plan: CollectPlan): void {
    const { exports, explorer, advice, notes, outOfReach } = plan;
    if (outOfReach.length > 0) throw new OutOfReachError(outOfReach, 'start_date');
    const months = explorer.reduce((sum, { months: its }) => sum + its.length, 0);
    const asked = advice.reduce((sum, { accounts }) => sum + accounts.length, 0);
    const planned = this.#done() + exports.length + months + asked;
    this.#advice = advice;
    this.#change({ notes: [...this.#state.notes, ...notes] });
    this.#progress({ scopes_planned: planned });
    this.#estimate(explorer);
    this.#endPlanning();
  }

  #estimate(plans: readonly PlannedExplorer[]): void {
    for (const plan of plans) this.#explorer.set(plan.account, plan);
    const all = [...this.#explorer.values()];
    const paid = [...all, ...this.#advice];
    const estimate = {
      calls: paid.reduce((sum, { requests }) => sum + requests, 0),
      usd: decimalText(sumOf(paid.map(({ usd }) => decimal(usd)))),
      // Advice may have more pages, each a request.
      is_exact:
        all.every(({ isExact }) => isExact) && this.#advice.every(({ requests }) => requests === 0),
    };
    this.#change({ estimate });
  }

  #add(scope: CollectedScope): void {
    const { source, name, account, period, region, outcome, reason, remedy } = scope;
    const { charges, items, billed } = scope;
    const its = {
      ...{ source, name, account, outcome },
      ...(period !== undefined && { period }),
      ...(region !== undefined && { region }),
      ...(charges !== undefined && { charges }),
      ...(items !== undefined && { items }),
      ...(billed !== undefined && { billed }),
      ...(reason !== undefined && { reason }),
      ...(remedy !== undefined && { remedy }),
    };
    const errors =
      reason === undefined || !isMissing(scope)
        ? []
        : [
            {
              ...{ detail: reason, account },
              ...(remedy !== undefined && { remedy }),
              ...(period !== undefined && { period }),
              ...(region !== undefined && { region }),
            },
          ];
    const scopes = [...this.#state.scopes, its];
    this.#change({ scopes, errors: [...this.#state.errors, ...errors] });
    this.#progress({ scopes_done: this.#done() });
  }

  /** The regions of advice are not known before it is read: they count as one. */
  #done(): number {
    const keys = this.#state.scopes.map(({ source, name, account, period = '' }) =>
      JSON.stringify([source, name, account, period]),
    );
    return new Set(keys).size;
  }

  #end(change: Partial<Job>): void {
    this.#change({ ...change, finished_at: this.#time() });
    this.#progress({ step: null });
    this.#endPlanning();
  }

  #progress(change: Partial<Job['progress']>): void {
    this.#change({ progress: { ...this.#state.progress, ...change } });
  }

  #change(change: Partial<Job>): void {
    this.#state = { ...this.#state, ...change };
  }

  #time(): string {
    return new Date(this.#now()).toISOString();
  }
}
