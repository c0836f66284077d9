import pLimit from 'p-limit';
import type { Logger } from 'pino';
import { runtimeOpener, type RuntimeOpener } from '../../app/runtime.ts';
import type { ImportReport } from '../../app/cost/bill/import-report.ts';
import type { CollectReport } from '../../app/cost/collect/collect-report.ts';
import type { ConnectionReport } from '../../app/cost/collect/connection-report.ts';
import type { ConnectionRequest } from '../../app/cost/collect/run-test-connection.ts';
import type { EvaluatedFindings } from '../../app/cost/findings/evaluate-findings.ts';
import type { FindingState } from '../../app/cost/findings/finding-states.ts';
import type { UsageReport } from '../../app/cost/usage/usage-report.ts';
import type {
  WireCommitments,
  WireFindings,
  WireImport,
  WirePaid,
  WireUsage,
} from '../../app/store/wire.ts';
import type { Settings } from '../../config/settings.ts';
import { abortable } from '../../lib/aborted.ts';
import type { SecretMask } from '../../lib/secret-mask.ts';
import type { Store } from '../../store/store.ts';
import {
  withPayers,
  type BillRequest,
  type BillWatch,
  type CollectionWatch,
  type CostCollector,
} from './bill-watch.ts';
import type { StoreServices } from './store-server.ts';

export interface CostWorkOptions {
  readonly settings: Settings;
  readonly cwd: string;
  readonly logger: Logger;
  /** Receives credentials that are used. */
  readonly secrets: SecretMask;
  now(): number;
  /** @throws {StoreError} when the store cannot be opened */
  open(): Promise<Store>;
}

/** What fills the host's store with the bill, usage and findings, one by one: no work replaces what another one reads. */
export class CostWork {
  readonly #options: CostWorkOptions;
  /** Imports and collections: what one replaces must be what it has looked at, and nothing is paid twice. */
  readonly #oneByOne = pLimit(1);
  #billWatch: BillWatch | undefined;
  #onFindings: (() => void) | undefined;

  constructor(options: CostWorkOptions) {
    this.#options = options;
  }

  /** Sets what follows the bill from now on. */
  watchBill(watch: BillWatch): void {
    this.#billWatch = watch;
  }

  /** @param onFindings called when findings were evaluated, from now on */
  watchFindings(onFindings: () => void): void {
    this.#onFindings = onFindings;
  }

  #importCharges(
    { paths, type: typeName }: WireImport,
    onStep: (step: string) => void,
    signal: AbortSignal,
  ): Promise<ImportReport> {
    return this.#inTurn(
      async () => {
        const { settings, now } = this.#options;
        const { importCharges } = await import('../../app/cost/bill/import-charges.ts');
        const { EXPORT_TYPES } = await import('../../cost/billing/charge-source.ts');
        const { fileOpener } = await import('../../app/cost/bill/open-files.ts');
        const store = await this.#options.open();
        const { retentionMonths, acceptsLostAccounts } = settings.cost;
        const openFiles = fileOpener(settings);
        const type = EXPORT_TYPES.find((known) => known === typeName);
        const { analyseBill } = await import('../../app/cost/analysis/after-bill.ts');
        try {
          const report = await importCharges(
            { store, stored: store },
            { paths, type, retentionMonths, acceptsLostAccounts, openFiles, signal, now, onStep },
          );
          const analysis = await analyseBill(store, { settings, signal, now, onStep });
          return { ...report, analysis };
        } finally {
          this.#billWatch?.changed();
        }
      },
      onStep,
      signal,
    );
  }

  /** Collects the bill, when no import or other collection runs. */
  collectBill(
    { from, to, sources: names, isAgain, accounts }: BillRequest,
    watch: CollectionWatch,
    signal: AbortSignal,
  ): Promise<CollectReport> {
    return this.#inTurn(
      async () => {
        watch.onStart?.();
        const { cwd, now } = this.#options;
        const settings = withPayers(this.#options.settings, accounts);
        const { collectInto } = await import('../../app/cost/collect/run-collect.ts');
        const { collectSources } = await import('../../app/cost/collect/collect-source.ts');
        const store = await this.#options.open();
        const startedAt = performance.now();
        let report: CollectReport | undefined;
        try {
          report = await collectInto(store, store, {
            ...watch,
            ...{ settings, cwd, signal, now, from, to, isAgain },
            sources: collectSources(names),
            openWith: (its) => this.#runtime(its),
            observer: (attempt) => this.#billWatch?.awsCall(attempt),
            onPaid: (call) => {
              watch.onPaid?.(call);
              this.#billWatch?.paid(call);
            },
          });
          return report;
        } finally {
          this.#billWatch?.collected(performance.now() - startedAt, 'bill');
          if (!signal.aborted) this.#billWatch?.ended(report);
          this.#billWatch?.changed();
        }
      },
      (step) => watch.onStep?.(step),
      signal,
    );
  }

  /**
   * Which months of a collection no source has. Plans it, beside what else runs: nothing is paid or stored.
   *
   * @returns the oldest first
   */
  async monthsOutOfReach(
    { from, to, accounts }: Pick<BillRequest, 'from' | 'to' | 'accounts'>,
    signal: AbortSignal,
  ): Promise<readonly string[]> {
    const { cwd, now } = this.#options;
    const settings = withPayers(this.#options.settings, accounts);
    const { collectInto } = await import('../../app/cost/collect/run-collect.ts');
    const { billSources } = await import('../../app/cost/collect/collect-source.ts');
    const { plan } = await collectInto(undefined, await this.#options.open(), {
      ...{ settings, cwd, signal, now, from, to, isAgain: false },
      sources: billSources(settings.cost.collection.sources),
      openWith: (its) => this.#runtime(its),
      observer: (attempt) => this.#billWatch?.awsCall(attempt),
    });
    return plan.outOfReach;
  }

  /** Asks for the commitments of a month, unless the store has them fresh. */
  #readCommitments(
    { month }: WireCommitments,
    onStep: (step: string) => void,
    signal: AbortSignal,
  ): Promise<WirePaid> {
    return this.#inTurn(
      async () => {
        const { settings, now } = this.#options;
        const { commitmentsInto } = await import('../../app/cost/collect/run-commitments.ts');
        const open = this.#runtime(settings);
        const store = await this.#options.open();
        const { decimalText } = await import('../../cost/money/decimal.ts');
        const { paid } = await this.#timed('commitments', () =>
          commitmentsInto(store, {
            ...{ settings, month, open, signal, now },
            observer: (attempt) => this.#billWatch?.awsCall(attempt),
            onPaid: (call) => this.#billWatch?.paid(call),
          }),
        );
        return { requests: paid.requests, usd: decimalText(paid.amount) };
      },
      onStep,
      signal,
    );
  }

  /** Tells the metrics how long it took, also when it fails. */
  async #timed<Value>(collector: CostCollector, work: () => Promise<Value>): Promise<Value> {
    const startedAt = performance.now();
    try {
      return await work();
    } finally {
      this.#billWatch?.collected(performance.now() - startedAt, collector);
    }
  }

  #runtime(settings: Settings): RuntimeOpener {
    const { secrets, logger } = this.#options;
    const warn = (message: string): void => {
      logger.warn(message);
    };
    return runtimeOpener({ settings, secrets, warn });
  }

  /** Who has stopped does not wait for the work of others; its own work is waited for. */
  async #inTurn<Value>(
    work: () => Promise<Value>,
    onStep: (step: string) => void,
    signal: AbortSignal,
  ): Promise<Value> {
    if (this.#oneByOne.activeCount > 0) onStep('Waiting for another import or collection');
    let begin = (): void => undefined;
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const ended = this.#oneByOne(async () => {
      signal.throwIfAborted();
      begin();
      return await work();
    });
    await abortable(Promise.race([begun, ended]), signal);
    return await ended;
  }

  /** Writes down what was decided about a finding. It holds at once. */
  async decideFinding(id: string, state: FindingState): Promise<void> {
    const { decide } = await import('../../app/cost/findings/finding-states.ts');
    await decide(await this.#options.open(), id, state);
  }

  /** Evaluates findings, when no import or collection runs: savings come from whole bills. */
  evaluateFindings(
    { decision }: WireFindings,
    onStep: (step: string) => void,
    signal: AbortSignal,
  ): Promise<EvaluatedFindings> {
    return this.#inTurn(
      async () => {
        const { settings, cwd } = this.#options;
        const { findingsOf } = await import('../../app/cost/findings/run-findings.ts');
        const store = await this.#options.open();
        const options = { settings, cwd, decision, signal, onStep };
        return this.watchedFindings(() => findingsOf(store, options));
      },
      onStep,
      signal,
    );
  }

  /** Reads usage from CloudWatch, when no import or collection runs. */
  collectUsage(
    filter: WireUsage,
    onStep: (step: string) => void,
    signal: AbortSignal,
  ): Promise<UsageReport> {
    return this.#inTurn(
      async () => {
        const { settings, cwd, now } = this.#options;
        const { usageInto } = await import('../../app/cost/usage/run-usage.ts');
        const store = await this.#options.open();
        return this.#timed('usage', () =>
          usageInto(store, store, {
            ...{ settings, cwd, filter, signal, now, onStep },
            open: this.#runtime(settings),
            observer: (attempt) => this.#billWatch?.awsCall(attempt),
            onPaid: (call) => this.#billWatch?.paid(call),
          }),
        );
      },
      onStep,
      signal,
    );
  }

  /** Tries what collecting the bill needs. Only a request to Cost Explorer is paid, within the cap. */
  async testConnection(request: ConnectionRequest, signal: AbortSignal): Promise<ConnectionReport> {
    const { settings, secrets, now } = this.#options;
    const { runTestConnection } = await import('../../app/cost/collect/run-test-connection.ts');
    return runTestConnection(await this.#options.open(), {
      ...request,
      ...{ settings, signal, now },
      openWith: (its) =>
        runtimeOpener({ settings: its, secrets, failsFast: true, warn: () => undefined }),
      observer: (attempt) => this.#billWatch?.awsCall(attempt),
      onPaid: (call) => this.#billWatch?.paid(call),
    });
  }

  /** Evaluates findings for the metrics to know: how long it took, and what was found. */
  async watchedFindings<Value>(evaluate: () => Promise<Value>): Promise<Value> {
    try {
      return await this.#timed('findings', evaluate);
    } finally {
      this.#onFindings?.();
    }
  }

  /** Resolves when no work runs or waits. */
  async ended(): Promise<void> {
    await this.#oneByOne(() => undefined);
  }

  /** What other processes can have done while this one holds the store. */
  services(): Omit<StoreServices, 'reader'> {
    return {
      importCharges: (request, onStep, stop) => this.#importCharges(request, onStep, stop),
      collectBill: (request, onStep, stop) => this.collectBill(request, { onStep }, stop),
      readCommitments: (request, onStep, stop) => this.#readCommitments(request, onStep, stop),
      evaluateFindings: (request, onStep, stop) => this.evaluateFindings(request, onStep, stop),
      collectUsage: (filter, onStep, stop) => this.collectUsage(filter, onStep, stop),
    };
  }
}
