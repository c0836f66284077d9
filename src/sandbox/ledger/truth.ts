import { dimensionOf, type CellDimension } from './cells.ts';
import type { Commitment } from './commitments.ts';
import { daysBetween, monthOf } from './days.ts';
import { exactText, type Exact } from './exact.ts';
import type { Ledger } from './ledger.ts';
import type { LineItem } from './line-item.ts';
import type { MeteredResource } from './metered-resource.ts';
import { isFinal } from './refresh.ts';
import { anomalyIn, type UsageAnomaly } from './usage-anomalies.ts';

/** What a figure of the truth is: FOCUS's four costs, or the quantity. */
export type Basis = 'list' | 'contracted' | 'billed' | 'effective' | 'quantity';

/** A column to group by: a dimension of Cost Explorer, a period, the resource or a tag. */
export type Grouping = CellDimension | 'day' | 'month' | 'resource' | 'kind' | `tag:${string}`;

export interface TruthQuery {
  /** The first day, `2026-08-01`, and the day after the last. */
  readonly from: string;
  readonly to: string;
  /** @default billed */
  readonly basis?: Basis;
  /** @default none: one total */
  readonly groupBy?: readonly Grouping[];
  /** The accounts that count. @default all */
  readonly accountIds?: readonly string[];
  /** The lines that count. @default all */
  readonly where?: (line: LineItem) => boolean;
}

export interface TruthTotal {
  readonly keys: readonly string[];
  /** Exact, in USD or units: `12.3456789012`. */
  readonly amount: string;
}

/** A resource that costs more than it needs to. */
export interface WastedResource {
  readonly resource: MeteredResource;
  readonly waste: NonNullable<MeteredResource['waste']>;
}

/** What the ledger knows: for tests to compare results with. */
export class Truth {
  readonly #ledger: Ledger;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** Exact sums by any grouping, in the order of their keys. */
  totals(query: TruthQuery): readonly TruthTotal[] {
    const { basis = 'billed', groupBy = [] } = query;
    const sums = new Map<string, { keys: readonly string[]; sum: Exact }>();
    for (const line of this.lines(query)) {
      const keys = keysOf(line, groupBy);
      const name = keys.join('\n');
      const total = sums.get(name) ?? { keys, sum: 0n };
      total.sum += AMOUNTS[basis](line);
      sums.set(name, total);
    }
    return [...sums.entries()]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([, { keys, sum }]) => ({ keys, amount: exactText(sum) }));
  }

  /** One exact sum. */
  total(query: Omit<TruthQuery, 'groupBy'>): string {
    return this.totals(query)[0]?.amount ?? '0';
  }

  *lines({ from, to, accountIds, where }: TruthQuery): Generator<LineItem, void> {
    const refresh = this.#ledger.refresh();
    for (const accountId of accountIds ?? this.#ledger.estate.accountIds) {
      for (const day of daysBetween(from, to)) {
        for (const line of this.#ledger.lines(accountId, day, refresh)) {
          if (where?.(line) !== false) yield line;
        }
      }
    }
  }

  /** The Savings Plan and the reservations, with their terms. */
  get commitments(): readonly Commitment[] {
    return this.#ledger.commitments;
  }

  /** Was the month's invoice issued? */
  isFinal(month: string): boolean {
    return isFinal(month, this.#ledger.refresh());
  }

  /** The labelled anomalies of an account's usage that begin in a month. */
  anomalies(accountId: string, month: string): readonly UsageAnomaly[] {
    return this.#ledger
      .resourcesOf(accountId)
      .filter(({ meters, end }) => end > Date.parse(`${month}-01`) && meters.some(({ pattern }) => pattern === 'flow'))
      .flatMap((resource) => anomalyIn(resource, month) ?? []);
  } // prettier-ignore

  /** The resources of an account that have one or more shortcomings. */
  shortcomings(accountId: string): readonly MeteredResource[] {
    return this.#ledger
      .resourcesOf(accountId)
      .filter(({ shortcomings }) => shortcomings.length > 0);
  }

  /** What of a commitment was used in a period, from 0 to 1. */
  usedShare({ arn, accountId }: Commitment, from: string, to: string): number {
    const uses = [...daysBetween(from, to)].flatMap((day) =>
      this.#ledger.usesOf(accountId, day).filter(({ commitment }) => commitment.arn === arn),
    );
    const sum = (part: 'used' | 'total'): number =>
      uses.reduce((all, one) => all + Number(exactText(one[part])), 0);
    return sum('used') / sum('total');
  }

  /** The resources that ran away, of all accounts. */
  runaways(): readonly UsageAnomaly[] {
    return this.#ledger.estate.accountIds.flatMap((accountId) =>
      this.#ledger
        .resourcesOf(accountId)
        .flatMap((resource) =>
          resource.runaway === undefined ? [] : [{ resource, ...resource.runaway }],
        ),
    );
  }

  /** The resources of an account that are idle, oversized or unattached. */
  waste(accountId: string): readonly WastedResource[] {
    return this.#ledger
      .resourcesOf(accountId)
      .flatMap((resource) =>
        resource.waste === undefined ? [] : [{ resource, waste: resource.waste }],
      );
  }
}

const AMOUNTS: Readonly<Record<Basis, (line: LineItem) => Exact>> = {
  list: ({ listCost }) => listCost,
  contracted: ({ contractedCost }) => contractedCost,
  billed: ({ billedCost }) => billedCost,
  effective: ({ effectiveCost }) => effectiveCost,
  quantity: ({ quantity }) => quantity,
};

function keysOf(line: LineItem, groupBy: readonly Grouping[]): readonly string[] {
  if (groupBy.length === 0) return [];
  return groupBy.map((grouping) => {
    if (grouping === 'day') return line.day;
    if (grouping === 'month') return monthOf(line.day);
    if (grouping === 'resource') return line.resource?.id ?? '';
    if (grouping === 'kind') return line.resource?.kind ?? '';
    if (isTag(grouping)) return line.resource?.tags[grouping.slice('tag:'.length)] ?? '';
    return dimensionOf(line, grouping);
  });
}

function isTag(grouping: Grouping): grouping is `tag:${string}` {
  return grouping.startsWith('tag:');
}
