import type { Batch } from '../core/exporters/resource.ts';
import type { Scope, ScopeRecord } from './scope.ts';

/** Events of a run: batches of resources, and the outcome of each scope. */
export type RunEvent =
  | { readonly type: 'batch'; readonly scope: Scope; readonly batch: Batch }
  | { readonly type: 'scope'; readonly record: ScopeRecord };
