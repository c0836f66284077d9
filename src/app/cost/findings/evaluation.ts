import { z } from 'zod';
import { WINDOW_DAYS } from '../../../cost/findings/shared-thresholds.ts';
import { valued, type ThresholdValues } from '../../../cost/findings/threshold.ts';
import type { CostModel } from '../../../cost/models/define-cost-model.ts';
import type { RegionPrices } from '../../../cost/prices/price-book.ts';
import type { Usage } from '../../../cost/usage/define-usage.ts';
import { DAY_MS, settledUntil } from '../../../cost/usage/usage-days.ts';
import { usageScopes, type UsageScope } from '../../../cost/usage/usage-scope.ts';
import type { Store } from '../../../store/store.ts';
import { allRows } from '../../store/all-rows.ts';
import type { AccountGiven } from './account-inputs.ts';
import { commitmentSubjects } from './account-subjects.ts';
import { findingStates } from './finding-states.ts';
import { loadRules, type RulesByKind } from './load-rules.ts';
import { serviceCosts } from './service-costs.ts';
import { inventoryScopes, type InventoryScope } from './stored-scopes.ts';
import {
  loadUsages,
  neededMetrics,
  neededPercentiles,
  type UsageDefinitions,
} from './window-usages.ts';

/** The period of metrics with one point a day, in seconds. */
const DAILY_PERIOD = 86_400;

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
  const usages = await loadUsages(metrics.keys());
  const shared = {
    ...{ store, models, prices, thresholds, signal, rules, metrics, now: at },
    percentiles: neededPercentiles(rules),
    ...usageEnds(read, usages, at),
    usages,
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
 * The window ends where the newest usage does: the same usage is judged the same way later. A scope whose usage ends
 * before that of others is stale; daily metrics are a day behind hourly ones.
 */
function usageEnds(
  scopes: readonly UsageScope[],
  usages: UsageDefinitions,
  now: number,
): Pick<AccountGiven, 'until' | 'usageEndOf'> {
  const lagOf = (kind: string): number => (hasDailyMetrics(usages.get(kind)) ? DAY_MS : 0);
  const read = scopes.flatMap(({ kind, completeUntil }) =>
    completeUntil === undefined ? [] : [{ completeUntil, lag: lagOf(kind) }],
  );
  const settled = settledUntil(now);
  if (read.length === 0) return { until: settled, usageEndOf: (kind) => settled - lagOf(kind) };
  const newest = Math.max(...read.map(({ completeUntil, lag }) => completeUntil + lag));
  return {
    until: Math.min(settled, Math.max(...read.map(({ completeUntil }) => completeUntil))),
    usageEndOf: (kind) => Math.min(settled, newest) - lagOf(kind),
  };
}

function hasDailyMetrics(usage: Usage | undefined): boolean {
  return Object.values(usage?.metrics ?? {}).some(({ period }) => period === DAILY_PERIOD);
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
