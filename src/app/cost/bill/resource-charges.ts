import { usageComponent } from '../../../cost/billing/usage-components.ts';
import { plus, ZERO, type Decimal } from '../../../cost/money/decimal.ts';
import { valueOrNull, type ChargeGroup } from './charge-groups.ts';
import type { ChargeGroupCost, ChargeReport } from './charge-report.ts';

/** The groups of a report that {@link resourceCharges} reads. */
export const RESOURCE_GROUPS = [
  'resource',
  'account',
  'region',
  'service',
  'usage_type',
] as const satisfies readonly ChargeGroup[];

/** What a part of a resource costs. */
export interface ComponentCharge {
  /** `instance`, `storage`, …; `other` for an unknown usage type. */
  readonly component: string;
  /** As the bill has it: `EUW1-BoxUsage:m5.large`. */
  readonly usageType: string | null;
  readonly amount: Decimal;
}

/** What a resource costs at a time, in one currency. Null stands for what the bill does not name. */
export interface ResourceCharge {
  readonly time: string | undefined;
  readonly resource: string | null;
  readonly account: string | null;
  readonly region: string | null;
  readonly service: string | null;
  readonly currency: string;
  readonly amount: Decimal;
  /** The most expensive first. */
  readonly components: readonly ComponentCharge[];
}

/** The rows of a report by resource, in the order of time, the most expensive first. Their sum is that of the rows. */
export function resourceCharges(report: Pick<ChargeReport, 'rows'>): readonly ResourceCharge[] {
  const charges = new Map<string, ResourceCharge>();
  for (const row of report.rows) {
    const { time, values, currency, amount } = row;
    const key = JSON.stringify([time, currency, values.slice(0, -1)]);
    const known = charges.get(key) ?? { ...resourceOf(row), amount: ZERO, components: [] };
    const usageType = valueOrNull(
      'usage_type',
      values[RESOURCE_GROUPS.indexOf('usage_type')] ?? '',
    );
    const component = { component: usageComponent(usageType), usageType, amount };
    charges.set(key, {
      ...known,
      amount: plus(known.amount, amount),
      components: [...known.components, component],
    });
  }
  return [...charges.values()].sort(inOrder);
}

function resourceOf({
  time,
  values,
  currency,
}: ChargeGroupCost): Omit<ResourceCharge, 'amount' | 'components'> {
  const [resource = null, account = null, region = null, service = null] = RESOURCE_GROUPS.map(
    (group, index) => valueOrNull(group, values[index] ?? ''),
  );
  return { time, resource, account, region, service, currency };
}

function inOrder(one: ResourceCharge, other: ResourceCharge): number {
  if (one.time !== other.time) return (one.time ?? '') < (other.time ?? '') ? -1 : 1;
  if (one.amount !== other.amount) return one.amount > other.amount ? -1 : 1;
  return keyOf(one) < keyOf(other) ? -1 : 1;
}

function keyOf({ resource, account, region, service }: ResourceCharge): string {
  return JSON.stringify([resource, account, region, service]);
}
