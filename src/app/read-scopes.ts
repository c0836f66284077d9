import type { CallObserver } from '../aws/call-observer.ts';
import type { Batch, ScopeProof } from '../core/exporters/resource.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { ResyncHandler } from '../resync/handler.ts';
import type { MappingPlans } from './mapping-plans.ts';
import { readEstate, type ReadOptions } from './read-estate.ts';

/** The scopes of a run, and the time it took AWS to list them. */
export interface ReadScopes {
  readonly ledger: Ledger;
  /** Average time of a call, in milliseconds; 0 without calls. */
  readonly latencyMs: number;
}

/** Reads only accounts and regions: every scope of the run ends before its first call. */
export async function readScopes(
  options: Pick<ReadOptions, 'scope' | 'open' | 'signal'>,
): Promise<ReadScopes> {
  const { scope } = options;
  let calls = 0;
  let totalMs = 0;
  const observer: CallObserver = ({ durationMs }) => {
    calls += 1;
    totalMs += durationMs;
  };
  const mapping = readingNothing(scope.mapping);
  const ledger = await readEstate({
    ...options,
    scope: { ...scope, mapping },
    observer,
    mayReadNothing: true,
  });
  return { ledger, latencyMs: calls === 0 ? 0 : totalMs / calls };
}

function readingNothing(mapping: MappingPlans): MappingPlans {
  const plans = mapping.plans.map((plan) => ({ ...plan, handler: withoutPages(plan.handler) }));
  return { ...mapping, plans, selectors: new Map() };
}

function withoutPages(handler: ResyncHandler): ResyncHandler {
  return {
    ...handler,
    // eslint-disable-next-line require-yield -- a scope without pages is intended
    async *resync(): AsyncGenerator<Batch, ScopeProof, void> {
      return await Promise.resolve({ pages: 0, resources: 0 });
    },
  };
}
