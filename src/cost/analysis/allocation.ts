import { dividedBy, plus, toNumber, ZERO, type Decimal } from '../money/decimal.ts';

/** A sum of charges with the value that they are allocated by: a tag's value, or an account. */
export interface AllocatedAmount {
  /** Undefined or empty: the charges have no value. */
  readonly value: string | undefined;
  readonly amount: Decimal;
}

export interface Allocation {
  /** The largest comes first. */
  readonly groups: readonly { readonly value: string; readonly amount: Decimal }[];
  /** Charges without a value. */
  readonly unallocated: Decimal;
  /** All groups and the unallocated part, exactly. */
  readonly total: Decimal;
  /** The allocated share of the total. Undefined if the total is 0. */
  readonly allocatedShare: number | undefined;
}

/** Who pays what. The groups and the unallocated part add up to the total, to the last digit. */
export function allocate(amounts: Iterable<AllocatedAmount>): Allocation {
  const groups = new Map<string, Decimal>();
  let [unallocated, allocated] = [ZERO, ZERO];
  for (const { value, amount } of amounts) {
    if (value === undefined || value === '') {
      unallocated = plus(unallocated, amount);
    } else {
      groups.set(value, plus(groups.get(value) ?? ZERO, amount));
      allocated = plus(allocated, amount);
    }
  }
  const total = plus(allocated, unallocated);
  return {
    groups: [...groups]
      .map(([value, amount]) => ({ value, amount }))
      .sort((one, other) => largestFirst(one, other)),
    unallocated,
    total,
    allocatedShare: total === ZERO ? undefined : toNumber(dividedBy(allocated, total)),
  };
}

type Group = Allocation['groups'][number];

function largestFirst(one: Group, other: Group): number {
  if (one.amount !== other.amount) return one.amount < other.amount ? 1 : -1;
  return one.value < other.value ? -1 : 1;
}
