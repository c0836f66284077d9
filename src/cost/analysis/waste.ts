import { dividedBy, plus, smaller, sumOf, toNumber, ZERO, type Decimal } from '../money/decimal.ts';

/** What could be saved on a resource, by one open finding. Amounts are of the same period, currency and basis. */
export interface WasteRow {
  readonly resource: string;
  readonly service: string;
  readonly saving: Decimal;
  /** What the resource costs. */
  readonly cost: Decimal;
}

export interface WasteSummary {
  /** What could be saved: each resource counts once, and never above its cost. */
  readonly total: Decimal;
  /** `total` as a share of the whole cost. Undefined if there is no cost. */
  readonly share: number | undefined;
  /** The largest comes first. */
  readonly byService: readonly { readonly service: string; readonly total: Decimal }[];
  readonly resources: number;
}

/** Sums up open findings. Several on one resource exclude each other: the largest saving counts. */
export function wasteSummary(rows: readonly WasteRow[], wholeCost: Decimal): WasteSummary {
  const savings = new Map<string, { readonly service: string; readonly saving: Decimal }>();
  for (const { resource, service, saving, cost } of rows) {
    const possible = smaller(saving, cost);
    if (possible <= (savings.get(resource)?.saving ?? ZERO)) continue;
    savings.set(resource, { service, saving: possible });
  }
  const byService = new Map<string, Decimal>();
  for (const { service, saving } of savings.values()) {
    byService.set(service, plus(byService.get(service) ?? ZERO, saving));
  }
  const total = sumOf(byService.values());
  return {
    total,
    share: wholeCost > ZERO ? toNumber(dividedBy(total, wholeCost)) : undefined,
    byService: [...byService]
      .map(([service, saving]) => ({ service, total: saving }))
      .sort((one, other) => (one.total < other.total ? 1 : -1)),
    resources: savings.size,
  };
}
