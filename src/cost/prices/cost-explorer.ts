import {
  GetCostAndUsageCommand,
  type Expression,
  type GetCostAndUsageResponse,
  type ResultByTime,
} from '@aws-sdk/client-cost-explorer';
import { z } from 'zod';
import { LongshoreError } from '../../lib/errors.ts';
import { explorerPages, type ExplorerAccess } from '../explorer/explorer-calls.ts';
import { parseRounded, type Decimal } from '../money/decimal.ts';
import { PRICE_PERMISSIONS } from './permissions.ts';
import { PriceSourceError } from './price-source-error.ts';

/** What is asked of Cost Explorer: cost and quantity by usage type. */
export interface UsageTypeQuery {
  /** First and last day, both included: `2026-08-01`. */
  readonly from: string;
  readonly to: string;
  readonly granularity: 'DAILY' | 'MONTHLY';
  readonly filter: Expression;
  /** For the record of paid calls: `S3 rates`. */
  readonly purpose: string;
}

/** The cost of a usage type in a period. Basis: unblended, as billed. */
export interface UsageTypeCost {
  /** First day of the period. */
  readonly day: string;
  /** With its billing prefix. */
  readonly usageType: string;
  readonly cost: Decimal;
  /** ISO 4217 */
  readonly currency: string;
  /** In the unit of the usage type. */
  readonly quantity: Decimal;
}

/** Costs by usage type. */
export interface UsageTypeCosts {
  readonly costs: readonly UsageTypeCost[];
  /** Groups without a cost or a quantity. */
  readonly rejected: number;
}

const Amount = z.object({ Amount: z.string(), Unit: z.string().optional() });
const Group = z.object({
  Keys: z.tuple([z.string()]),
  Metrics: z.object({ UnblendedCost: Amount, UsageQuantity: Amount }),
});
const Day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}/)
  .transform((text) => text.slice(0, 10));

/**
 * Asks Cost Explorer, which charges for each request: every attempt, retries included, is checked against the cap and
 * recorded before it is sent.
 *
 * @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetCostAndUsage.html
 */
export class CostExplorer {
  readonly #access: ExplorerAccess;

  constructor(access: ExplorerAccess) {
    this.#access = access;
  }

  /**
   * Unblended cost and quantity by usage type, all pages.
   *
   * @throws {SpendCapError} when a page would exceed the cap: the pages before it were paid, and are lost
   * @throws {PriceSourceError} when AWS denies it, or does not answer
   */
  async byUsageType(query: UsageTypeQuery, signal: AbortSignal): Promise<UsageTypeCosts> {
    const costs: UsageTypeCost[] = [];
    let rejected = 0;
    try {
      for await (const { ResultsByTime = [] } of this.#pages(query, signal)) {
        for (const period of ResultsByTime) {
          for (const cost of costsIn(period)) {
            if (cost === undefined) rejected += 1;
            else costs.push(cost);
          }
        }
      }
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof LongshoreError) throw error; // the cap, credentials, or a list without end
      throw new PriceSourceError(`${query.purpose} from Cost Explorer`, error, [
        ...PRICE_PERMISSIONS.paid,
      ]);
    }
    return { costs, rejected };
  }

  #pages(
    query: UsageTypeQuery,
    signal: AbortSignal,
  ): AsyncGenerator<GetCostAndUsageResponse, void> {
    const { from, to, granularity, filter, purpose } = query;
    return explorerPages(
      this.#access,
      {
        operation: 'GetCostAndUsage',
        purpose,
        command: (token) =>
          new GetCostAndUsageCommand({
            TimePeriod: { Start: from, End: dayAfter(to) },
            Granularity: granularity,
            Metrics: ['UnblendedCost', 'UsageQuantity'],
            GroupBy: [{ Type: 'DIMENSION', Key: 'USAGE_TYPE' }],
            Filter: filter,
            ...(token !== undefined && { NextPageToken: token }),
          }),
      },
      signal,
    );
  }
}

/** The day of a time in UTC, as Cost Explorer writes it. */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

const DAY_MS = 24 * 60 * 60_000;

/** Some days later; earlier when negative. */
export function daysAfter(day: string, days: number): string {
  return dayOf(Date.parse(day) + days * DAY_MS);
}

/** The end of a period is exclusive. */
function dayAfter(day: string): string {
  return daysAfter(day, 1);
}

function* costsIn({ TimePeriod, Groups = [] }: ResultByTime): Generator<UsageTypeCost | undefined> {
  const day = Day.safeParse(TimePeriod?.Start).data;
  for (const group of Groups) {
    const { data } = Group.safeParse(group);
    const { UnblendedCost, UsageQuantity } = data?.Metrics ?? {};
    const cost = amountOf(UnblendedCost?.Amount);
    const quantity = amountOf(UsageQuantity?.Amount);
    const currency = UnblendedCost?.Unit;
    const [usageType] = data?.Keys ?? [];
    const isKnown = cost !== undefined && quantity !== undefined && currency !== undefined;
    if (!isKnown || day === undefined || usageType === undefined) yield undefined;
    else yield { day, usageType, cost, currency, quantity };
  }
}

/**
 * An amount as Cost Explorer writes it: `0.3`, `1.879E-7`. It sends doubles, which can have more digits than a decimal.
 *
 * @returns undefined for what is none
 */
export function amountOf(text: string | undefined): Decimal | undefined {
  return text === undefined ? undefined : parseRounded(text);
}
