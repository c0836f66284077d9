import { z } from 'zod';
import {
  RESOURCE_GROUPS,
  resourceCharges,
  type ResourceCharge,
} from '../../../app/cost/bill/resource-charges.ts';
import type { ChargeReport } from '../../../app/cost/bill/charge-report.ts';
import { USAGE_COMPONENTS } from '../../../cost/billing/usage-components.ts';
import { decimalText } from '../../../cost/money/decimal.ts';
import type { QueryColumn, QueryValue } from '../../../store/store.ts';
import { BillTotals } from './bill-totals.ts';

/** What a resource costs, with its components. */
export const ResourceRow = z
  .object({
    time: z.string().optional().describe('the month or the day; missing for the whole period'),
    resource: z.string().nullable().describe('as the bill has it; null for charges without one'),
    account: z.string().nullable(),
    region: z.string().nullable(),
    service: z.string().nullable(),
    amount: z.string(),
    components: z.array(
      z.object({
        component: z.enum(USAGE_COMPONENTS as [string, ...string[]]),
        usage_type: z.string().nullable(),
        amount: z.string(),
      }),
    ),
  })
  .meta({ id: 'ResourceCost' });

export const ResourceCosts = BillTotals.extend({
  granularity: z.string(),
  rows: z.array(ResourceRow).describe('in the order of time, the most expensive first'),
}).meta({ id: 'ResourceCosts' });

const known = new WeakMap<ChargeReport['rows'], readonly ResourceCharge[]>();

/** The resources of a report by {@link RESOURCE_GROUPS}. Pages of one report share them. */
export function resourcesOf(report: Pick<ChargeReport, 'rows'>): readonly ResourceCharge[] {
  const found = known.get(report.rows) ?? resourceCharges(report);
  known.set(report.rows, found);
  return found;
}

export function resourceJson(charge: ResourceCharge): z.output<typeof ResourceRow> {
  const { time, resource, account, region, service, amount, components } = charge;
  return {
    ...(time !== undefined && { time }),
    ...{ resource, account, region, service, amount: decimalText(amount) },
    components: components.map(({ component, usageType, amount: its }) => ({
      ...{ component, usage_type: usageType, amount: decimalText(its) },
    })),
  };
}

/** The columns of components as rows. */
export function componentColumns(): readonly QueryColumn[] {
  const names = [
    'time',
    ...RESOURCE_GROUPS.slice(0, -1),
    'component',
    'usage_type',
    'amount',
    'currency',
    'basis',
  ];
  return names.map((name) => ({ name, type: 'text' }));
}

/** A row for each component of each resource. */
export function componentRows(
  charges: readonly ResourceCharge[],
  basis: string,
): readonly (readonly QueryValue[])[] {
  return charges.flatMap(({ time, resource, account, region, service, currency, components }) =>
    components.map(({ component, usageType, amount }) => [
      ...[time ?? null, resource, account, region, service, component, usageType],
      ...[decimalText(amount), currency, basis],
    ]),
  );
}
