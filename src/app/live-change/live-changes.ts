import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from 'pino';
import type { CallObserver } from '../../aws/call-observer.ts';
import type { CatalogSync } from '../../catalog/catalog-sync.ts';
import type { EntityState } from '../../catalog/state/entity-state.ts';
import { PortWriter } from '../../catalog/write/port-writer.ts';
import { RetrySpool } from '../../catalog/write/retry-spool.ts';
import { WriteFailures } from '../../catalog/write/write-failures.ts';
import type { FaultSink } from '../../mapping/fault.ts';
import type { PortClient } from '../../port/port-client.ts';
import type { ItemCosts } from '../cost/items/item-costs.ts';
import type { CurrentMapping } from '../current-mapping.ts';
import type { Runtime } from '../runtime.ts';
import { AccountSessions } from './account-sessions.ts';
import { applyChange } from './apply-change.ts';
import type { ApplyOutcome } from './apply-outcome.ts';
import type { ChangedResource } from './changed-resource.ts';

export interface LiveChangesOptions {
  readonly mapping: CurrentMapping;
  readonly client: PortClient;
  readonly store: EntityState;
  readonly runtime: Runtime;
  /** Of the host: a live event must not leave out what a run writes. */
  readonly costs: ItemCosts;
  readonly faults: FaultSink;
  /** Receives every call to AWS. */
  readonly observer: CallObserver;
  /** Stores changes on disk until the targets of their relations exist. */
  readonly folder: string;
  readonly logger: Pick<Logger, 'warn'>;
}

/** Applies single changed resources to Port, between and during runs. */
export class LiveChanges {
  readonly #options: LiveChangesOptions;
  readonly #sessions: AccountSessions;
  #run: CatalogSync | undefined;
  /** Changes during a run: the run may have read the resource before the change and may write it after. */
  readonly #duringRun = new Map<string, ChangedResource>();

  constructor(options: LiveChangesOptions) {
    this.#options = options;
    this.#sessions = new AccountSessions(options.runtime.discovery, Date.now);
  }

  /** Called when a run starts to write: from now on it skips entities that changes write to Port. */
  runBegins(run: CatalogSync): void {
    this.#run = run;
  }

  /** Called when the run has ended. @returns the changes meanwhile, to be re-read */
  runEnded(): readonly ChangedResource[] {
    const changes = [...this.#duringRun.values()];
    this.#run = undefined;
    this.#duringRun.clear();
    return changes;
  }

  /** Applies one changed resource to Port. */
  async apply(change: ChangedResource, signal: AbortSignal): Promise<ApplyOutcome> {
    const name = `retry-live-${randomUUID()}.ndjson`; // many changes are processed at once
    const file = path.join(this.#options.folder, name);
    try {
      return await this.#apply(change, new RetrySpool(file), signal);
    } finally {
      await rm(file, { force: true });
    }
  }

  async #apply(
    change: ChangedResource,
    spool: RetrySpool,
    signal: AbortSignal,
  ): Promise<ApplyOutcome> {
    const { client, store, faults, runtime, costs, observer, logger } = this.#options;
    const mapping = await this.#options.mapping.get(signal);
    const enrich = await costs.for(mapping.plans);
    const failures = new WriteFailures();
    const target = new PortWriter({
      client,
      state: store,
      failures,
      spool,
      ...mapping.plans.config,
      event: { type: 'http_request' },
      signal,
    });
    const outcome = await applyChange(
      change,
      {
        mapping,
        store,
        target,
        failures,
        faults,
        session: (accountId, running) => this.#sessions.of(accountId, running),
        clients: (session, running) => runtime.clients.open(session, { signal: running, observer }),
        enrich,
        touch: (blueprint, identifier) => this.#run?.touch(blueprint, identifier),
      },
      signal,
    );
    for (const failure of failures.list) logger.warn(failure, 'Port refused a live event');
    if (this.#run !== undefined) this.#noteDuringRun(change);
    return outcome;
  }

  #noteDuringRun(change: ChangedResource): void {
    const { kind, accountId, region, identifiers } = change;
    const key = JSON.stringify([kind, accountId, region, identifiers]);
    this.#duringRun.set(key, { ...change, attempts: 0 });
  }
}
