import type { AcceptedRemovals } from '../catalog/state/estate-memory.ts';
import type { SecretMask } from '../lib/secret-mask.ts';
import type { Settings } from '../config/settings.ts';
import type { MappingPlans } from './mapping-plans.ts';

/** Which part of the estate a command reads, as its flags say. */
export interface RunScope {
  readonly mapping: MappingPlans;
  /** Kinds that the command is limited to; undefined for those of the mapping. */
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

/** The whole estate, as far as settings and mapping reach. */
export function everywhere(
  mapping: MappingPlans,
  options: Pick<RunScope, 'secrets' | 'accepted'> & {
    readonly settings: Pick<Settings, 'seed' | 'concurrency'>;
  },
): RunScope {
  const { settings, secrets, accepted } = options;
  return {
    mapping,
    kinds: undefined,
    accounts: undefined,
    regions: undefined,
    unverifiedRegions: mapping.unverifiedRegions,
    seed: settings.seed,
    concurrency: settings.concurrency,
    secrets,
    accepted,
  };
}
