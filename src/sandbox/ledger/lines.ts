import type { BilledProduct } from './billed-product.ts';
import { DAY_MS, startOf } from './days.ts';
import { exactText, share, times, type Exact } from './exact.ts';
import type { LineItem } from './line-item.ts';
import type { MeteredResource } from './metered-resource.ts';

/** Prices agreed with AWS, in percent of the public ones. */
const AGREED: Readonly<Record<string, bigint>> = { AmazonS3: 95n };

interface UsageLine {
  readonly accountId: string;
  readonly day: string;
  readonly product: BilledProduct;
  readonly quantity: Exact;
  readonly rate: Exact;
  /** Tells lines of one resource and product apart. */
  readonly part: string;
  readonly resource?: MeteredResource | undefined;
}

/** A line of usage at a public price. */
export function usageLine(line: UsageLine): LineItem {
  const { accountId, day, product, quantity, rate, part, resource } = line;
  const contractedRate = share(rate, AGREED[product.serviceCode] ?? 100n, 100n);
  const contractedCost = times(quantity, contractedRate);
  return {
    id: `${day}/Usage/${resource?.id ?? accountId}/${product.usageType}/${product.operation}/${part}`,
    accountId,
    day,
    start: startOf(day),
    end: startOf(day) + DAY_MS,
    recordType: 'Usage',
    product,
    resource,
    quantity,
    listRate: rate,
    contractedRate,
    listCost: times(quantity, rate),
    contractedCost,
    billedCost: contractedCost,
    effectiveCost: contractedCost,
    description: descriptionOf(product, contractedRate),
  };
}

/** What a fee is; one without a rate is an amount. */
type FeeLine = Omit<
  LineItem,
  'id' | 'resource' | 'listRate' | 'contractedRate' | 'listCost' | 'contractedCost'
> & { readonly rate?: Exact };

/** A line that no resource causes. Its list cost is what is invoiced. */
export function feeLine(fee: FeeLine): LineItem {
  const { rate = 0n, ...line } = fee;
  const { day, recordType, product, accountId, description } = line;
  const about = line.commitment?.commitment.id ?? accountId;
  return {
    id: `${day}/${recordType}/${about}/${product.usageType}/${product.serviceCode}/${description}`,
    resource: undefined,
    listRate: rate,
    contractedRate: rate,
    listCost: line.billedCost,
    contractedCost: line.billedCost,
    ...line,
  };
}

/** The description of each product's last price: most have one. */
const described = new WeakMap<BilledProduct, { readonly rate: Exact; readonly text: string }>();

function descriptionOf(product: BilledProduct, rate: Exact): string {
  const known = described.get(product);
  if (known?.rate === rate) return known.text;
  const { usageType, unit, attributes } = product;
  const { instanceType, operatingSystem = '' } = attributes;
  const what =
    instanceType === undefined
      ? usageType
      : `On Demand ${operatingSystem} ${instanceType} Instance`;
  const text = `$${exactText(rate)} per ${unit} of ${what}`;
  described.set(product, { rate, text });
  return text;
}
