import { z } from 'zod';
import { WINDOW_DAYS } from '../../../cost/findings/shared-thresholds.ts';
import { valued, type ThresholdValues } from '../../../cost/findings/threshold.ts';
import type { CostModel } from '../../../cost/models/define-cost-model.ts';
import type { RegionPrices } from '../../../cost/prices/price-book.ts';
import { settledUntil } from '../../../cost/usage/usage-days.ts';
import { usageScopes, type UsageScope } from '../../../cost/usage/usage-scope.ts';
import type { Store } from '../../../store/store.ts';
import { allRows } from '../../store/all-rows.ts';
import type { AccountGiven } from './account-inputs.ts';
import { commitmentSubjects } from './account-subjects.ts';
import { findingStates } from './finding-states.ts';
import { loadRules, type RulesByKind } from './load-rules.ts';
import { serviceCosts } from './service-costs.ts';
import { inventoryScopes, type InventoryScope } from './stored-scopes.ts';
import { loadUsages, neededMetrics, neededPercentiles } from './window-usages.ts';

/** What resources are judged with. */
export interface EvaluationOptions {
  readonly store: Pick<Store, 'query' | 'tables'>;
  readonly models: ReadonlyMap<string, CostModel>;
  /** The prices of a region; undefined when the store has none. */
  prices(region: string): Promise<RegionPrices | undefined>;
  readonly thresholds: ThresholdValues;
  readonly signal: AbortSignal;
  now(): number;
}

/** Everything that the accounts of the store are judged with. */
export interface Evaluation extends Pick<AccountGiven, 'states' | 'serviceCosts' | 'now'> {
  readonly rules: RulesByKind;
  /** How kinds were read, everywhere. */
  readonly scopes: readonly InventoryScope[];
  readonly accounts: readonly string[];
  inputsOf(account: string): Omit<AccountGiven, 'leavesOutNo'>;
}

/** Reads what all accounts are judged with. @throws {StoreError} when the store cannot be read */
export async function prepareEvaluation(options: EvaluationOptions): Promise<Evaluation> {
  const { store, models, prices, thresholds, signal, now } = options;
  const rules = await loadRules();
  const metrics = neededMetrics(rules);
  const kinds = new Set(
    [...rules.values()]
      .flat()
      .flatMap((rule) => [rule.kind, ...rule.related.map(({ kind }) => kind)]),
  );
  const scopes = await inventoryScopes(store, kinds, signal);
  const read = await usageScopes(store, signal);
  const at = now();
  const commitments = await commitmentSubjects(store, signal);
  const shared = {
    ...{ store, models, prices, thresholds, signal, rules, metrics, now: at },
    ...{ percentiles: neededPercentiles(rules), until: usageUntil(read, at) },
    usages: await loadUsages(metrics.keys()),
    windowDays: valued(WINDOW_DAYS, thresholds).value,
    states: await findingStates(store, signal),
    serviceCosts: await serviceCosts(store, signal),
    advised: await advisedByAws(store, signal),
  };
  const { states, serviceCosts: costs } = shared;
  return {
    ...{ rules, scopes, states, serviceCosts: costs, now: at },
    accounts: [...new Set([...scopes.map(({ account }) => account), ...commitments.keys()])].sort(),
    inputsOf: (account) => ({
      ...shared,
      account,
      scopes: ofAccount(scopes, account),
      usageScopes: ofAccount(read, account),
      commitments: commitments.get(account) ?? [],
    }),
  };
}

/**
 * Where the window ends: where the newest usage does. The same usage is judged the same way later, and a scope whose
 * usage ends before it is stale.
 */
function usageUntil(scopes: readonly UsageScope[], now: number): number {
  const read = scopes.flatMap(({ completeUntil }) => completeUntil ?? []);
  const settled = settledUntil(now);
  return read.length === 0 ? settled : Math.min(settled, Math.max(...read));
}

function ofAccount<Scope extends Pick<InventoryScope, 'account'>>(
  scopes: readonly Scope[],
  account: string,
): readonly Scope[] {
  return scopes.filter((scope) => scope.account === account);
}

const Advised = z.tuple([z.string()]);

/** Resources for which AWS itself advises a change, by id or ARN. */
async function advisedByAws(
  store: Pick<Store, 'query' | 'tables'>,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const tables = await store.tables();
  if (!tables.some(({ name }) => name === 'aws_recommendations')) return new Set();
  const rows = await allRows(
    store,
    'select distinct resource_id from aws_recommendations where resource_id is not null',
    signal,
  );
  return new Set(rows.map((row) => Advised.parse(row)[0]));
}
