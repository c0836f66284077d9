import type { SecretMask } from '../lib/secret-mask.ts';
import type { MappingPlans } from './mapping-plans.ts';

/** Which part of the estate a command reads, as its flags say. */
export interface RunScope {
  readonly mapping: MappingPlans;
  /** Kinds that the command is limited to; undefined for those of the mapping. */
  readonly kinds: ReadonlySet<string> | undefined;
  readonly accounts: ReadonlySet<string> | undefined;
  readonly regions: ReadonlySet<string> | undefined;
  readonly seed: string;
  readonly concurrency: number;
  /** Masks what nobody may see: AWS repeats in messages what it does not like. */
  readonly secrets: SecretMask;
}
