import { z } from 'zod';
import { actualPeriod, type ActualPeriod } from '../../../cost/engine/actual/actual-period.ts';
import { billNames } from '../../../cost/engine/actual/bill-names.ts';
import type { PriceFacts } from '../../../cost/engine/output/projected-json.ts';
import {
  overviewRows,
  type BilledCost,
  type OverviewFinding,
  type OverviewRow,
} from '../../../cost/engine/overview/overview-row.ts';
import type { Plan, PlannedResource } from '../../../cost/engine/plans/planned-resource.ts';
import type { ProjectedResource } from '../../../cost/engine/projection/project-plan.ts';
import { parseFilters } from '../../../cost/engine/results/filters.ts';
import { plannedFilterable } from '../../../cost/engine/results/planned-filterable.ts';
import type { Basis } from '../../../cost/money/basis.ts';
import { decimal, plus, ZERO } from '../../../cost/money/decimal.ts';
import { queryRows, sqlText } from '../../../cost/usage/query-rows.ts';
import { chunk } from '../../../lib/chunk.ts';
import { findReader } from '../../store/open-reader.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import { FILL_BILL } from '../bill/charge-sources.ts';
import { namedCharges, type NamedCharges } from './charge-costs.ts';
import { openPlan, type OpenPlanOptions } from './open-plan.ts';
import { pricePlan, readOwnPrices, type PricePlanOptions } from './price-plan.ts';

export type OverviewCostsOptions = OpenPlanOptions &
  PricePlanOptions & {
    /** What exists, beside a plan that has the changes only. */
    readonly state: string | undefined;
    readonly from: string | undefined;
    readonly to: string | undefined;
    readonly filters: readonly string[];
    readonly basis: Basis;
    /** Milliseconds since the Unix epoch. */
    now(): number;
  };

/** What the resources of a plan cost: in the bill, as they are, and after the change. */
export interface OverviewCosts {
  readonly rows: readonly OverviewRow[];
  readonly period: ActualPeriod;
  /** The last day with charges: `2026-10-31`. */
  readonly until: string | undefined;
  readonly prices: PriceFacts;
  readonly notes: Plan['notes'];
}

/** @throws {PlanError} for a plan that cannot be read */
export async function overviewCosts(options: OverviewCostsOptions): Promise<OverviewCosts> {
  const { filters, now, onStep, signal } = options;
  const passes = parseFilters(filters);
  const period = actualPeriod(options, now());
  const own = await readOwnPrices(options);
  onStep('Reading the plan');
  const plan = await wholePlan(options);
  const { resources: all, prices } = await pricePlan(plan, own, options);
  const resources = all.filter(({ resource, service }) =>
    passes(plannedFilterable(resource, service)),
  );
  onStep('Reading the bill');
  const names = new Set(resources.flatMap(({ resource }) => namesOf(resource)));
  const stored = await storedFacts(names, period, options, signal);
  const rows = overviewRows(resources, {
    ...{ period, until: stored.charges?.until },
    billed: ({ resource }) => billedOf(resource, stored.charges),
    findings: ({ resource }) => findingsOf(resource, stored.findings),
  });
  return { rows, period, until: stored.charges?.until, prices, notes: plan.notes };
}

/** The plan, with what exists besides. */
async function wholePlan(options: OverviewCostsOptions): Promise<Plan> {
  const plan = await openPlan(options);
  if (options.state === undefined) return plan;
  const state = await openPlan({ ...options, plan: options.state });
  const known = new Set(plan.resources.map(({ address }) => address));
  const others = state.resources.filter(({ address }) => !known.has(address));
  const resources = [...plan.resources, ...others].sort((one, other) =>
    one.address < other.address ? -1 : one.address > other.address ? 1 : 0,
  );
  const notes = plan.notes.filter(({ code }) => code !== 'missing-sames');
  return { ...plan, resources, notes };
}

interface StoredFacts {
  readonly charges: NamedCharges | undefined;
  /** By a name of the resource. */
  readonly findings: ReadonlyMap<string, readonly OverviewFinding[]>;
}

async function storedFacts(
  names: ReadonlySet<string>,
  period: ActualPeriod,
  { settings, cwd, basis, warn }: OverviewCostsOptions,
  signal: AbortSignal,
): Promise<StoredFacts> {
  const reader = await findReader(settings, cwd, signal);
  if (reader === undefined) {
    warn(`there is no store: nothing of the bill is known. ${FILL_BILL}`);
    return { charges: undefined, findings: new Map() };
  }
  await using open = reader;
  const charges = await namedCharges(open, names, { period, basis, signal });
  if (charges.until === undefined) warn(`the store has no charges of this time. ${FILL_BILL}`);
  return { charges, findings: await openFindings(open, names, signal) };
}

const NAMES_AT_ONCE = 1_000;
const Found = z.tuple([
  z.string().nullable(),
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.string().nullable(),
  z.string().nullable(),
]);

/** Open findings of resources with these names. */
async function openFindings(
  reader: Pick<StoreReader, 'query'>,
  names: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<StoredFacts['findings']> {
  const found = new Map<string, OverviewFinding[]>();
  for (const part of chunk([...names], NAMES_AT_ONCE)) {
    const list = part.map(sqlText).join(', ');
    const sql = `select arn, resource_id, f.id, type, title, monthly_saving, currency from findings as f
      join (select id as open_id from optimization_opportunities where state = 'open' and verdict = 'yes') as o
        on o.open_id = f.id where arn in (${list}) or resource_id in (${list}) order by f.id`;
    for await (const row of queryRows(reader, sql, signal)) {
      const [arn, resourceId, id, type, title, saving, currency] = Found.parse(row);
      const finding: OverviewFinding = {
        ...{ id, type, title, currency: currency ?? undefined },
        saving: saving === null ? undefined : decimal(saving),
      };
      for (const name of new Set([arn ?? resourceId, resourceId])) {
        const known = found.get(name) ?? [];
        found.set(name, known);
        if (!known.some((one) => one.id === id)) known.push(finding);
      }
    }
  }
  return found;
}

function findingsOf(
  resource: PlannedResource,
  findings: StoredFacts['findings'],
): readonly OverviewFinding[] {
  const all = namesOf(resource).flatMap((name) => findings.get(name) ?? []);
  return [...new Map(all.map((one) => [one.id, one])).values()];
}

function billedOf(
  resource: PlannedResource,
  charges: NamedCharges | undefined,
): readonly BilledCost[] {
  const totals = new Map<string, BilledCost>();
  for (const { currency, amount } of charges?.of(namesOf(resource)) ?? []) {
    const total = plus(totals.get(currency)?.total ?? ZERO, amount);
    totals.set(currency, { currency, total });
  }
  return [...totals.values()].sort((one, other) => (one.currency < other.currency ? -1 : 1));
}

/** What exists of a resource has names: before the change, or after it where the plan does not say. */
function namesOf(resource: ProjectedResource['resource']): readonly string[] {
  const { before, after } = resource;
  const state = before === 'unknown' ? after : before;
  return typeof state === 'string' ? [] : billNames(resource, state);
}
