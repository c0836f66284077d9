import type { ChargeGroup } from '../../../src/app/cost/bill/charge-groups.ts';
import { SERVICE_PLACES } from '../../../src/cost/billing/service-categories.ts';
import type { ChargeSource } from '../../../src/cost/billing/charge-source.ts';
import type { Basis } from '../../../src/cost/money/basis.ts';
import { decimal, plus, ZERO, type Decimal } from '../../../src/cost/money/decimal.ts';
import { priceRegion } from '../../../src/sandbox/prices/regions.ts';
import { exactText, type Exact } from '../../../src/sandbox/ledger/exact.ts';
import { focusClasses } from '../../../src/sandbox/ledger/exports/focus-services.ts';
import type { LineItem } from '../../../src/sandbox/ledger/line-item.ts';
import type { Truth } from '../../../src/sandbox/ledger/truth.ts';

/** What `cost show` must report about a bill, by the ledger. Amounts are exact; groups that cost nothing are left out. */
export interface ExpectedBill {
  readonly rows: Readonly<Record<string, Decimal>>;
  readonly credits: Decimal;
  readonly taxes: Decimal;
  readonly total: Decimal;
  readonly withoutResource: Decimal;
}

const AMOUNTS: Readonly<Record<Basis, (line: LineItem) => Exact>> = {
  BilledCost: ({ billedCost }) => billedCost,
  EffectiveCost: ({ effectiveCost }) => effectiveCost,
  ListCost: ({ listCost }) => listCost,
  ContractedCost: ({ contractedCost }) => contractedCost,
};

/** Record types of a query of their own. Those that are in several regions have none in Cost Explorer's charges. */
const USAGE = ['Usage', 'DiscountedUsage', 'SavingsPlanCoveredUsage', 'SavingsPlanNegation'];
const PURCHASES = ['RIFee', 'SavingsPlanRecurringFee', 'SavingsPlanUpfrontFee', 'Support', 'Upfront']; // prettier-ignore
/** Fees whose effective cost is what nothing used: that part is usage. */
const PARTLY_UNUSED = ['RIFee', 'SavingsPlanRecurringFee'];
/** Tags that the legacy report has. */
const ACTIVE_TAGS = ['Name', 'environment', 'team'];
const PLACES = new Map(SERVICE_PLACES.map((place) => [place.code, place.category]));

/** The ledger's lines of a month, as a source has them. */
export class BillTruth {
  readonly #lines: readonly LineItem[];
  readonly #regions = new Map<string, Set<string>>();

  /** @param month `2026-09` */
  constructor(truth: Truth, month: string) {
    const end = new Date(`${month}-01T00:00:00Z`);
    end.setUTCMonth(end.getUTCMonth() + 1);
    const to = end.toISOString().slice(0, 'YYYY-MM-DD'.length);
    this.#lines = [...truth.lines({ from: `${month}-01`, to })];
    for (const { recordType, product } of this.#lines) {
      const regions = this.#regions.get(recordType) ?? new Set();
      this.#regions.set(recordType, regions.add(product.region));
    }
  }

  get lines(): readonly LineItem[] {
    return this.#lines;
  }

  /** @param nameOf what a group without a value is called */
  expected(
    source: ChargeSource,
    groups: readonly ChargeGroup[],
    basis: Basis,
    nameOf: (group: ChargeGroup) => string,
  ): ExpectedBill {
    const areApart = !groups.includes('charge_category');
    const rows = new Map<string, Decimal>();
    let [credits, taxes, total, withoutResource] = [ZERO, ZERO, ZERO, ZERO];
    for (const line of this.#lines) {
      const amount = decimal(exactText(AMOUNTS[basis](line)));
      if (amount === ZERO) continue;
      total = plus(total, amount);
      const category = categoryOf(line, basis);
      if (category === 'Credit') credits = plus(credits, amount);
      if (category === 'Tax') taxes = plus(taxes, amount);
      if (source === 'cost-explorer' || line.resource === undefined) {
        withoutResource = plus(withoutResource, amount);
      }
      if (areApart && (category === 'Credit' || category === 'Tax')) continue;
      const values = groups.map((group) => this.#valueOf(line, source, group, basis));
      const key = values.map((value, at) => value || nameOf(groups[at] ?? 'service')).join(' | ');
      rows.set(key, plus(rows.get(key) ?? ZERO, amount));
    }
    const found = [...rows].filter(([, amount]) => amount !== ZERO);
    return { rows: Object.fromEntries(found), credits, taxes, total, withoutResource };
  }

  /** Empty where the source does not have it. */
  #valueOf(line: LineItem, source: ChargeSource, group: ChargeGroup, basis: Basis): string {
    const { product, resource, accountId } = line;
    const isExplorer = source === 'cost-explorer';
    const isFocus = source.startsWith('focus');
    if (typeof group !== 'string') return isExplorer ? '' : tagOf(line, source, group.tag);
    switch (group) {
      case 'service':
        return isExplorer && line.recordType === 'Tax' ? 'Tax' : product.serviceName;
      case 'account':
        return accountId;
      case 'region':
        if (isExplorer) return this.#explorerRegion(line);
        // FOCUS has no region for global services; reports call it `global`.
        return isFocus ? (priceRegion(product.region)?.code ?? '') : product.region;
      case 'usage_type': {
        if (isExplorer) return '';
        const isMetered = [...USAGE, ...PURCHASES].includes(line.recordType);
        return source === 'focus-1.2' && !isMetered ? '' : product.usageType;
      }
      case 'resource':
        return isExplorer ? '' : (resource?.id ?? '');
      case 'category':
        return isFocus ? focusClasses(product.serviceCode)[0] : (PLACES.get(product.serviceCode) ?? 'Other'); // prettier-ignore
      case 'charge_category':
        return categoryOf(line, basis);
    }
  }

  #explorerRegion({ recordType, product: { region } }: LineItem): string {
    return USAGE.includes(recordType) || this.#regions.get(recordType)?.size === 1 ? region : '';
  }
}

/** FOCUS's category of a line's cost. */
export function categoryOf({ recordType }: LineItem, basis: Basis): string {
  if (PARTLY_UNUSED.includes(recordType) && basis === 'EffectiveCost') return 'Usage';
  if (USAGE.includes(recordType)) return 'Usage';
  if (PURCHASES.includes(recordType)) return 'Purchase';
  return recordType === 'Refund' ? 'Adjustment' : recordType;
}

/** CUR 2.0 writes the names of tags in lower case; the legacy report has those that were activated. */
function tagOf({ resource }: LineItem, source: ChargeSource, tag: string): string {
  const tags = Object.entries(resource?.tags ?? {});
  const named = (name: string): string => (source === 'cur-2.0' ? name.toLowerCase() : name);
  if (source === 'cur-legacy' && !ACTIVE_TAGS.includes(tag)) return '';
  return tags.find(([name]) => named(name) === tag)?.[1] ?? '';
}
