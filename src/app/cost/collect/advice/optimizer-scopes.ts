import type { ScopeClients } from '../../../../aws/client-factory.ts';
import { enabledRegions } from '../../../../aws/regions.ts';
import { computeOptimizerRecommendations } from '../../../../cost/advice/compute-optimizer.ts';
import { paysForOthers } from '../../../../cost/explorer/pays-for-others.ts';
import { merge } from '../../../../lib/merge.ts';
import type { CollectOptions } from '../collect-options.ts';
import type { CollectedScope } from '../collect-report.ts';
import { failedScope } from '../failed-scope.ts';
import type { Payer } from '../payer-accounts.ts';
import { readScope, type AdviceContext } from './advice-scope.ts';
import { scopeOf, type AdviceTask } from './advice-work.ts';
import { storeRecommendations } from './read-advice.ts';

/** AWS's limits count for each account and region. */
const REGIONS_AT_ONCE = 4;

/** The account that asks, and where. */
interface Asking {
  readonly clients: ScopeClients;
  /** Undefined when the account asks for itself. */
  readonly member: string | undefined;
  readonly regions: readonly string[];
}

/** Which payer accounts pay for others: each is asked once. */
export type KnownPayers = Map<Payer, Promise<boolean>>;

/**
 * Compute Optimizer for one account, region by region. The payer account asks for its members; any other account asks
 * for itself. An account that is not enrolled is one scope.
 */
export async function* optimizerScopes(
  task: AdviceTask,
  known: KnownPayers,
  context: AdviceContext,
): AsyncGenerator<CollectedScope, void> {
  const { signal } = context.options;
  const account = task.asked.account.id;
  let asking: Asking;
  try {
    asking = await askingFor(task, known, context.options);
  } catch (error) {
    signal.throwIfAborted();
    const scope = { source: task.source, account, region: undefined };
    yield { ...scopeOf(scope), ...failedScope(error, ['account:ListRegions', 'sts:AssumeRole']) };
    return;
  }
  const [first, ...others] = asking.regions;
  if (first === undefined) return;
  const answer = await regionScope(first, asking, task, context);
  if (answer.outcome === 'not-enabled') {
    const { reason = '', remedy = '' } = answer;
    const whole = scopeOf({ source: task.source, account, region: undefined });
    yield { ...whole, outcome: 'not-enabled', reason, remedy };
    return;
  }
  yield answer;
  async function* one(other: string) {
    yield await regionScope(other, asking, task, context);
  }
  async function* each() {
    for (const other of others) yield await Promise.resolve(one(other));
  }
  yield* merge(each(), REGIONS_AT_ONCE);
}

async function askingFor(
  { payer, asked }: AdviceTask,
  known: KnownPayers,
  { signal, regions: wanted }: Pick<CollectOptions, 'signal' | 'regions'>,
): Promise<Asking> {
  const account = asked.account.id;
  const isOwn = account === payer.session.accountId;
  const pays = known.get(payer) ?? paysForOthers(payer.clients, payer.session.account, signal);
  known.set(payer, pays);
  const member = !isOwn && (await pays) ? account : undefined;
  const session = member === undefined ? await asked.open(signal) : payer.session;
  const clients = payer.runtime.clients.open(session, { signal, observer: payer.observer });
  const enabled = await enabledRegions(session, clients, signal);
  const regions = enabled.filter((name) => wanted === undefined || wanted.includes(name));
  return { clients, member, regions };
}

async function regionScope(
  region: string,
  { clients, member }: Asking,
  { source, payer, asked }: AdviceTask,
  context: AdviceContext,
): Promise<CollectedScope> {
  const { records, options } = context;
  const { signal, now, isAgain, minAgeMs } = options;
  const scope = { source, account: asked.account.id, region };
  if (!isAgain && records.isFresh(scope, minAgeMs, now())) {
    return { ...scopeOf(scope), outcome: 'unchanged' };
  }
  return await readScope(scope, context, () =>
    storeRecommendations(
      scope,
      payer,
      computeOptimizerRecommendations(clients, { region, member }, signal),
      context,
    ),
  );
}
