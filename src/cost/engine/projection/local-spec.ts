import { z } from 'zod';
import { decimal, dividedBy, times, type Decimal } from '../../money/decimal.ts';
import { HOURS_PER_MONTH } from '../../money/basis.ts';
import { amountOf } from '../../models/estimate.ts';
import { PlanValues } from '../../models/plan-values.ts';
import type { PlannedState } from '../plans/planned-resource.ts';

const Currency = z.string().regex(/^[A-Z]{3}$/, { error: 'must be a code such as USD' });

/** A price file in the form that FinFocus reads. */
const LocalSpec = z.object({
  provider: z.string(),
  service: z.string(),
  sku: z.string(),
  currency: Currency,
  pricing: z.record(z.string(), z.unknown()),
});

/** The billing modes whose quantity follows from time or size: what a month has of each. */
const MONTHLY: Readonly<Record<string, (size: Decimal | undefined) => Decimal | undefined>> = {
  per_hour: () => HOURS,
  per_minute: () => times(HOURS, decimal(60)),
  per_second: () => times(HOURS, decimal(3_600)),
  per_day: () => DAYS,
  per_month: () => decimal(1),
  flat: () => decimal(1),
  per_year: () => dividedBy(decimal(1), decimal(12)),
  per_gb_month: (size) => size,
  per_gb_hour: (size) => size && times(size, HOURS),
  per_gb_day: (size) => size && times(size, DAYS),
};
const HOURS = decimal(HOURS_PER_MONTH);
const DAYS = dividedBy(HOURS, decimal(24));

/** A price in the published form, PricingSpec. */
const PricingSpec = z.object({
  provider: z.string(),
  resource_type: z.string(),
  sku: z.string().optional(),
  region: z.string().optional(),
  billing_mode: z.string(),
  rate_per_unit: z.number().min(0),
  currency: Currency,
  pricing_tiers: z
    .array(
      z.object({
        min_quantity: z.number().min(0),
        max_quantity: z.number().min(0).optional(),
        rate_per_unit: z.number().min(0),
      }),
    )
    .optional(),
});
type PricingSpec = z.output<typeof PricingSpec>;

/** A price file of either form. */
export type PriceSpec = z.output<typeof LocalSpec> | PricingSpec;

/**
 * Checks a price file.
 *
 * @returns what is wrong, for a person, in place of the prices
 */
export function parseSpec(value: unknown): PriceSpec | { readonly problem: string } {
  const isLocal = typeof value === 'object' && value !== null && 'service' in value;
  const parsed = (isLocal ? LocalSpec : PricingSpec).safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return { problem: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not as expected'}` };
}

/** Properties that name a SKU. The first four are those of FinFocus. */
const SKUS = [
  'instance_type',
  'sku',
  'size',
  'type',
  'instance_class',
  'node_type',
  'machine_type',
  'vm_size',
];
const SIZES = ['size', 'size_gb', 'volume_size', 'allocated_storage'];
const FALLBACK_SKUS = ['default', 'standard', 'basic'];
/** A SKU becomes the name of a file. */
const UNSAFE = /[/\\\0]|\.\./;

/** Names of price files for a resource, in the order in which they are tried: `aws-ec2-t3.micro`. */
export function specNames(
  {
    type,
    provider,
    service,
  }: { readonly type: string; readonly provider: string; readonly service: string },
  { properties }: PlannedState,
): readonly string[] {
  const values = PlanValues.of(properties);
  const third = type.includes(':') ? type.split(':')[2] : type.split('_').slice(2).join('_');
  const sku =
    SKUS.map((name) => values.value(name)).find(
      (value) => typeof value === 'string' && value !== '',
    ) ?? third?.toLowerCase();
  const skus =
    typeof sku === 'string' && !UNSAFE.test(sku) ? [sku, ...FALLBACK_SKUS] : FALLBACK_SKUS;
  return skus.map((one) => `${provider}-${service}-${one}`);
}

/** What a resource costs in a month by a price file. Undefined when the file does not tell. */
export function specCost(
  spec: PriceSpec,
  { properties, region }: PlannedState,
): { readonly monthly: Decimal; readonly how: string } | undefined {
  const values = PlanValues.of(properties);
  const bytes = SIZES.map((name) => values.number(name)).find((value) => value !== undefined);
  const size = bytes === undefined ? undefined : decimal(bytes);
  if ('pricing' in spec) return localCost(spec.pricing, size);
  if (spec.region !== undefined && region !== undefined && spec.region !== region) return undefined;
  const quantity = MONTHLY[spec.billing_mode]?.(size);
  if (quantity === undefined) return undefined;
  const { pricing_tiers: tiers = [], rate_per_unit: rate } = spec;
  const monthly =
    tiers.length === 0
      ? times(quantity, decimal(rate))
      : amountOf(
          quantity,
          tiers.map(({ min_quantity, max_quantity, rate_per_unit }) => ({
            from: decimal(min_quantity),
            // 0 stands for no end.
            to:
              max_quantity === undefined || max_quantity === 0 ? undefined : decimal(max_quantity),
            amount: decimal(rate_per_unit),
          })),
        );
  return { monthly, how: spec.billing_mode };
}

function localCost(
  pricing: Readonly<Record<string, unknown>>,
  size: Decimal | undefined,
): { readonly monthly: Decimal; readonly how: string } | undefined {
  const price = (name: string): Decimal | undefined => {
    const value = pricing[name];
    return typeof value === 'number' && value >= 0 ? decimal(value) : undefined;
  };
  const monthly = price('monthlyEstimate');
  if (monthly !== undefined) return { monthly, how: 'monthlyEstimate' };
  for (const how of ['onDemandHourly', 'hourlyRate']) {
    const hourly = price(how);
    if (hourly !== undefined) return { monthly: times(hourly, HOURS), how };
  }
  const perGb = price('pricePerGBMonth');
  if (perGb === undefined || size === undefined) return undefined;
  return { monthly: times(perGb, size), how: 'pricePerGBMonth' };
}
