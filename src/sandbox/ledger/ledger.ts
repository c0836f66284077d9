import { LRUCache } from 'lru-cache';
import type { Estate } from '../estate/estate.ts';
import type { SimulatedKind } from '../simulation/simulated-kind.ts';
import { cellsOf, type Cell } from './cells.ts';
import { committedAccount, commitmentsOf, type Commitment } from './commitments.ts';
import type { CommitmentUse } from './coverage.ts';
import { daysOf, dayOf, monthAfter, monthOf, startOf } from './days.ts';
import type { Exact } from './exact.ts';
import { Inventory } from './inventory.ts';
import type { LedgerOptions } from './ledger-options.ts';
import type { LineItem } from './line-item.ts';
import type { MeteredResource } from './metered-resource.ts';
import { monthLines } from './month-lines.ts';
import { refreshAt, stateOf, stateOfMonth, type Refresh } from './refresh.ts';
import { UsageLines } from './usage-lines.ts';

/** Months of accounts whose fees are held. */
const MONTHS_HELD = 400;
/** Sums of usage that are held. */
const CELLS_HELD = 300_000;
/** How far back the ledger goes, before the current month. */
const MONTHS = 14;
const NOON_MS = 12 * 3_600_000;

/**
 * What every account of an estate is charged for, day by day: the truth that all simulated cost services show.
 * Nothing is stored: lines are computed when they are read, and the same question at the same time gives the
 * same lines.
 */
export class Ledger {
  readonly estate: Estate;
  readonly #now: () => Date;
  readonly #inventory: Inventory;
  #commitments: readonly Commitment[] | undefined;
  #usage: UsageLines | undefined;
  readonly #months = new LRUCache<string, readonly LineItem[]>({ max: MONTHS_HELD });
  readonly #cells = new LRUCache<string, readonly Cell[]>({
    maxSize: CELLS_HELD,
    sizeCalculation: (cells) => cells.length + 1,
  });

  /** @param now the time of the bill. @default noon of the estate's day */
  constructor(
    estate: Estate,
    kinds: readonly SimulatedKind[],
    now?: () => Date,
    { runaway = false }: Pick<LedgerOptions, 'runaway'> = {},
  ) {
    this.estate = estate;
    this.#now = now ?? (() => new Date(estate.today.getTime() + NOON_MS));
    this.#inventory = new Inventory(estate, kinds, runaway);
  }

  now(): Date {
    return this.#now();
  }

  /** The state of the bill now. */
  refresh(): Refresh {
    return refreshAt(this.#now());
  }

  /** The first month of the ledger. It does not move with the clock. */
  get firstMonth(): string {
    return monthAfter(monthOf(dayOf(this.estate.today.getTime())), -MONTHS);
  }

  resourcesOf(accountId: string): readonly MeteredResource[] {
    return this.#inventory.of(accountId);
  }

  get commitments(): readonly Commitment[] {
    this.#commitments ??= commitmentsOf(
      this.estate,
      this.#inventory.of(committedAccount(this.estate)),
    );
    return this.#commitments;
  }

  /** The lines of an account that count for a day. */
  *lines(accountId: string, day: string, refresh = this.refresh()): Generator<LineItem, void> {
    if (monthOf(day) < this.firstMonth) return;
    yield* this.#usageLines.of(accountId, day, refresh);
    for (const line of this.monthLines(accountId, monthOf(day), refresh)) {
      if (line.day === day) yield line;
    }
  }

  /** Fees, tax, credits and corrections of an account's month. */
  monthLines(accountId: string, month: string, refresh = this.refresh()): readonly LineItem[] {
    if (month < this.firstMonth) return [];
    const key = `${accountId}/${month}/${stateOfMonth(month, refresh)}`;
    const held = this.#months.get(key);
    if (held !== undefined) return held;
    const lines = [
      ...monthLines({
        estate: this.estate,
        accountId,
        month,
        refresh,
        commitments: this.commitments,
        usesOf: (day) => this.usesOf(accountId, day, refresh),
        billedByService: () => this.#billedByService(accountId, month, refresh),
      }),
    ];
    this.#months.set(key, lines);
    return lines;
  }

  /** How an account's commitments were used on a day. */
  usesOf(accountId: string, day: string, refresh = this.refresh()): readonly CommitmentUse[] {
    return this.#usageLines.usesOf(accountId, day, refresh);
  }

  /** The lines of a day summed by everything but the resource. */
  cells(accountId: string, day: string, refresh = this.refresh()): readonly Cell[] {
    if (monthOf(day) < this.firstMonth) return [];
    const month = this.monthLines(accountId, monthOf(day), refresh);
    const others = cellsOf(month.filter((line) => line.day === day));
    return [...this.#usageCells(accountId, day, refresh), ...others];
  }

  #usageCells(accountId: string, day: string, refresh: Refresh): readonly Cell[] {
    const key = `${accountId}/${day}/${stateOf(day, refresh)}`;
    const held = this.#cells.get(key);
    if (held !== undefined) return held;
    const cells = cellsOf(this.#usageLines.of(accountId, day, refresh));
    this.#cells.set(key, cells);
    return cells;
  }

  #billedByService(accountId: string, month: string, refresh: Refresh): ReadonlyMap<string, Exact> {
    const sums = new Map<string, Exact>();
    for (const day of daysOf(month)) {
      if (startOf(day) >= refresh.billedUntil) break;
      for (const { labels, billed } of this.#usageCells(accountId, day, refresh)) {
        sums.set(labels.serviceCode, (sums.get(labels.serviceCode) ?? 0n) + billed);
      }
    }
    return sums;
  }

  get #usageLines(): UsageLines {
    this.#usage ??= new UsageLines(this.#inventory, this.commitments);
    return this.#usage;
  }
}
