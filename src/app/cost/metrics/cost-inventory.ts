import type { Attempt } from '../../../aws/call-observer.ts';
import type { ObjectKind } from '../../../core/exporters/object-kind.ts';
import { isObjectKind, loadKinds } from '../../../core/exporters/registry.ts';
import type { Settings } from '../../../config/settings.ts';
import type { Ledger } from '../../../ledger/ledger.ts';
import type { Sink } from '../../../ledger/sink.ts';
import type { SecretMask } from '../../../lib/secret-mask.ts';
import type { PortAppConfig } from '../../../mapping/port-app-config.ts';
import { handlerOf } from '../../../resync/handler.ts';
import { readPlan } from '../../../resync/read-plan.ts';
import type { ScopeTime } from '../../../resync/scope-time-limit.ts';
import type { MappingPlans } from '../../mapping-plans.ts';
import { readEstate } from '../../read-estate.ts';
import { runScope } from '../../run-scope.ts';
import type { RuntimeOpener } from '../../runtime.ts';

export interface CostInventoryOptions {
  readonly settings: Settings;
  readonly cwd: string;
  readonly kinds: readonly string[];
  /** Regions that are not read. */
  readonly excludedRegions: readonly string[];
  /** How long the reads of one account, region and kind may take. */
  readonly scopeTime: ScopeTime;
  /** The longest time for a whole inventory, in milliseconds: what was read until then counts. */
  readonly timeoutMs: number;
  readonly open: RuntimeOpener;
  readonly secrets: SecretMask;
  observer(attempt: Attempt): void;
  warn(message: string): void;
}

/** Lists the resources whose costs are shown, and nothing else. */
export class CostInventory {
  readonly #options: CostInventoryOptions;
  readonly #mapping: MappingPlans;

  private constructor(options: CostInventoryOptions, mapping: MappingPlans) {
    this.#options = options;
    this.#mapping = mapping;
  }

  static async open(options: CostInventoryOptions): Promise<CostInventory> {
    return new CostInventory(options, await plansOf(options));
  }

  /**
   * Reads all accounts and regions. What cannot be read keeps what the store has of it.
   *
   * @param openSinks take what is read
   * @throws when no account could be opened, or a sink fails
   */
  async read(openSinks: () => Promise<readonly Sink[]>, parent: AbortSignal): Promise<Ledger> {
    const { open, observer, scopeTime, timeoutMs } = this.#options;
    const signal = AbortSignal.any([parent, AbortSignal.timeout(timeoutMs)]);
    const scope = runScope({}, this.#mapping, this.#options);
    return readEstate({
      scope: { ...scope, scopeTime, listsRegions: true },
      open,
      signal,
      observer,
      sinks: openSinks,
    });
  }
}

/** Nothing of it goes to Port. */
const NO_ENTITIES: PortAppConfig = {
  enableMergeEntity: false,
  createMissingRelatedEntities: false,
  deleteDependentEntities: false,
  entityDeletionThreshold: 0,
  resources: [],
};

/** Each kind with its default actions, in all regions but those excluded. */
async function plansOf({
  kinds: names,
  excludedRegions,
}: CostInventoryOptions): Promise<MappingPlans> {
  const kinds = await loadKinds(names.filter((name): name is ObjectKind => isObjectKind(name)));
  const regionPolicy = { allow: [], deny: excludedRegions };
  const selector = { query: 'true', regionPolicy, includeActions: [] };
  return {
    plans: kinds.map((kind) => readPlan(handlerOf(kind), [selector])),
    kinds,
    config: NO_ENTITIES,
    selectors: new Map(),
    unverifiedRegions: [],
  };
}
