import { actualPeriod, type ActualPeriod } from '../../../cost/engine/actual/actual-period.ts';
import { billNames } from '../../../cost/engine/actual/bill-names.ts';
import { chargedCosts } from '../../../cost/engine/actual/charged-cost.ts';
import { chargedOf, estimatedCost } from '../../../cost/engine/actual/estimated-cost.ts';
import type {
  Plan,
  PlannedResource,
  PlannedState,
} from '../../../cost/engine/plans/planned-resource.ts';
import { serviceOf } from '../../../cost/engine/projection/resource-service.ts';
import type { CostResult } from '../../../cost/engine/results/cost-result.ts';
import { EngineError } from '../../../cost/engine/results/engine-error.ts';
import { parseFilters } from '../../../cost/engine/results/filters.ts';
import { groupResults } from '../../../cost/engine/results/group-results.ts';
import { parseGrouping } from '../../../cost/engine/results/grouping.ts';
import { periodRows, type PeriodRow } from '../../../cost/engine/results/period-rows.ts';
import { plannedFilterable } from '../../../cost/engine/results/planned-filterable.ts';
import type { Basis } from '../../../cost/money/basis.ts';
import { FILL_BILL, storedPeriods } from '../bill/charge-sources.ts';
import { ConfigurationError } from '../../../lib/errors.ts';
import { findReader, openReader } from '../../store/open-reader.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import { namedCharges, storedCharges, type NamedCharges } from './charge-costs.ts';
import type { PluginSet } from '../../../cost/engine/plugins/plugin-set.ts';
import { loadCostModels } from '../cost-models.ts';
import { openPlan, type OpenPlanOptions } from './open-plan.ts';
import { openPlugins } from './open-plugins.ts';
import { pulumiTypes } from './priced-by-plugins.ts';
import { pricePlan, readOwnPrices, type PricePlanOptions } from './price-plan.ts';

export type ActualCostsOptions = Omit<OpenPlanOptions, 'plan'> &
  PricePlanOptions & {
    /** Without one: all charges of the store. */
    readonly plan: string | undefined;
    readonly from: string | undefined;
    readonly to: string | undefined;
    readonly groupBy: string;
    readonly filters: readonly string[];
    readonly basis: Basis;
    /** Only this one is asked: `longshore` (the bill), a plugin, `estimate` (run time). @default all, in this order */
    readonly adapter: string | undefined;
    /** Milliseconds since the Unix epoch. */
    now(): number;
  };

/** What resources have cost. */
export interface ActualCosts {
  readonly period: ActualPeriod;
  /** Results, or rows of days or months. */
  readonly costs:
    | { readonly type: 'results'; readonly results: readonly CostResult[] }
    | {
        readonly type: 'rows';
        readonly grouping: 'daily' | 'monthly';
        readonly rows: readonly PeriodRow[];
      };
  /** Before they were grouped: what budgets are measured by. */
  readonly ungrouped: readonly CostResult[];
}

/**
 * What the resources of a plan, a stack or a state have cost; without one, what all charges of the store are.
 *
 * @throws {EngineError} for dates, currencies or an empty bill that make no answer
 * @throws {ConfigurationError} for what is asked for in a wrong way
 */
export async function actualCosts(options: ActualCostsOptions): Promise<ActualCosts> {
  const { grouping, filter } = parseGrouping(options.groupBy);
  const filters = [...options.filters, ...(filter === undefined ? [] : [filter])];
  parseFilters(filters);
  const { plan: name, adapter } = options;
  if (name === undefined && adapter !== undefined && adapter !== 'longshore') {
    throw new ConfigurationError(`--adapter ${adapter} needs the resources of a plan or a stack`, {
      remedy: 'give them with --plan FILE or --pulumi-state FILE',
    });
  }
  const { period, results } =
    name === undefined
      ? await ofStore(options, filters, grouping)
      : await ofPlan({ ...options, plan: name }, filters);
  if (grouping.by !== 'period') {
    const grouped = groupResults(results, grouping);
    return { period, costs: { type: 'results', results: grouped }, ungrouped: results };
  }
  const { period: by } = grouping;
  const rows = periodRows(results, by);
  return { period, costs: { type: 'rows', grouping: by, rows }, ungrouped: results };
}

interface Found {
  readonly period: ActualPeriod;
  readonly results: readonly CostResult[];
}

async function ofStore(
  { settings, cwd, signal, basis, now, ...options }: ActualCostsOptions,
  filters: readonly string[],
  grouping: ReturnType<typeof parseGrouping>['grouping'],
): Promise<Found> {
  const period = actualPeriod(options, now());
  await using reader = await openReader(settings, cwd, signal, FILL_BILL);
  const results = await storedCharges(reader, filters, grouping, { period, basis, signal });
  if (results.length > 0) return { period, results };
  const periods = await storedPeriods(reader, signal);
  const has =
    periods === undefined
      ? 'the store has no charges'
      : `no charge of this time passes; the store has billing periods ${periods}`;
  throw new EngineError(
    'no-cost-data',
    has,
    periods === undefined ? FILL_BILL : 'choose another time, or fewer filters',
  );
}

const NONE: ReadonlyMap<PlannedState, readonly CostResult[]> = new Map();

async function actualOfPlugins(
  items: readonly Existing[],
  plugins: PluginSet | undefined,
  period: ActualPeriod,
  { basis, signal, warn, onStep }: ActualCostsOptions,
): Promise<ReadonlyMap<PlannedState, readonly CostResult[]>> {
  if (plugins === undefined) return NONE;
  onStep('Asking plugins for costs');
  const { actualByPlugins } = await import('../../../cost/engine/plugins/actual-by-plugins.ts');
  const { models } = await loadCostModels();
  const asked = items.map(([resource, state]) => ({
    ...{ resource, state },
    charged: chargedOf(resource, serviceOf(resource), state),
  }));
  const pulumiType = pulumiTypes(models);
  return await actualByPlugins(asked, plugins, { period, basis, signal, warn, pulumiType });
}

type Existing = readonly [resource: PlannedResource, state: PlannedState];

async function ofPlan(
  options: ActualCostsOptions & { readonly plan: string },
  filters: readonly string[],
): Promise<Found> {
  const { now, adapter, onStep } = options;
  const own = await readOwnPrices(options);
  onStep('Reading the plan');
  const plan = await openPlan(options);
  const passes = parseFilters(filters);
  const existing = existingOf(plan).filter(([resource]) =>
    passes(plannedFilterable(resource, serviceOf(resource))),
  );
  const created = existing.flatMap(([, state]) => timeOf(state.created));
  const oldest =
    created.length === 0 ? undefined : created.reduce((one, time) => Math.min(one, time));
  const period = actualPeriod(options, now(), oldest);
  const hasBill = adapter === undefined || adapter === 'longshore';
  const charges = hasBill ? await chargesOf(existing, period, options) : NO_CHARGES;
  const results: CostResult[] = [];
  const without: Existing[] = [];
  const claimed = new Set<string>();
  for (const one of existing) {
    const [resource, state] = one;
    // Two resources may have the same name in the bill: a copy that waits for its deletion.
    const names = billNames(resource, state).filter((name) => !claimed.has(name));
    const billed = charges.of(names);
    if (billed.length === 0) without.push(one);
    else {
      for (const name of names) claimed.add(name);
      const charged = chargedOf(resource, serviceOf(resource), state);
      results.push(...chargedCosts(charged, billed, period, charges.until ?? ''));
    }
  }
  const open = without.length === 0 ? undefined : await openPlugins(plan, options);
  await using plugins = open;
  const said =
    adapter === 'estimate' ? NONE : await actualOfPlugins(without, plugins, period, options);
  const silent = without.filter(([, state]) => {
    const found = said.get(state);
    results.push(...(found ?? []));
    return found === undefined;
  });
  if (silent.length > 0 && (adapter === undefined || adapter === 'estimate')) {
    const priced = await pricePlan(plan, own, options, plugins);
    const states = new Map(silent);
    for (const projected of priced.resources) {
      const state = states.get(projected.resource);
      if (state !== undefined) results.push(estimatedCost(projected, state, period));
    }
  } else {
    for (const [resource, state] of silent) results.push(unbilled(resource, state, period));
  }
  return { period, results: results.toSorted(byId) };
}

/** Resources that exist now, with their state. What the plan will create has cost nothing yet. */
function existingOf({ resources }: Plan): readonly Existing[] {
  return resources.flatMap((resource) => {
    const { before, after } = resource;
    const state = before === 'unknown' ? after : before;
    return typeof state === 'string' ? [] : [[resource, state] as const];
  });
}

const NO_CHARGES: NamedCharges = { of: () => [], until: undefined };

async function chargesOf(
  existing: readonly Existing[],
  period: ActualPeriod,
  { settings, cwd, signal, basis, warn }: ActualCostsOptions,
): Promise<NamedCharges> {
  const reader: StoreReader | undefined = await findReader(settings, cwd, signal);
  if (reader === undefined) {
    warn(`there is no store with the bill: costs are estimated from run time. ${FILL_BILL}`);
    return NO_CHARGES;
  }
  await using open = reader;
  const names = new Set(existing.flatMap(([resource, state]) => billNames(resource, state)));
  return await namedCharges(open, names, { period, basis, signal });
}

function unbilled(
  resource: PlannedResource,
  state: PlannedState,
  period: ActualPeriod,
): CostResult {
  const message = 'no charges of it in this time';
  return {
    ...chargedOf(resource, serviceOf(resource), state),
    ...{ adapter: 'none', currency: 'USD', monthly: undefined, hourly: undefined, notes: message },
    breakdown: new Map(),
    ...period,
    error: { code: 'NO_COST_DATA', message },
  };
}

function timeOf(text: string | undefined): readonly number[] {
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? [] : [time];
}

function byId(one: CostResult, other: CostResult): number {
  return one.resourceId < other.resourceId ? -1 : one.resourceId > other.resourceId ? 1 : 0;
}
