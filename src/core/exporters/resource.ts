import type { Gap } from '../inspector/gap.ts';
import type { ObjectKind } from './object-kind.ts';

/** One raw item, exactly as mappings see it: these keys in this order, `__ExtraContext` only when it holds something. */
export interface Resource<Properties extends object = Record<string, unknown>> {
  readonly Type: ObjectKind;
  readonly Properties: Properties;
  readonly __ExtraContext?: Readonly<Record<string, unknown>>;
}

/**
 * Resources of one scope, and what is missing in them. The list is emptied when the next batch is asked
 * for; the resources themselves stay as they are.
 */
export interface Batch<Properties extends object = Record<string, unknown>> {
  readonly resources: readonly Resource<Properties>[];
  /** What each of them is fetched by, in the same order; without it, none can be checked one by one. */
  readonly identifiers?: readonly (readonly string[])[];
  readonly gaps: readonly Gap[];
  /** Those of the resources that lack something. When it is absent and there are gaps: any of them may. */
  readonly incomplete?: ReadonlySet<Resource<Properties>>;
}

/** Returned at the end of an exporter's generator: proves that every page of the scope was read. */
export interface ScopeProof {
  readonly pages: number;
  readonly resources: number;
  /** For a history: known parents with more records than the window allows. */
  readonly parentsCut?: number;
}
