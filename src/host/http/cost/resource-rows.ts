import { z } from 'zod';
import {
  RESOURCE_GROUPS,
  resourceCharges,
  type ResourceCharge,
} from '../../../app/cost/bill/resource-charges.ts';
import {
  utilisationKey,
  utilisationOf,
  type Utilisation,
} from '../../../app/cost/usage/utilisation.ts';
import type { StoreReader } from '../../../app/store/store-reader.ts';
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
    utilisation: z
      .array(
        z.object({
          metric: z.string(),
          statistic: z.string().describe('of each hour'),
          unit: z.string(),
          average: z.number().describe('of the hours that were measured'),
          maximum: z.number(),
          points: z.int().describe('hours that were measured'),
          start_date: z.string(),
          end_date: z.string(),
        }),
      )
      .describe(
        'what CloudWatch measured within the period that was asked for, as far as usage was read; empty: nothing',
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

/** Resources with their utilisation in the period that was asked for. */
export async function resourceRows(
  charges: readonly ResourceCharge[],
  { reader, period, signal }: UtilisationQuestion,
): Promise<z.output<typeof ResourceRow>[]> {
  const measured = await utilisationOf(reader, charges, period, signal);
  return charges.map((charge) => resourceJson(charge, measured.get(utilisationKey(charge)) ?? []));
}

interface UtilisationQuestion {
  readonly reader: Pick<StoreReader, 'query'>;
  readonly period: { readonly from: string; readonly to: string };
  readonly signal: AbortSignal;
}

function resourceJson(
  charge: ResourceCharge,
  measured: readonly Utilisation[],
): z.output<typeof ResourceRow> {
  const { time, resource, account, region, service, amount, components } = charge;
  return {
    ...(time !== undefined && { time }),
    ...{ resource, account, region, service, amount: decimalText(amount) },
    components: components.map(({ component, usageType, amount: its }) => ({
      ...{ component, usage_type: usageType, amount: decimalText(its) },
    })),
    utilisation: measured.map(({ from, to, ...one }) => ({
      ...{ ...one, start_date: from, end_date: to },
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
