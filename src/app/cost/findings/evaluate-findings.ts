import { z } from 'zod';
import type { CostModel } from '../../../cost/models/define-cost-model.ts';
import { valued, type ThresholdValues } from '../../../cost/findings/threshold.ts';
import { WINDOW_DAYS } from '../../../cost/findings/shared-thresholds.ts';
import { settledUntil } from '../../../cost/usage/usage-days.ts';
import { usageScopes, type UsageScope } from '../../../cost/usage/usage-scope.ts';
import type { RegionPrices } from '../../../cost/prices/price-book.ts';
import {
  FINDING_SCOPES,
  FINDINGS_TABLE,
  type FindingScopeRow,
} from '../../../store/finding-tables.ts';
import type { Store } from '../../../store/store.ts';
import { allRows } from '../../store/all-rows.ts';
import { commitmentSubjects } from './account-subjects.ts';
import { evaluateAdvice } from './advice/evaluate-advice.ts';
import { evaluateAccount } from './evaluate-account.ts';
import { findingStates } from './finding-states.ts';
import { loadRules } from './load-rules.ts';
import { serviceCosts } from './service-costs.ts';
import { inventoryScopes, type InventoryScope } from './stored-scopes.ts';
import { loadUsages, neededMetrics, neededPercentiles } from './window-usages.ts';

export interface EvaluateOptions {
  readonly store: Store;
  readonly models: ReadonlyMap<string, CostModel>;
  /** The prices of a region; undefined when the store has none. */
  prices(region: string): Promise<RegionPrices | undefined>;
  readonly thresholds: ThresholdValues;
  readonly signal: AbortSignal;
  now(): number;
  onStep?(step: string): void;
}

/** What an evaluation did. */
export interface EvaluatedFindings {
  readonly accounts: number;
  readonly resources: number;
}

/**
 * Judges every resource of the store by every rule, account by account, and replaces the findings of an account whole.
 * What could not be read keeps its findings, and says so in `finding_scopes`.
 *
 * @throws {StoreError} when the store cannot be read or written
 */
export async function evaluateFindings(options: EvaluateOptions): Promise<EvaluatedFindings> {
  const { store, thresholds, signal, now, onStep } = options;
  const rules = await loadRules();
  const metrics = neededMetrics(rules);
  const usages = await loadUsages(metrics.keys());
  const kinds = new Set(
    [...rules.values()]
      .flat()
      .flatMap((rule) => [rule.kind, ...rule.related.map(({ kind }) => kind)]),
  );
  const scopes = await inventoryScopes(store, kinds, signal);
  const read = await usageScopes(store, signal);
  const at = now();
  const until = usageUntil(read, at);
  const commitments = await commitmentSubjects(store, signal);
  const accounts = [...new Set([...scopes.map(({ account }) => account), ...commitments.keys()])];
  accounts.sort();
  const shared = {
    ...{ rules, metrics, usages, until, now: at },
    ...{ percentiles: neededPercentiles(rules), leavesOutNo: true },
    windowDays: valued(WINDOW_DAYS, thresholds).value,
    states: await findingStates(store, signal),
    serviceCosts: await serviceCosts(store, signal),
    advised: await advisedByAws(store, signal),
  };
  let resources = 0;
  for (const [index, account] of accounts.entries()) {
    signal.throwIfAborted();
    onStep?.(`Judging the resources of account ${index + 1} of ${accounts.length}`);
    const rows: FindingScopeRow[] = [];
    const given = {
      ...options,
      ...shared,
      account,
      scopes: ofAccount(scopes, account),
      usageScopes: ofAccount(read, account),
      commitments: commitments.get(account) ?? [],
      onScope: (row: FindingScopeRow) => {
        rows.push(row);
        resources += Number(row[3]);
      },
    };
    await store.replacePart(FINDINGS_TABLE, account, evaluateAccount(given), signal);
    await store.replacePart(FINDING_SCOPES, account, once(rows), signal);
  }
  await store.keepParts(FINDINGS_TABLE, accounts);
  await store.keepParts(FINDING_SCOPES, accounts);
  await evaluateAdvice({ ...shared, store, scopes, thresholds, signal });
  return { accounts: accounts.length, resources };
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

// eslint-disable-next-line @typescript-eslint/require-await -- the store takes rows as they come
async function* once<Row>(rows: readonly Row[]): AsyncGenerator<readonly Row[], void> {
  yield rows;
}
