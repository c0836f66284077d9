import type { AcceptedRemovals } from '../catalog/state/estate-memory.ts';
import type { SecretMask } from '../lib/secret-mask.ts';
import type { Settings } from '../config/settings.ts';
import type { MappingPlans } from './mapping-plans.ts';

/** Which part of the estate a run reads. */
export interface RunScope {
  readonly mapping: MappingPlans;
  /** Kinds that the run is limited to; undefined for those of the mapping. */
  readonly kinds: ReadonlySet<string> | undefined;
  readonly accounts: ReadonlySet<string> | undefined;
  readonly regions: ReadonlySet<string> | undefined;
  /**
   * Regions that the mapping's policies name and that may not exist. Until an account is seen to have them,
   * such a policy excludes nothing.
   */
  readonly unverifiedRegions: readonly string[];
  readonly seed: string;
  readonly concurrency: number;
  /** Masks what nobody may see: AWS repeats in messages what it does not like. */
  readonly secrets: SecretMask;
  /** Which accounts and regions may be deleted that settings or credentials do not reach any more. */
  readonly accepted?: AcceptedRemovals | undefined;
}

/** What of the estate a run is limited to; a limit that is left out does not limit. */
export interface ScopeLimits {
  readonly kinds?: readonly string[] | undefined;
  readonly accounts?: ReadonlySet<string> | undefined;
  readonly regions?: ReadonlySet<string> | undefined;
  /**
   * Delete what belongs to accounts and regions that settings or credentials do not reach any more: to all of
   * them, or to these accounts.
   *
   * @default as the settings say
   */
  readonly acceptsRemovals?: boolean | ReadonlySet<string> | undefined;
}

/** The part of the estate that a mapping reads, within limits. */
export function runScope(
  { kinds, accounts, regions, acceptsRemovals }: ScopeLimits,
  mapping: MappingPlans,
  { settings, secrets }: { readonly settings: Settings; readonly secrets: SecretMask },
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
  };
}

function acceptedBy(accepts: ScopeLimits['acceptsRemovals']): AcceptedRemovals | undefined {
  if (accepts === true) return 'all';
  return accepts === false ? undefined : accepts;
}
