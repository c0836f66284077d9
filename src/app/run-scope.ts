import type { AcceptedRemovals } from '../catalog/state/estate-memory.ts';
import type { SecretMask } from '../lib/secret-mask.ts';
import type { Settings } from '../config/settings.ts';
import type { ScopeTime } from '../resync/scope-time-limit.ts';
import type { MappingPlans } from './mapping-plans.ts';

/** The kinds, accounts and regions that a run reads. */
export interface RunScope {
  readonly mapping: MappingPlans;
  /** Kinds that the run is limited to; undefined for those of the mapping. */
  readonly kinds: ReadonlySet<string> | undefined;
  readonly accounts: ReadonlySet<string> | undefined;
  readonly regions: ReadonlySet<string> | undefined;
  /**
   * Regions that may not exist, from the mapping's policies. Such a policy excludes nothing until an account
   * is known to have the region.
   */
  readonly unverifiedRegions: readonly string[];
  readonly seed: string;
  readonly concurrency: number;
  /** Masks secrets: AWS error messages may repeat request parameters. */
  readonly secrets: SecretMask;
  /**
   * Accounts and regions whose entities may be deleted because settings or credentials no longer reach them.
   */
  readonly accepted?: AcceptedRemovals | undefined;
  /** How long the reads of one account, region and kind may take. @default as long as AWS does */
  readonly scopeTime?: ScopeTime | undefined;
  /** Lists the regions of accounts even when no kind needs them. @default false */
  readonly listsRegions?: boolean | undefined;
  /** How prices are read, for blocks with `includeCosts`. */
  readonly pricing: RunPricing;
}

/** What a run reads prices with. */
export interface RunPricing {
  readonly settings: Settings;
  /** Where the price file is looked for. */
  readonly cwd: string;
  /** Receives what the mapping asks for and cannot have. */
  warn(message: string): void;
}

export interface RunScopeContext extends RunPricing {
  readonly secrets: SecretMask;
}

/** Limits of a run; an undefined limit has no effect. */
export interface ScopeLimits {
  readonly kinds?: readonly string[] | undefined;
  readonly accounts?: ReadonlySet<string> | undefined;
  readonly regions?: ReadonlySet<string> | undefined;
  /**
   * Delete the entities of accounts and regions that settings or credentials no longer reach: of all such
   * accounts, or of these.
   *
   * @default the settings decide
   */
  readonly acceptsRemovals?: boolean | ReadonlySet<string> | undefined;
}

/** What a mapping reads, within limits. */
export function runScope(
  { kinds, accounts, regions, acceptsRemovals }: ScopeLimits,
  mapping: MappingPlans,
  { settings, secrets, cwd, warn }: RunScopeContext,
): RunScope {
  const { seed, concurrency, deletion } = settings;
  return {
    mapping,
    kinds: kinds === undefined ? undefined : new Set(kinds),
    accounts,
    regions,
    unverifiedRegions: mapping.unverifiedRegions,
    seed,
    concurrency,
    secrets,
    accepted: acceptedBy(deletion.acceptsRemovals || acceptsRemovals),
    pricing: { settings, cwd, warn },
  };
}

function acceptedBy(accepts: ScopeLimits['acceptsRemovals']): AcceptedRemovals | undefined {
  if (accepts === true) return 'all';
  return accepts === false ? undefined : accepts;
}
