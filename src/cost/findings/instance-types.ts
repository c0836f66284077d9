import { parseDecimal, toNumber } from '../money/decimal.ts';
import { gibOf } from '../prices/memory-size.ts';
import { priceKeyParts, type RegionPrices } from '../prices/price-book.ts';

/** What an instance type has. */
export interface InstanceType {
  /** `m6i.large`, `db.r6g.large` */
  readonly name: string;
  /** `m6i`, `db.r6g`: types of one family have one architecture. */
  readonly family: string;
  readonly vcpus: number;
  readonly memoryGib: number;
}

const KINDS: readonly string[] = ['AWS::EC2::Instance', 'AWS::RDS::DBInstance'];
/** Families with GPUs, or other accelerators whose use CPU metrics do not show. */
const ACCELERATED = /^(?:p|g|gr|inf|trn|dl|vt|f)\d/;
/** Their speed is a share of their vCPUs, and the rest is borrowed. */
const BURSTABLE = /^(?:db\.)?t\d/;

/**
 * The vCPU share that a burstable type may use for ever, in percent.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-credits-baseline-concepts.html
 */
const BASELINES: Readonly<Record<string, number>> = {
  nano: 5,
  micro: 10,
  small: 20,
  medium: 20,
  large: 30,
  xlarge: 40,
  '2xlarge': 40,
};
const T2_BASELINES: Readonly<Record<string, number>> = {
  micro: 10,
  small: 20,
  xlarge: 22.5,
  '2xlarge': 16.875,
};

const indexes = new WeakMap<RegionPrices, InstanceTypes>();

/** The instance types that a region's price list has: only these can be bought there. */
export class InstanceTypes {
  static readonly NONE = new InstanceTypes([]);
  readonly #byName = new Map<string, InstanceType>();
  readonly #byFamily = new Map<string, InstanceType[]>();

  constructor(types: Iterable<InstanceType>) {
    for (const type of types) {
      if (this.#byName.has(type.name)) continue;
      this.#byName.set(type.name, type);
      const family = this.#byFamily.get(type.family) ?? [];
      this.#byFamily.set(type.family, family);
      family.push(type);
    }
    for (const family of this.#byFamily.values()) family.sort(smallestFirst);
  }

  /** Of a region's prices; made once for each. */
  static of(prices: RegionPrices | undefined): InstanceTypes {
    if (prices === undefined) return InstanceTypes.NONE;
    const known = indexes.get(prices);
    if (known !== undefined) return known;
    const made = new InstanceTypes(typesIn(prices));
    indexes.set(prices, made);
    return made;
  }

  get(name: string): InstanceType | undefined {
    return this.#byName.get(name);
  }

  /** The types of a family with less CPU or memory than this one, the smallest first. */
  smallerThan(type: InstanceType): readonly InstanceType[] {
    const family = this.#byFamily.get(type.family) ?? [];
    return family.filter((other) => smallestFirst(other, type) < 0);
  }
}

/** Has it GPUs or other accelerators? */
export function isAccelerated(type: string): boolean {
  return ACCELERATED.test(type);
}

/** The CPU that a type can use for ever, in percent of its vCPUs. */
export function baselineOf({ name, family }: InstanceType): number {
  if (!BURSTABLE.test(family)) return 100;
  const size = name.slice(name.lastIndexOf('.') + 1);
  return (family.endsWith('t2') ? T2_BASELINES[size] : undefined) ?? BASELINES[size] ?? 100;
}

function* typesIn({ prices }: RegionPrices): Generator<InstanceType, void> {
  for (const [key, price] of prices) {
    if ('skus' in price) continue;
    const { kind, values } = priceKeyParts(key);
    const [name] = values;
    const { vcpu = '', memory = '' } = price.attributes;
    const vcpus = parseDecimal(vcpu);
    const size = gibOf(memory);
    if (!KINDS.includes(kind) || name === undefined || vcpus === undefined || size === undefined) {
      continue;
    }
    const family = name.slice(0, name.lastIndexOf('.'));
    yield { name, family, vcpus: toNumber(vcpus), memoryGib: toNumber(size) };
  }
}

function smallestFirst(one: InstanceType, other: InstanceType): number {
  return one.vcpus - other.vcpus || one.memoryGib - other.memoryGib;
}
