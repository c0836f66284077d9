import { z } from 'zod';
import { amountOf } from '../prices/cost-explorer.ts';
import { decimal, type Decimal } from '../money/decimal.ts';

/** Advice of AWS about a resource, or about a commitment to purchase. What AWS does not tell is undefined. */
export interface Recommendation {
  /** Unique within its source, account and region. */
  readonly id: string;
  /** Of the resource. */
  readonly account: string | undefined;
  readonly region: string | undefined;
  readonly resourceId: string | undefined;
  readonly resourceArn: string | undefined;
  /** `AWS::EC2::Instance` */
  readonly kind: string | undefined;
  /** In the words of Cost Optimization Hub: `Rightsize`, `Stop`, `PurchaseSavingsPlans`. */
  readonly action: string;
  /** Why, in AWS's word: `Overprovisioned`. */
  readonly finding: string | undefined;
  /** `m5.large` */
  readonly current: string | undefined;
  readonly recommended: string | undefined;
  /** What it costs in a month now. */
  readonly monthlyCost: Decimal | undefined;
  /** What a month would save at list prices. */
  readonly savingBeforeDiscounts: Decimal | undefined;
  /** What a month would save with the discounts and commitments that there are. */
  readonly savingAfterDiscounts: Decimal | undefined;
  /** ISO 4217 */
  readonly currency: string;
  /** `VeryLow` to `VeryHigh` */
  readonly effort: string | undefined;
  readonly needsRestart: boolean | undefined;
  readonly canBeRolledBack: boolean | undefined;
  /** Days of usage that it rests on. */
  readonly lookbackDays: number | undefined;
  /** When AWS computed it, in milliseconds since the Unix epoch. */
  readonly refreshedAt: number | undefined;
  /** AWS's answer, for JSON. */
  readonly detail: unknown;
}

/** A recommendation that tells nothing yet. */
export const NOTHING_KNOWN = {
  ...{ account: undefined, region: undefined, resourceId: undefined, resourceArn: undefined },
  ...{ kind: undefined, finding: undefined, current: undefined, recommended: undefined },
  monthlyCost: undefined,
  savingBeforeDiscounts: undefined,
  savingAfterDiscounts: undefined,
  currency: 'USD',
  ...{ effort: undefined, needsRestart: undefined, canBeRolledBack: undefined },
  ...{ lookbackDays: undefined, refreshedAt: undefined },
} satisfies Omit<Recommendation, 'id' | 'action' | 'detail'>;

/** A number of AWS's model as an exact amount, by its shortest decimal form. */
export const numberAmount = z
  .number()
  .optional()
  .transform((value) => (value === undefined ? undefined : decimal(value)));

/** A text of AWS's model as an exact amount; undefined for one that is no number. */
export const textAmount = z
  .string()
  .optional()
  .transform((text) => amountOf(text));

/** A time of AWS's model, in milliseconds since the Unix epoch. */
export const time = z
  .date()
  .optional()
  .transform((date) => {
    const at = date?.getTime();
    return at === undefined || Number.isNaN(at) ? undefined : at;
  });

/** A text that says something. */
export const filledText = z
  .string()
  .optional()
  .transform((text) => (text === undefined || text.trim() === '' ? undefined : text));

/** The region of an ARN; undefined for a global resource. */
export function regionOfArn(arn: string | undefined): string | undefined {
  const region = arn?.split(':')[3];
  return region === '' ? undefined : region;
}

/** The resource's own id: what follows the type in its ARN. */
export function idOfArn(arn: string | undefined): string | undefined {
  const resource = arn?.split(':').slice(5).join(':');
  if (resource === undefined || resource === '') return undefined;
  const id = resource.slice(resource.search(/[/:]/) + 1);
  return id === '' ? undefined : id;
}
