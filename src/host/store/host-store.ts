import pLimit from 'p-limit';
import type { Logger } from 'pino';
import { costAfterRun } from '../../app/store/cost-after-run.ts';
import { runtimeOpener, type RuntimeOpener } from '../../app/runtime.ts';
import { ContainedSink } from '../../app/store/contained-sink.ts';
import { openStore, storeName } from '../../app/store/open-store.ts';
import type { ServedCostMetrics } from '../../app/cost/metrics/served-cost-metrics.ts';
import type { CollectReport } from '../../app/cost/collect/collect-report.ts';
import type { ConnectionReport } from '../../app/cost/collect/connection-report.ts';
import type { ConnectionRequest } from '../../app/cost/collect/run-test-connection.ts';
import type { EvaluatedFindings } from '../../app/cost/findings/evaluate-findings.ts';
import type { FindingState } from '../../app/cost/findings/finding-states.ts';
import type { ImportReport } from '../../app/cost/bill/import-report.ts';
import type { UsageReport } from '../../app/cost/usage/usage-report.ts';
import type { StoreReader } from '../../app/store/store-reader.ts';
import type {
  WireCommitments,
  WireFindings,
  WireImport,
  WirePaid,
  WireUsage,
} from '../../app/store/wire.ts';
import { StoreSink } from '../../app/store/store-sink.ts';
import type { Settings } from '../../config/settings.ts';
import type { Sink } from '../../ledger/sink.ts';
import { abortable } from '../../lib/aborted.ts';
import { messageOf } from '../../lib/errors.ts';
import type { SecretMask } from '../../lib/secret-mask.ts';
import type { Store } from '../../store/store.ts';
import {
  withPayers,
  type BillRequest,
  type BillWatch,
  type CollectionWatch,
} from './bill-watch.ts';
import { limitedReader } from './limited-reader.ts';
import { openQuerySocket } from './query-socket.ts';
import type { StoreSocket } from './store-socket.ts';

export interface HostStoreOptions {
  readonly settings: Settings;
  readonly cwd: string;
  readonly logger: Logger;
  /** Receives credentials that are used to ask for prices. */
  readonly secrets: SecretMask;
  readonly signal: AbortSignal;
  /** Cost metrics that are built from it. */
  readonly costMetrics?: ServedCostMetrics | undefined;
  now(): number;
}

/**
 * The host's store: what its runs read goes there, and queries are answered from there. A store that cannot be opened
 * is tried again by the next run or query, and hurts nothing else.
 */
export class HostStore implements AsyncDisposable {
  readonly #options: HostStoreOptions;
  #store: Promise<Store> | undefined;
  #socket: StoreSocket | undefined;
  #reader: { readonly store: Store; readonly limited: StoreReader } | undefined;
  #isListening = false;
  /** Imports and collections: what one replaces must be what it has looked at, and nothing is paid twice. */
  readonly #oneByOne = pLimit(1);
  #billWatch: BillWatch | undefined;
  #onFindings: (() => void) | undefined;

  /** Opens the store; why it could not be opened is logged. */
  static async start(options: HostStoreOptions): Promise<HostStore> {
    const host = new HostStore(options);
    const { logger, settings, cwd } = options;
    const store = storeName(settings, cwd);
    try {
      await host.#open();
      logger.info({ store }, 'store opened');
      await host.#loadMetrics();
    } catch (error) {
      logger.error({ store, problem: messageOf(error) }, 'the store could not be opened');
    }
    return host;
  }

  private constructor(options: HostStoreOptions) {
    this.#options = options;
  }

  /** @throws {StoreError} when it cannot be opened */
  async reader(): Promise<StoreReader> {
    const store = await this.#open();
    if (this.#reader?.store !== store) this.#reader = { store, limited: limitedReader(store) };
    return this.#reader.limited;
  }

  /** Sets what follows the bill from now on. */
  watchBill(watch: BillWatch): void {
    this.#billWatch = watch;
  }

  /** @param onFindings called when findings were evaluated, from now on */
  watchFindings(onFindings: () => void): void {
    this.#onFindings = onFindings;
  }

  /** Takes what a run reads. It never fails the run. */
  sink(runId: string): Promise<Sink> {
    const { settings, logger, now } = this.#options;
    const { retentionMs } = settings.store;
    const warn = (message: string): void => {
      logger.warn({ resyncId: runId }, message);
    };
    return ContainedSink.open(
      async () => {
        const sink = await StoreSink.open(await this.#open(), {
          runId,
          retentionMs,
          now,
          afterRun: this.#afterRun(warn),
          warn,
        });
        return this.#options.costMetrics?.watching(sink) ?? sink;
      },
      ({ code, message }) => {
        logger.error({ resyncId: runId, code, problem: message }, 'the store failed in this run');
      },
    );
  }

  #afterRun(warn: (message: string) => void): ReturnType<typeof costAfterRun> {
    const { settings, secrets } = this.#options;
    const open = runtimeOpener({ settings, secrets, warn });
    const { costMetrics: metrics } = this.#options;
    const priced = costAfterRun({ ...this.#options, open, warn, metrics });
    if (priced === undefined) return undefined;
    return async (store) => {
      await priced(store);
      this.#onFindings?.();
    };
  }

  /** The page has what the store has, until the first run ends. */
  async #loadMetrics(): Promise<void> {
    const { costMetrics, logger } = this.#options;
    try {
      await costMetrics?.load(await this.#open());
    } catch (error) {
      logger.warn(
        { problem: messageOf(error) },
        'cost metrics not built: the next run builds them',
      );
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#socket?.[Symbol.asyncDispose]();
    await this.#oneByOne(() => undefined); // imports and collections have been stopped: they clean up
    const store = await this.#store?.catch(() => undefined); // then there is nothing to close
    await store?.[Symbol.asyncDispose]();
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
        const store = await this.#open();
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
        const store = await this.#open();
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
          this.#billWatch?.collected(performance.now() - startedAt);
          if (!signal.aborted) this.#billWatch?.ended(report);
          this.#billWatch?.changed();
        }
      },
      (step) => watch.onStep?.(step),
      signal,
    );
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
        const store = await this.#open();
        const { decimalText } = await import('../../cost/money/decimal.ts');
        const { paid } = await commitmentsInto(store, {
          ...{ settings, month, open, signal, now },
          onPaid: (call) => this.#billWatch?.paid(call),
        });
        return { requests: paid.requests, usd: decimalText(paid.amount) };
      },
      onStep,
      signal,
    );
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
    await decide(await this.#open(), id, state);
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
        const store = await this.#open();
        const options = { settings, cwd, decision, signal, onStep };
        return findingsOf(store, options).finally(() => this.#onFindings?.());
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
        const store = await this.#open();
        return usageInto(store, store, {
          ...{ settings, cwd, filter, signal, now, onStep },
          open: this.#runtime(settings),
          observer: () => undefined,
          onPaid: (call) => this.#billWatch?.paid(call),
        });
      },
      onStep,
      signal,
    );
  }

  /** Tries what collecting the bill needs. Only a request to Cost Explorer is paid, within the cap. */
  async testConnection(request: ConnectionRequest, signal: AbortSignal): Promise<ConnectionReport> {
    const { settings, secrets, now } = this.#options;
    const { runTestConnection } = await import('../../app/cost/collect/run-test-connection.ts');
    return runTestConnection(await this.#open(), {
      ...request,
      ...{ settings, signal, now },
      openWith: (its) =>
        runtimeOpener({ settings: its, secrets, failsFast: true, warn: () => undefined }),
      observer: (attempt) => this.#billWatch?.awsCall(attempt),
      onPaid: (call) => this.#billWatch?.paid(call),
    });
  }

  async #open(): Promise<Store> {
    const { settings, cwd } = this.#options;
    this.#store ??= openStore(settings, cwd);
    try {
      const store = await this.#store;
      await this.#listen();
      return store;
    } catch (error) {
      this.#store = undefined;
      throw error;
    }
  }

  async #listen(): Promise<void> {
    if (this.#isListening) return;
    this.#isListening = true;
    this.#socket = await openQuerySocket({
      ...this.#options,
      reader: () => this.reader(),
      importCharges: (request, onStep, stop) => this.#importCharges(request, onStep, stop),
      collectBill: (request, onStep, stop) => this.collectBill(request, { onStep }, stop),
      readCommitments: (request, onStep, stop) => this.#readCommitments(request, onStep, stop),
      evaluateFindings: (request, onStep, stop) => this.evaluateFindings(request, onStep, stop),
      collectUsage: (filter, onStep, stop) => this.collectUsage(filter, onStep, stop),
    });
  }
}
