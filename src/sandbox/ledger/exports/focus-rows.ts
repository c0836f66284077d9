import { priceRegion } from '../../prices/regions.ts';
import { categoryName } from '../cost-category.ts';
import { exactText, type Exact } from '../exact.ts';
import type { LineItem, RecordType } from '../line-item.ts';
import { ISSUER, mapText, timeText, type BillFacts, type Row } from './export-row.ts';
import { focusClasses } from './focus-services.ts';

const PURCHASES: readonly RecordType[] = ['RIFee', 'SavingsPlanRecurringFee', 'SavingsPlanUpfrontFee', 'Upfront', 'Support']; // prettier-ignore

/**
 * The rows that a line becomes in FOCUS: covered usage is not invoiced, so there are no negations; what is
 * unused of a commitment is a row of its own.
 *
 * @see https://docs.aws.amazon.com/cur/latest/userguide/table-dictionary-focus-1-2-aws-columns.html
 */
export function focusRows(line: LineItem, facts: BillFacts): readonly Row[] {
  const { recordType, effectiveCost } = line;
  if (recordType === 'SavingsPlanNegation') return [];
  if (recordType === 'SavingsPlanCoveredUsage') {
    return [focusRow({ ...line, billedCost: 0n }, facts, 'Used')];
  }
  if (recordType === 'DiscountedUsage') return [focusRow(line, facts, 'Used')];
  if (recordType !== 'RIFee' && recordType !== 'SavingsPlanRecurringFee') {
    return [focusRow(line, facts)];
  }
  const purchase = focusRow({ ...line, effectiveCost: 0n }, facts);
  return effectiveCost === 0n ? [purchase] : [purchase, focusRow(unusedOf(line), facts, 'Unused')];
}

/** The unused part of a commitment, as usage that costs nothing on the invoice. */
function unusedOf(line: LineItem): LineItem {
  const { commitment } = line;
  return {
    ...line,
    recordType: 'Usage',
    quantity: commitment?.unusedQuantity ?? 0n,
    listRate: 0n,
    contractedRate: 0n,
    listCost: 0n,
    contractedCost: 0n,
    billedCost: 0n,
    description: `Unused: ${line.description}`,
  };
}

function focusRow(line: LineItem, facts: BillFacts, status?: 'Used' | 'Unused'): Row {
  const { payerId, nameOf } = facts;
  const { product, resource, commitment } = line;
  const category = categoryOf(line.recordType);
  const isPriced = category === 'Usage' || category === 'Purchase';
  const isUsage = category === 'Usage' && status !== 'Unused';
  const region = priceRegion(product.region);
  const [serviceCategory, serviceSubcategory] = focusClasses(product.serviceCode);
  const priced = (amount: Exact): string | undefined => (isPriced ? exactText(amount) : undefined);
  const about = commitment?.commitment;
  const committed = status === undefined ? line.quantity : (commitment?.total ?? 0n);
  const tags = resource?.tags ?? {};
  return {
    AvailabilityZone: resource?.zone,
    BilledCost: exactText(line.billedCost),
    BillingAccountId: payerId,
    BillingAccountName: nameOf(payerId),
    BillingAccountType: 'Management Account',
    BillingCurrency: 'USD',
    BillingPeriodEnd: facts.periodEnd,
    BillingPeriodStart: facts.periodStart,
    ChargeCategory: category,
    ChargeClass: line.isCorrection === true ? 'Correction' : undefined,
    ChargeDescription: line.description,
    ChargeFrequency: frequencyOf(line.recordType),
    ChargePeriodEnd: timeText(line.end),
    ChargePeriodStart: timeText(line.start),
    ...(about !== undefined && {
      CommitmentDiscountCategory: about.type === 'savings-plan' ? 'Spend' : 'Usage',
      CommitmentDiscountId: about.arn,
      CommitmentDiscountQuantity: exactText(
        about.type === 'savings-plan' ? committed : line.quantity,
      ),
      CommitmentDiscountStatus: status,
      CommitmentDiscountType: about.type === 'savings-plan' ? 'Savings Plan' : 'Reserved Instance',
      CommitmentDiscountUnit: about.type === 'savings-plan' ? 'USD' : 'Hrs',
    }),
    ConsumedQuantity: isUsage ? exactText(line.quantity) : undefined,
    ConsumedUnit: isUsage ? product.unit : undefined,
    ContractedCost: exactText(line.contractedCost),
    ContractedUnitPrice: priced(line.contractedRate),
    EffectiveCost: exactText(line.effectiveCost),
    InvoiceId: facts.invoiceId,
    InvoiceIssuerName: ISSUER,
    ListCost: exactText(line.listCost),
    ListUnitPrice: priced(line.listRate),
    PricingCategory: isPriced ? pricingCategoryOf(line, status) : undefined,
    PricingCurrency: 'USD',
    PricingCurrencyContractedUnitPrice: priced(line.contractedRate),
    PricingCurrencyEffectiveCost: exactText(line.effectiveCost),
    PricingCurrencyListUnitPrice: priced(line.listRate),
    PricingQuantity: priced(line.quantity),
    PricingUnit: isPriced ? product.unit : undefined,
    ProviderName: 'AWS',
    PublisherName: 'Amazon Web Services',
    RegionId: region?.code,
    RegionName: region?.location,
    ResourceId: resource?.id,
    ResourceName: resource?.name,
    ResourceType: resource?.kind.split('::').slice(1).join(' '),
    ServiceCategory: serviceCategory,
    ServiceName: product.serviceName,
    ServiceSubcategory: serviceSubcategory,
    SkuId: isPriced ? product.sku : undefined,
    SkuMeter: isPriced ? product.usageType : undefined,
    SkuPriceDetails: isPriced ? priceDetails(line) : undefined,
    SkuPriceId: isPriced ? product.rateCode : undefined,
    SubAccountId: line.accountId,
    SubAccountName: nameOf(line.accountId),
    SubAccountType: line.accountId === payerId ? 'Management Account' : 'Member Account',
    Tags: mapText(tags),
    x_CostCategories: mapText(categoriesOf(tags)),
    x_Discounts: '{}',
    x_Operation: product.operation === '' ? undefined : product.operation,
    x_ServiceCode: product.serviceCode,
    x_UsageType: product.usageType === '' ? undefined : product.usageType,
  };
}

function categoryOf(recordType: RecordType): string {
  if (recordType.endsWith('Usage')) return 'Usage';
  if (PURCHASES.includes(recordType)) return 'Purchase';
  return recordType === 'Refund' ? 'Adjustment' : recordType;
}

function frequencyOf(recordType: RecordType): string {
  if (recordType.endsWith('Usage')) return 'Usage-Based';
  const isRecurring = ['RIFee', 'SavingsPlanRecurringFee', 'Support'].includes(recordType);
  return isRecurring ? 'Recurring' : 'One-Time';
}

function pricingCategoryOf({ product }: LineItem, status: string | undefined): string {
  if (status !== undefined) return 'Committed';
  return product.usageType.includes('SpotUsage:') ? 'Dynamic' : 'Standard';
}

function priceDetails({ product: { attributes } }: LineItem): string | undefined {
  const { instanceType, operatingSystem } = attributes;
  if (instanceType === undefined) return undefined;
  return mapText({
    InstanceType: instanceType,
    ...(operatingSystem !== undefined && { OperatingSystem: operatingSystem }),
  });
}

function categoriesOf(tags: Readonly<Record<string, string>>): Record<string, string> {
  const value = categoryName(tags['environment'] ?? '');
  return value === '' ? {} : { Environment: value };
}
