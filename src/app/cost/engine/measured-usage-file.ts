import { z } from 'zod';
import type { Settings } from '../../../config/settings.ts';
import type { UsageEntry } from '../../../cost/engine/output/usage-yaml.ts';
import {
  measurableResources,
  type MeasurableResource,
} from '../../../cost/engine/projection/planned-usage.ts';
import { PlannedModels } from '../../../cost/engine/projection/priceable.ts';
import type { Plan, PlannedResource } from '../../../cost/engine/plans/planned-resource.ts';
import {
  RESOURCE_COLUMNS,
  storedResource,
  type ResourceMeasurement,
  type StoredResource,
} from '../../../cost/resources/price-resources.ts';
import { fewRows, queryRows, sqlText } from '../../../cost/usage/query-rows.ts';
import { systemClock } from '../../../lib/clock.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import { loadCostModels } from '../cost-models.ts';
import { EstateUsage } from '../resources/estate-usage.ts';
import { openReader } from '../../store/open-reader.ts';
import { measuredOf } from './live-usage.ts';
import { openPlan, type OpenPlanOptions } from './open-plan.ts';

export type MeasuredUsageFileOptions = Omit<OpenPlanOptions, 'plan'> & {
  readonly settings: Settings;
  /** Without one: the resources of the store. */
  readonly plan: string | undefined;
  onStep(step: string): void;
};

/** What a usage file is written from. The store stays open until it is disposed. */
export interface MeasuredUsageFile extends AsyncDisposable {
  /** The measured time, in milliseconds since the Unix epoch; `until` is not included. */
  readonly window: { readonly from: number; readonly until: number };
  readonly entries: AsyncIterable<UsageEntry>;
}

const Account = z.tuple([z.string()]);
const FILL_USAGE = 'run longshore resync --sink store, then longshore cost usage';

/**
 * The measured usage of the resources of a plan, or of all resources of the store.
 *
 * @throws {ConfigurationError} when nothing was stored yet
 * @throws {PlanError} for a plan that cannot be read
 */
export async function measuredUsageFile(
  options: MeasuredUsageFileOptions,
): Promise<MeasuredUsageFile> {
  const { settings, cwd, signal, plan: name, onStep } = options;
  onStep('Reading the plan');
  const plan = name === undefined ? undefined : await openPlan({ ...options, plan: name });
  onStep('Reading the usage');
  const usage = await EstateUsage.load(systemClock.now());
  const reader = await openReader(settings, cwd, signal, FILL_USAGE);
  const entries =
    plan === undefined
      ? storedEntries(reader, usage, signal)
      : plannedEntries(reader, plan, signal);
  return {
    window: usage.window,
    entries,
    [Symbol.asyncDispose]: () => reader[Symbol.asyncDispose](),
  };
}

async function* plannedEntries(
  reader: StoreReader,
  plan: Plan,
  signal: AbortSignal,
): AsyncGenerator<UsageEntry, void> {
  const { models } = await loadCostModels();
  const planned = new PlannedModels(models);
  const existing: readonly MeasurableResource[] = measurableResources(plan, models);
  const live = await measuredOf(reader, existing, signal);
  for (const resource of plan.resources) {
    const meanings = planned.ofType(resource.type)?.usage ?? {};
    if (resource.after === 'none' || Object.keys(meanings).length === 0) continue;
    yield plannedEntry(resource, meanings, live.get(resource));
  }
}

function plannedEntry(
  { address }: PlannedResource,
  meanings: Readonly<Record<string, string>>,
  measurement: ResourceMeasurement | undefined,
): UsageEntry {
  const measured = new Map<string, string>();
  const missing = new Map<string, string>();
  for (const [name, meaning] of Object.entries(meanings)) {
    const value = measurement?.usage(name);
    if (value === undefined) missing.set(name, meaning);
    else measured.set(name, value);
  }
  return { address, measured, missing };
}

/** By ARN, account by account. A resource without an ARN cannot be found again. */
async function* storedEntries(
  reader: StoreReader,
  usage: EstateUsage,
  signal: AbortSignal,
): AsyncGenerator<UsageEntry, void> {
  const kinds = [...usage.kinds.keys()].map(sqlText).join(', ');
  const where = `kind in (${kinds}) and arn is not null`;
  const accounts = await fewRows(
    reader,
    `select distinct account from resources where ${where} order by 1`,
    signal,
  );
  for (const row of accounts) {
    const [of] = Account.parse(row);
    const measured = await usage.of(reader, of, signal);
    const sql = `select ${RESOURCE_COLUMNS} from resources
      where ${where} and account = ${sqlText(of)} order by arn`;
    for await (const one of queryRows(reader, sql, signal)) {
      const stored = storedResource(one);
      const measurement = measured(stored);
      if (measurement !== undefined) yield storedEntry(stored, usage, measurement);
    }
  }
}

function storedEntry(
  { kind, arn, id }: StoredResource,
  usage: EstateUsage,
  measurement: ResourceMeasurement,
): UsageEntry {
  const values = (usage.kinds.get(kind) ?? []).flatMap((name) => {
    const value = measurement.usage(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { address: arn ?? id, measured: new Map(values), missing: new Map() };
}
