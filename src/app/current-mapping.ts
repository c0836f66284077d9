import type { JqEvaluator } from '../mapping/jq/evaluator.ts';
import { Mapper } from '../mapping/mapper.ts';
import type { PortClient } from '../port/port-client.ts';
import type { LiveMapping } from './live-change/apply-change.ts';
import type { LiveKind } from './live-change/live-kind.ts';
import { plansFromMapping, type MappingPlans } from './mapping-plans.ts';
import type { NameLookup } from './name-lookup.ts';
import { mappingForPort } from './port-mapping.ts';

/** A parsed mapping: the plan of a run, and the kinds with live events. */
export interface LoadedMapping extends LiveMapping {
  readonly plans: MappingPlans;
}

export interface CurrentMappingOptions {
  /** A mapping file that replaces the integration's mapping in Port. */
  readonly config: string | undefined;
  readonly cwd: string;
  readonly client: PortClient;
  readonly evaluator: JqEvaluator;
  readonly lookup: NameLookup;
  /** Receives each ignored part of the mapping once, however often the mapping is read. */
  warn(message: string): void;
  /** Called after the mapping was read. */
  onLoaded(): void;
}

/** Remembered warnings about the mapping: far more than one mapping can have. */
const MOST_WARNED = 1_000;

/** The mapping of a host: re-read for every run, and kept for live events in between. */
export class CurrentMapping {
  readonly #options: CurrentMappingOptions;
  readonly #warned = new Set<string>();
  #loaded: LoadedMapping | undefined;

  constructor(options: CurrentMappingOptions) {
    this.#options = options;
  }

  /** Kinds that have live events; undefined until a mapping was read. */
  get liveKinds(): readonly LiveKind[] | undefined {
    if (this.#loaded === undefined) return undefined;
    return [...this.#loaded.kinds.values()].flatMap(({ kind: { kind, liveEvents } }) =>
      liveEvents === undefined ? [] : [{ kind, rules: liveEvents }],
    );
  }

  /** The last mapping that was read; reads it if there is none. */
  async get(signal: AbortSignal): Promise<LoadedMapping> {
    return this.#loaded ?? this.load(signal);
  }

  /** Reads the mapping. */
  async load(signal: AbortSignal): Promise<LoadedMapping> {
    const { config, cwd, client, evaluator, lookup, onLoaded } = this.#options;
    const document = await mappingForPort(config, cwd, client, signal);
    const warn = (message: string): void => {
      this.#warnOnce(message);
    };
    const plans = await plansFromMapping(document, { warn, lookup });
    onLoaded();
    const planOf = new Map(plans.plans.map((plan) => [plan.handler.kind, plan]));
    const kinds = plans.kinds.flatMap((kind) => {
      const plan = planOf.get(kind.kind);
      return plan === undefined ? [] : [[kind.kind, { kind, plan }] as const];
    });
    this.#loaded = {
      plans,
      mapper: new Mapper(plans.config, evaluator),
      kinds: new Map(kinds),
    };
    return this.#loaded;
  }

  #warnOnce(message: string): void {
    if (this.#warned.has(message)) return;
    if (this.#warned.size >= MOST_WARNED) this.#warned.clear();
    this.#warned.add(message);
    this.#options.warn(message);
  }
}
