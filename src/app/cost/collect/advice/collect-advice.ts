import { ADVICE_FACTS, isPaidAdvice } from '../../../../cost/advice/advice-source.ts';
import { USD_PER_REQUEST } from '../../../../cost/explorer/explorer-calls.ts';
import { decimal, times } from '../../../../cost/money/decimal.ts';
import type { SpendCap } from '../../../../cost/prices/paid-calls.ts';
import { merge } from '../../../../lib/merge.ts';
import type { Store } from '../../../../store/store.ts';
import { overCap } from '../collect-explorer.ts';
import type { CollectOptions } from '../collect-options.ts';
import type { CollectedScope } from '../collect-report.ts';
import type { AdviceContext } from './advice-scope.ts';
import { readScope } from './advice-scope.ts';
import { LEAST_REQUESTS, scopeOf, type AdviceTask, type AdviceWork } from './advice-work.ts';
import { optimizerScopes, type KnownPayers } from './optimizer-scopes.ts';
import { readBudgets, readHub, readPaid } from './read-advice.ts';

const SCOPES_AT_ONCE = 4;

/** The collection of advice into a store. */
export interface AdviceCollection {
  readonly store: Store;
  readonly work: AdviceWork;
  /** A month of the bill exceeded what may be spent: nothing is paid for advice before it. */
  readonly isBillCut: boolean;
}

/**
 * Reads AWS's recommendations, anomalies and budgets: what is free first, then what is paid. Each scope replaces its rows
 * in one transaction; one that fails keeps them.
 */
export async function* collectAdvice(
  { store, work: { tasks, records }, isBillCut }: AdviceCollection,
  options: CollectOptions,
): AsyncGenerator<CollectedScope, void> {
  const { cap, now, signal } = options;
  const context = { store, records, options };
  const known: KnownPayers = new Map();
  async function* free() {
    for (const task of tasks) {
      if (isPaidAdvice(task.source)) continue;
      options.onStep?.(`Reading ${ADVICE_FACTS[task.source].title} of ${task.asked.account.id}`);
      yield await Promise.resolve(freeScopes(task, known, context));
    }
  }
  yield* merge(free(), SCOPES_AT_ONCE);
  for (const task of tasks) {
    if (cap === undefined || !isPaidAdvice(task.source)) continue;
    options.onStep?.(`Asking Cost Explorer: ${ADVICE_FACTS[task.source].title}`);
    yield await paidScope(task, cap, isBillCut, context);
  }
  await records.removeOld(store, now(), signal);
}

async function* freeScopes(
  task: AdviceTask,
  known: KnownPayers,
  context: AdviceContext,
): AsyncGenerator<CollectedScope, void> {
  const { source, payer, asked } = task;
  if (source === 'compute-optimizer') {
    yield* optimizerScopes(task, known, context);
    return;
  }
  const scope = { source, account: asked.account.id, region: undefined };
  yield await readScope(scope, context, () =>
    source === 'budgets' ? readBudgets(scope, task, context) : readHub(scope, payer, context),
  );
}

async function paidScope(
  { source, payer, asked }: AdviceTask,
  cap: SpendCap,
  isBillCut: boolean,
  context: AdviceContext,
): Promise<CollectedScope> {
  if (!isPaidAdvice(source)) throw new TypeError(`${source} is free`);
  const scope = { source, account: asked.account.id, region: undefined };
  const requests = LEAST_REQUESTS[source];
  const room = await cap.room();
  if (times(USD_PER_REQUEST, decimal(String(requests))) > room.left) {
    return { ...scopeOf(scope), outcome: 'spend-cap', ...overCap(requests, room) };
  }
  if (isBillCut) {
    const reason = 'the bill comes first, and a month of it exceeds what may be spent';
    return { ...scopeOf(scope), outcome: 'spend-cap', reason, remedy: room.remedy };
  }
  return await readScope(scope, context, () => readPaid(scope, { payer, cap }, context));
}
