import type { Gap } from '../inspector/gap.ts';
import type { ObjectKind } from './object-kind.ts';

/**
 * One raw item, exactly as mappings see it: these keys in this order, `__ExtraContext` only if it is not
 * empty.
 */
export interface Resource<Properties extends object = Record<string, unknown>> {
  readonly Type: ObjectKind;
  readonly Properties: Properties;
  readonly __ExtraContext?: Readonly<Record<string, unknown>>;
}

/**
 * Resources of one scope, and their gaps. The list is emptied when the next batch is requested; the resources
 * themselves are not changed.
 */
export interface Batch<Properties extends object = Record<string, unknown>> {
  readonly resources: readonly Resource<Properties>[];
  /** The identifiers of each resource, in the same order; without them, none can be checked. */
  readonly identifiers?: readonly (readonly string[])[];
  readonly gaps: readonly Gap[];
  /** The resources with gaps. If it is undefined and there are gaps, any resource may have one. */
  readonly incomplete?: ReadonlySet<Resource<Properties>>;
  /** The resources that lack a part of `__ExtraContext` they should have. Their gaps say why. @default none */
  readonly partialContext?: ReadonlySet<Resource<Properties>>;
}

/** Returned at the end of an exporter's generator: proves that every page of the scope was read. */
export interface ScopeProof {
  readonly pages: number;
  readonly resources: number;
  /** For a history: known parents with more records than the window allows. */
  readonly parentsCut?: number;
}
