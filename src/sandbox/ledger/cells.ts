import { LRUCache } from 'lru-cache';
import type { BilledProduct } from './billed-product.ts';
import type { LineItem } from './line-item.ts';
import { explorerService, explorerUnit, usageTypeGroup } from './explorer-names.ts';
import type { Exact } from './exact.ts';

/** Tag keys that the organization activated for cost allocation. */
export const COST_TAGS = ['environment', 'team'] as const;

/** What Cost Explorer tells apart, besides tags. */
export const CELL_DIMENSIONS = [
  'AZ',
  'INSTANCE_TYPE',
  'INVOICING_ENTITY',
  'LEGAL_ENTITY_NAME',
  'LINKED_ACCOUNT',
  'OPERATING_SYSTEM',
  'OPERATION',
  'PLATFORM',
  'PURCHASE_TYPE',
  'RECORD_TYPE',
  'REGION',
  'RESERVATION_ID',
  'SAVINGS_PLAN_ARN',
  'SERVICE',
  'SERVICE_CODE',
  'TENANCY',
  'USAGE_TYPE',
  'USAGE_TYPE_GROUP',
] as const;
export type CellDimension = (typeof CELL_DIMENSIONS)[number];

/** What tells a sum from others. */
interface CellLabels {
  readonly dimensions: Readonly<Record<CellDimension, string>>;
  /** Values of the tags for cost allocation; empty for resources without them. */
  readonly tags: Readonly<Record<string, string>>;
  readonly serviceCode: string;
  /** Of the quantity, as Cost Explorer writes it: `GB-Month`. */
  readonly unit: string;
}

/** The sum of a day's lines that Cost Explorer cannot tell apart. Costs in USD. */
export interface Cell {
  readonly labels: CellLabels;
  quantity: Exact;
  /** Hours weighted by the size of the instance. */
  normalized: Exact;
  billed: Exact;
  effective: Exact;
}

const LEGAL_ENTITY = 'Amazon Web Services, Inc.';
const NO_REGION = 'NoRegion';
/** @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/apply_ri.html */
const SIZES: Readonly<Record<string, bigint>> = { micro: 5n, small: 10n, medium: 20n, large: 40n, xlarge: 80n, '2xlarge': 160n }; // prettier-ignore

/** The values of a line in Cost Explorer's dimensions. */
export function dimensionOf(line: LineItem, dimension: CellDimension): string {
  const { product, commitment } = line;
  if (!isOfLine(dimension)) return productDimension(product, dimension);
  switch (dimension) {
    case 'AZ':
      return line.resource?.zone ?? '';
    case 'LINKED_ACCOUNT':
      return line.accountId;
    case 'PURCHASE_TYPE':
      return purchaseTypeOf(line);
    case 'RECORD_TYPE':
      return line.recordType;
    case 'RESERVATION_ID':
      return commitment?.commitment.type === 'reservation' ? commitment.commitment.id : '';
    case 'SAVINGS_PLAN_ARN':
      return commitment?.commitment.type === 'savings-plan' ? commitment.commitment.arn : '';
  }
}

/** The others depend on the product alone. */
const LINE_DIMENSIONS = ['AZ', 'LINKED_ACCOUNT', 'PURCHASE_TYPE', 'RECORD_TYPE', 'RESERVATION_ID', 'SAVINGS_PLAN_ARN'] as const; // prettier-ignore
type LineDimension = (typeof LINE_DIMENSIONS)[number];

function isOfLine(dimension: CellDimension): dimension is LineDimension {
  return LINE_DIMENSIONS.some((one) => one === dimension);
}

function productDimension(
  product: BilledProduct,
  dimension: Exclude<CellDimension, LineDimension>,
): string {
  const { attributes } = product;
  switch (dimension) {
    case 'INSTANCE_TYPE':
      return attributes['instanceType'] ?? '';
    case 'INVOICING_ENTITY':
    case 'LEGAL_ENTITY_NAME':
      return LEGAL_ENTITY;
    case 'OPERATING_SYSTEM':
      return attributes['operatingSystem'] ?? '';
    case 'OPERATION':
      return product.operation;
    case 'PLATFORM':
      return platformOf(attributes['operatingSystem']);
    case 'REGION':
      return product.region === '' ? NO_REGION : product.region;
    case 'SERVICE':
      return explorerService(product);
    case 'SERVICE_CODE':
      return product.serviceCode;
    case 'TENANCY':
      return attributes['tenancy'] ?? '';
    case 'USAGE_TYPE':
      return product.usageType;
    case 'USAGE_TYPE_GROUP':
      return usageTypeGroup(product);
  }
}

/** Labels are shared by the sums of all days. */
const labels = new LRUCache<string, CellLabels>({ max: 50_000 });

function cellOf(line: LineItem, key: string): Cell {
  const name = `${line.accountId}/${key}`;
  const known = labels.get(name) ?? labelsOf(line);
  labels.set(name, known);
  return { labels: known, quantity: 0n, normalized: 0n, billed: 0n, effective: 0n };
}

function labelsOf(line: LineItem): CellLabels {
  const { product, resource } = line;
  const dimensions = CELL_DIMENSIONS.map((name) => [name, dimensionOf(line, name)] as const);
  return {
    dimensions: Object.fromEntries(dimensions) as Record<CellDimension, string>, // every one is there
    tags: Object.fromEntries(COST_TAGS.map((key) => [key, resource?.tags[key] ?? ''])),
    serviceCode: product.serviceCode,
    unit: explorerUnit(product.unit),
  };
}

const serials = new WeakMap<BilledProduct, number>();
let products = 0;

function serialOf(product: BilledProduct): number {
  const known = serials.get(product);
  if (known !== undefined) return known;
  products += 1;
  serials.set(product, products);
  return products;
}

/** Sums lines by everything but their resource. */
export function cellsOf(lines: Iterable<LineItem>): Cell[] {
  const cells = new Map<string, Cell>();
  for (const line of lines) {
    const { product, resource, recordType, commitment } = line;
    const about = commitment?.commitment.id ?? '';
    const tags = resource?.tags;
    const key = `${serialOf(product)}/${recordType}/${resource?.zone ?? ''}/${about}/${tags?.['environment'] ?? ''}/${tags?.['team'] ?? ''}`;
    let cell = cells.get(key);
    if (cell === undefined) cells.set(key, (cell = cellOf(line, key)));
    const quantity = quantityOf(line);
    const type = product.attributes['instanceType'];
    cell.quantity += quantity;
    if (type !== undefined) cell.normalized += (quantity * sizeOf(type)) / 10n;
    cell.billed += line.billedCost;
    cell.effective += line.effectiveCost;
  }
  return [...cells.values()];
}

/** Fees and negations have no usage of their own. */
function quantityOf({ recordType, quantity }: LineItem): Exact {
  return recordType.endsWith('Usage') || recordType.endsWith('Fee') ? quantity : 0n;
}

/** The size of an instance type in tenths of a normalized unit. */
export function sizeOf(type: string): bigint {
  return SIZES[type.slice(type.indexOf('.') + 1)] ?? 0n;
}

function platformOf(operatingSystem: string | undefined): string {
  if (operatingSystem === undefined) return '';
  return { Linux: 'Linux/UNIX', RHEL: 'Red Hat Enterprise Linux' }[operatingSystem] ?? operatingSystem;
} // prettier-ignore

function purchaseTypeOf({ recordType, product }: LineItem): string {
  if (recordType.startsWith('SavingsPlan')) return 'Savings Plans';
  if (recordType === 'DiscountedUsage' || recordType === 'RIFee') return 'Standard Reserved Instances';
  return product.usageType.includes('SpotUsage:') ? 'Spot Instances' : 'On Demand Instances';
} // prettier-ignore
