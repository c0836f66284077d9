import { hash32 } from '../../lib/random.ts';
import { tagsOf, timeOf } from '../estate/drawn-values.ts';
import type { Estate, EstateKind } from '../estate/estate.ts';

const HOUR_MS = 3_600_000;

interface PlaceOptions {
  readonly estate: Estate;
  readonly kind: string;
  readonly accountId: string;
  readonly region: string;
  readonly n: number;
  readonly parent?: Place | undefined;
}

/**
 * A resource's location and number. All its values are derived from these, the same in every run. Number 0
 * has every property that others have only sometimes.
 */
export class Place {
  readonly estate: Estate;
  readonly kind: string;
  readonly accountId: string;
  readonly region: string;
  /** Its number among those of its kind in this account and region, or below its parent. */
  readonly n: number;
  readonly #parent: Place | undefined;
  readonly #name: string;
  #drawn: number | undefined;

  constructor({ estate, kind, accountId, region, n, parent }: PlaceOptions) {
    this.estate = estate;
    this.kind = kind;
    this.accountId = accountId;
    this.region = region;
    this.n = n;
    this.#parent = parent;
    this.#name = `${parent?.name ?? ''}${kind}/${accountId}/${region}/${n}`;
  }

  /** A unique name for the place. */
  get name(): string {
    return this.#name;
  }

  /**
   * The place of the parent, for a kind with one.
   *
   * @throws {TypeError} for a kind without parents
   */
  get parent(): Place {
    if (this.#parent === undefined) throw new TypeError(`${this.kind} has no parent`);
    return this.#parent;
  }

  /** A 32-bit number; a different one for each `what`. */
  draw(what = ''): number {
    this.#drawn ??= this.estate.draw(this.#name); // cached: there are many places, with long names
    return hash32(what, this.#drawn);
  }

  /** True for number 0, and for one in `n` others. */
  oneIn(many: number, what = ''): boolean {
    return this.n === 0 || this.draw(`one in ${many} ${what}`) % many === 0;
  }

  /** In a neglected estate, true for one in `n`; else for none. */
  neglects(many: number, what: string): boolean {
    return this.estate.isNeglected && this.draw(`neglects ${what}`) % many === 0;
  }

  /** A point in time between 2023 and 2026. */
  time(what = ''): Date {
    return timeOf(this.draw(`time ${what}`));
  }

  /** When a past record was created: number 0 is the newest, each half a day older than the previous one. */
  recent(): Date {
    const draw = this.draw('recent');
    return new Date(this.estate.today.getTime() - (this.n + 1) * 12 * HOUR_MS + (draw % HOUR_MS));
  }

  /** Tags: none for one resource in five. */
  tags(): { Key: string; Value: string }[] {
    const tags = tagsOf(this.draw('tags'));
    return this.n === 0 && tags.length === 0 ? [{ Key: 'team', Value: 'platform' }] : tags;
  }

  /** This many hexadecimal digits of a number, by default a random one. */
  hex(digits: number, value = this.draw('hex')): string {
    return value.toString(16).padStart(digits, '0').slice(-digits);
  }

  /** An id in EC2's form, `vol-0…`. It ends in the place's number, so that it can be found. */
  ec2Id(prefix: string): string {
    const account = this.estate.accountIndex(this.accountId);
    const region = this.estate.regions.indexOf(this.region);
    return `${prefix}-0${this.hex(5, account)}${this.hex(2, region)}${this.hex(9, this.n)}`;
  }

  /** A UUID. It ends in the place's number, so that it can be found. */
  uuid(what = 'uuid'): string {
    return `${this.hex(8, this.draw(what))}-0000-4000-8000-${this.hex(3, this.#parent?.n ?? 0)}${this.hex(9, this.n)}`;
  }

  /** How many resources of a kind are in this account and region. */
  count(kind: EstateKind): number {
    return this.estate.countOf(kind, this.accountId, this.region);
  }

  /** The place of another resource of this account and region. */
  beside(kind: EstateKind, n: number): Place {
    const { estate, accountId, region } = this;
    return new Place({ estate, kind, accountId, region, n });
  }

  /**
   * The place of a related resource of another kind; with the same number if there are none.
   *
   * @param next how many places further, for a resource with several relations
   */
  neighbour(kind: EstateKind, next = 0): Place {
    const count = this.count(kind);
    const n = this.n + next;
    return this.beside(kind, count === 0 ? n : n % count);
  }

  /** Does this account and region have any resource of a kind? Otherwise there is nothing to refer to. */
  has(kind: EstateKind): boolean {
    return this.count(kind) > 0;
  }

  /** The place of a resource that belongs to this one. */
  below(kind: string, n: number): Place {
    const { estate, accountId, region } = this;
    return new Place({ estate, kind, accountId, region, n, parent: this });
  }
}

/** The numbers that a name may contain: decimal ones, and the value of its last nine hexadecimal digits. */
export function numbersIn(name: string): readonly number[] {
  const numbers = new Set<number>();
  for (const [digits] of name.matchAll(/\d+/g)) numbers.add(Number(digits));
  const hex = /[0-9a-f]{9}$/.exec(name)?.[0];
  if (hex !== undefined) numbers.add(Number.parseInt(hex, 16));
  return [...numbers].reverse();
}
