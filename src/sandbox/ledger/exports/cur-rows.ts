import { sizeOf } from '../cells.ts';
import { categoryName, COST_CATEGORY } from '../cost-category.ts';
import { planRate, type Commitment } from '../commitments.ts';
import { exactText, type Exact } from '../exact.ts';
import type { CommitmentPart, LineItem, RecordType } from '../line-item.ts';
import { ISSUER, lineItemId, mapText, timeText, type BillFacts, type Row } from './export-row.ts';

/** Types of lines that CUR names otherwise than Cost Explorer. */
const TYPES: Readonly<Partial<Record<RecordType, string>>> = { Support: 'Fee', Upfront: 'Fee' };
const BILL_TYPES: Readonly<Partial<Record<RecordType, string>>> = {
  Refund: 'Refund',
  Upfront: 'Purchase',
  SavingsPlanUpfrontFee: 'Purchase',
};

/**
 * A line with the names of CUR 2.0.
 *
 * @see https://docs.aws.amazon.com/cur/latest/userguide/table-dictionary-cur2.html
 */
export function curRow(line: LineItem, facts: BillFacts): Row {
  const { payerId, nameOf } = facts;
  const { product, resource, recordType, commitment } = line;
  const isUsage = recordType.endsWith('Usage');
  const hasPrice = isUsage || recordType.endsWith('Fee') || line.listRate > 0n;
  const rate = recordType === 'DiscountedUsage' ? 0n : line.contractedRate;
  const type = product.attributes['instanceType'];
  const size = type === undefined ? 0n : sizeOf(type);
  const environment = categoryName(resource?.tags['environment'] ?? '');
  const { start, end } = { start: timeText(line.start), end: timeText(line.end) };
  const isTax = recordType === 'Tax';
  return {
    bill_bill_type: BILL_TYPES[recordType] ?? 'Anniversary',
    bill_billing_entity: 'AWS',
    bill_billing_period_end_date: facts.periodEnd,
    bill_billing_period_start_date: facts.periodStart,
    bill_invoice_id: facts.invoiceId,
    bill_invoicing_entity: ISSUER,
    bill_payer_account_id: payerId,
    bill_payer_account_name: nameOf(payerId),
    cost_category: mapText(environment === '' ? {} : { [COST_CATEGORY]: environment }),
    discount: '{}',
    identity_line_item_id: lineItemId(line),
    identity_time_interval: `${start.slice(0, 19)}Z/${end.slice(0, 19)}Z`,
    line_item_availability_zone: resource?.zone,
    line_item_blended_cost: exactText(line.billedCost),
    line_item_blended_rate: hasPrice ? exactText(rate) : undefined,
    line_item_currency_code: 'USD',
    line_item_legal_entity: ISSUER,
    line_item_line_item_description: line.description,
    line_item_line_item_type: TYPES[recordType] ?? recordType,
    line_item_normalization_factor: size === 0n ? undefined : String(Number(size) / 10),
    line_item_normalized_usage_amount: size === 0n ? undefined : exactText((line.quantity * size) / 10n),
    line_item_operation: textOrNone(product.operation),
    line_item_product_code: product.serviceCode,
    line_item_resource_id: resource?.id,
    line_item_tax_type: isTax ? 'USSalesTax' : undefined,
    line_item_unblended_cost: exactText(line.billedCost),
    line_item_unblended_rate: hasPrice ? exactText(rate) : undefined,
    line_item_usage_account_id: line.accountId,
    line_item_usage_account_name: nameOf(line.accountId),
    line_item_usage_amount: exactText(line.quantity),
    line_item_usage_end_date: end,
    line_item_usage_start_date: start,
    line_item_usage_type: textOrNone(product.usageType),
    pricing_currency: isTax ? undefined : 'USD',
    pricing_public_on_demand_cost: exactText(isUsage ? line.listCost : 0n),
    pricing_public_on_demand_rate: isUsage ? exactText(line.listRate) : undefined,
    pricing_rate_code: hasPrice ? product.rateCode : undefined,
    pricing_term: isUsage ? termOf(line) : undefined,
    pricing_unit: textOrNone(product.unit),
    product: mapText({ product_name: product.serviceName, ...product.attributes }),
    product_instance_family: product.attributes['instanceFamily'],
    product_instance_type: type,
    product_location: product.attributes['location'],
    product_location_type: product.attributes['locationType'],
    product_operation: textOrNone(product.operation),
    product_product_family: product.family,
    product_region_code: textOrNone(product.region),
    product_servicecode: product.serviceCode,
    product_sku: isTax ? undefined : product.sku,
    product_usagetype: textOrNone(product.usageType),
    resource_tags: mapText(tagKeys(resource?.tags ?? {})),
    ...(commitment !== undefined && commitmentValues(line, commitment)),
  };
} // prettier-ignore

function commitmentValues(line: LineItem, part: CommitmentPart): Row {
  return part.commitment.type === 'savings-plan'
    ? planValues(line, part, part.commitment)
    : reservationValues(line, part, part.commitment);
}

function planValues(
  { recordType, product, effectiveCost, billedCost }: LineItem,
  { total, used, upfront }: CommitmentPart,
  plan: Extract<Commitment, { readonly type: 'savings-plan' }>,
): Row {
  const isFee = recordType === 'SavingsPlanRecurringFee';
  const isCovered = recordType === 'SavingsPlanCoveredUsage';
  return {
    savings_plan_savings_plan_a_r_n: plan.arn,
    savings_plan_start_time: timeText(plan.start),
    savings_plan_end_time: timeText(plan.end),
    savings_plan_offering_type: 'ComputeSavingsPlans',
    savings_plan_payment_option: plan.paymentOption,
    savings_plan_purchase_term: '1yr',
    savings_plan_region: plan.region,
    savings_plan_savings_plan_effective_cost: exactText(isCovered ? effectiveCost : 0n),
    savings_plan_savings_plan_rate: exactText(isCovered ? planRate(product) : 0n),
    savings_plan_total_commitment_to_date: exactText(isFee ? total : 0n),
    savings_plan_used_commitment: exactText(isFee ? used : 0n),
    savings_plan_recurring_commitment_for_billing_period: exactText(isFee ? billedCost : 0n),
    savings_plan_amortized_upfront_commitment_for_billing_period: exactText(isFee ? total - billedCost : upfrontOnly(isCovered, upfront)),
  };
} // prettier-ignore

function upfrontOnly(isCovered: boolean, upfront: Exact): Exact {
  return isCovered ? upfront : 0n;
}

function reservationValues(
  { recordType, effectiveCost, quantity }: LineItem,
  { unused, unusedQuantity, upfront }: CommitmentPart,
  reservation: Extract<Commitment, { readonly type: 'reservation' }>,
): Row {
  const isFee = recordType === 'RIFee';
  const isUsage = recordType === 'DiscountedUsage';
  return {
    reservation_reservation_a_r_n: reservation.arn,
    reservation_subscription_id: reservation.id.replaceAll(/\D/g, '').slice(0, 10),
    reservation_start_time: timeText(reservation.start),
    reservation_end_time: timeText(reservation.end),
    reservation_modification_status: 'Original',
    reservation_number_of_reservations: String(reservation.count),
    reservation_effective_cost: exactText(isUsage ? effectiveCost : 0n),
    reservation_amortized_upfront_cost_for_usage: exactText(isUsage ? upfront : 0n),
    reservation_recurring_fee_for_usage: exactText(isUsage ? effectiveCost - upfront : 0n),
    reservation_total_reserved_units: isFee ? exactText(quantity) : undefined,
    reservation_unused_quantity: exactText(isFee ? unusedQuantity : 0n),
    reservation_unused_amortized_upfront_fee_for_billing_period: exactText(isFee ? upfront : 0n),
    reservation_unused_recurring_fee: exactText(isFee ? unused - upfront : 0n),
    reservation_upfront_value: exactText(isFee ? reservation.upfrontFee : 0n),
    pricing_lease_contract_length: '1yr',
    pricing_offering_class: 'standard',
    pricing_purchase_option: reservation.paymentOption,
  };
}

function termOf({ recordType, product }: LineItem): string {
  if (recordType === 'DiscountedUsage') return 'Reserved';
  return product.usageType.includes('SpotUsage:') ? 'Spot' : 'OnDemand';
}

/** Keys of tags as CUR 2.0 spells them: `user_team`. */
function tagKeys(tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tags).map(([key, value]) => [`user_${key.toLowerCase()}`, value]),
  );
}

function textOrNone(text: string): string | undefined {
  return text === '' ? undefined : text;
}
