import type { Batch } from '../core/exporters/resource.ts';
import type { Scope, ScopeRecord } from './scope.ts';

/** What a run yields: batches of resources, and how each scope ended. */
export type RunEvent =
  | { readonly type: 'batch'; readonly scope: Scope; readonly batch: Batch }
  | { readonly type: 'scope'; readonly record: ScopeRecord };
