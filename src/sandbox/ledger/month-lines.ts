import { capacityBlockOf } from '../estate/capacity-blocks.ts';
import { isActive } from '../estate/organization.ts';
import { pricedService } from '../prices/price-list.ts';
import { priceRegion } from '../prices/regions.ts';
import { unlistedProduct, type BilledProduct } from './billed-product.ts';
import { hoursInForce, type Commitment, type Reservation } from './commitments.ts';
import { correctionLines } from './correction-lines.ts';
import { DAY_MS, dayOf, monthAfter, monthOf, startOf } from './days.ts';
import { exact, exactOf, exactText, share, times, toCents, whole } from './exact.ts';
import type { LineItem } from './line-item.ts';
import { feeLine } from './lines.ts';
import type { MonthFacts } from './month-facts.ts';
import { billedHours } from './refresh.ts';

/** Sales tax, in percent; one account in three is exempt. */
const TAX = 5n;
/** The least fee of Business Support. USD a month. */
const SUPPORT = '100';
const CREDIT = '-25';

/** Lines of an account that are not the usage of a day: fees, tax, credits, corrections. */
export function* monthLines(facts: MonthFacts): Generator<LineItem, void> {
  const { estate, accountId, month, refresh } = facts;
  const first = `${month}-01`;
  if (billedHours(first, refresh) === 0 || !isActive(estate, accountId)) return;
  yield* commitmentFees(facts);
  yield* capacityBlockFees(facts);
  yield* correctionLines(facts);
  if (accountId === estate.managementAccountId) yield* payerLines(facts);
  if (estate.accountIndex(accountId) % 3 !== 2) yield* taxLines(facts);
}

function* payerLines({ accountId, month }: MonthFacts): Generator<LineItem, void> {
  const period = { start: startOf(month), end: startOf(monthAfter(month)) };
  const common = { accountId, day: `${month}-01`, ...period, quantity: whole(1) };
  const support = exact(SUPPORT);
  yield feeLine({
    ...common,
    recordType: 'Support',
    product: unlistedProduct({ serviceCode: 'AWSSupportBusiness', serviceName: 'AWS Support (Business)', usageType: 'Dollar', unit: 'Dollar', family: 'AWS Support' }, SUPPORT, ''),
    rate: support,
    billedCost: support,
    effectiveCost: support,
    description: 'AWS Support (Business): minimum fee of the month',
  });
  const credit = exact(CREDIT);
  yield feeLine({
    ...common,
    recordType: 'Credit',
    product: unlistedProduct({ serviceCode: 'AmazonEC2', serviceName: 'Amazon Elastic Compute Cloud', usageType: 'BoxUsage', unit: '' }, '0', 'us-east-1'),
    billedCost: credit,
    effectiveCost: credit,
    description: 'Promotional credit',
  });
} // prettier-ignore

/** In an export, a tax is of the service that it is paid for, and has no usage type. */
function* taxLines({ accountId, month, billedByService }: MonthFacts): Generator<LineItem, void> {
  for (const [service, billed] of billedByService()) {
    const tax = toCents(share(billed, TAX, 100n));
    if (tax <= 0n) continue;
    yield feeLine({
      accountId,
      day: `${month}-01`,
      start: startOf(month),
      end: startOf(monthAfter(month)),
      recordType: 'Tax',
      product: unlistedProduct({ serviceCode: service, serviceName: pricedService(service)?.name ?? service, usageType: '', unit: '' }, '0', ''),
      quantity: whole(1),
      billedCost: tax,
      effectiveCost: tax,
      description: `Tax for product code ${service}`,
    }); // prettier-ignore
  }
}

function* commitmentFees(facts: MonthFacts): Generator<LineItem, void> {
  const { accountId, month, commitments } = facts;
  for (const commitment of commitments) {
    if (commitment.accountId !== accountId) continue;
    if (monthOf(dayOf(commitment.start)) === month && commitment.upfrontFee > 0n) {
      yield upfrontLine(commitment);
    }
    if (commitment.type === 'reservation') yield* reservationFee(commitment, facts);
  }
}

function upfrontLine(commitment: Commitment): LineItem {
  const { type, upfrontFee, accountId, product, start, end } = commitment;
  const isPlan = type === 'savings-plan';
  const count = isPlan ? 1 : commitment.count;
  return feeLine({
    accountId,
    day: dayOf(start),
    start,
    end: start + DAY_MS,
    recordType: isPlan ? 'SavingsPlanUpfrontFee' : 'Upfront',
    product,
    quantity: whole(count),
    rate: upfrontFee / BigInt(count),
    billedCost: upfrontFee,
    effectiveCost: 0n,
    commitment: { commitment, total: 0n, used: 0n, unused: 0n, unusedQuantity: 0n, upfront: 0n },
    description: `Sign up charge for ${isPlan ? 'Compute Savings Plan' : 'reserved instances'} until ${dayOf(end)}`,
  });
}

/** A reservation is charged for a month at its beginning; what is unused becomes known by day. */
function* reservationFee(commitment: Reservation, facts: MonthFacts): Generator<LineItem, void> {
  const { accountId, month, usesOf, refresh } = facts;
  const [from, to] = [startOf(month), startOf(monthAfter(month))];
  const hours = hoursInForce(commitment, from, to);
  if (hours === 0) return;
  const start = Math.max(from, commitment.start);
  const quantity = whole(hours * commitment.count);
  let used = 0n;
  let total = 0n;
  let unusedQuantity = 0n;
  for (let at = start; at < Math.min(to, commitment.end); at += DAY_MS) {
    const day = dayOf(at);
    if (billedHours(day, refresh) === 0) break;
    const use = usesOf(day).find((one) => one.commitment === commitment);
    if (use === undefined) continue;
    used += use.used;
    total += use.total;
    unusedQuantity += use.totalHours - use.usedHours;
  }
  const unused = total - used;
  const upfront = times(unusedQuantity, commitment.upfrontHourly);
  yield feeLine({
    accountId,
    day: dayOf(start),
    start,
    end: Math.min(to, commitment.end),
    recordType: 'RIFee',
    product: commitment.product,
    quantity,
    rate: commitment.recurringHourly,
    billedCost: times(quantity, commitment.recurringHourly),
    effectiveCost: unused,
    commitment: { commitment, total, used, unused, unusedQuantity, upfront },
    description: `USD ${exactText(commitment.recurringHourly)} hourly fee per Linux/UNIX, ${commitment.instanceType} instance`,
  });
}

function* capacityBlockFees({
  estate,
  accountId,
  month,
  refresh,
}: MonthFacts): Generator<LineItem, void> {
  for (const code of estate.usedRegions) {
    const block = capacityBlockOf(estate, accountId, code);
    const region = priceRegion(code);
    if (block === undefined || region === undefined) continue;
    const day = dayOf(block.start.getTime());
    if (monthOf(day) !== month || billedHours(day, refresh) === 0) continue;
    const fee = exactOf(block.fee);
    yield feeLine({
      accountId,
      day,
      start: startOf(day),
      end: startOf(day) + DAY_MS,
      recordType: 'Upfront',
      product: capacityBlockProduct(block.instanceType, region.prefix, code),
      quantity: whole(block.instances),
      rate: fee / BigInt(block.instances),
      billedCost: fee,
      effectiveCost: fee,
      description: `Capacity Block ${block.id}`,
    });
  }
}

function capacityBlockProduct(type: string, prefix: string, region: string): BilledProduct {
  const usageType = `${prefix === '' ? '' : `${prefix}-`}CapacityBlockFee:${type}`;
  return unlistedProduct(
    { serviceCode: 'AmazonEC2', serviceName: 'Amazon Elastic Compute Cloud', usageType, unit: 'Quantity', family: 'Capacity Block', attributes: { instanceType: type } },
    '0',
    region,
  ); // prettier-ignore
}
