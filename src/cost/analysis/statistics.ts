/** Numbers by index: plain or typed arrays. */
export type Numbers = ArrayLike<number>;

/** A normal distribution's standard deviation is this many times its median absolute deviation. */
export const DEVIATIONS_PER_MAD = 1.4826;

/** The value at an index that the caller knows to exist. NaN outside. */
export function at(values: Numbers, index: number): number {
  return values[index] ?? Number.NaN;
}

/** The middle value, or the mean of the two in the middle. NaN of none. Leaves the values as they are. */
export function median(values: Numbers): number {
  return medianInPlace(Float64Array.from(values));
}

/** As {@link median}, of the first `count` values of a buffer, which it reorders. */
export function medianInPlace(buffer: Float64Array, count = buffer.length): number {
  if (count === 0) return Number.NaN;
  const middle = count >> 1;
  const upper = selectInPlace(buffer, count, middle);
  return count % 2 === 1 ? upper : (largestOf(buffer, middle) + upper) / 2;
}

/**
 * The quantile of the first `count` values of a buffer, linear between two of them. NaN of none. Reorders the buffer, with
 * smaller values first.
 */
export function quantileInPlace(buffer: Float64Array, count: number, share: number): number {
  if (count === 0) return Number.NaN;
  const position = (count - 1) * share;
  const below = Math.floor(position);
  const low = selectInPlace(buffer, count, below);
  if (below + 1 >= count) return low;
  return low + (smallestOf(buffer, below + 1, count) - low) * (position - below);
}

/** Insertion sort up to this length, where it is faster than partitions. */
const SHORT = 12;

/**
 * The value that would be at `index` if the first `count` values were sorted: after it, smaller ones are before it, larger
 * ones behind it. Hoare's selection: a whole sort takes several times as long.
 */
function selectInPlace(buffer: Float64Array, count: number, index: number): number {
  let first = 0;
  let last = count - 1;
  while (last - first >= SHORT) {
    const pivot = middleOf(at(buffer, first), at(buffer, (first + last) >> 1), at(buffer, last));
    let left = first;
    let right = last;
    while (left <= right) {
      while (at(buffer, left) < pivot) left += 1;
      while (at(buffer, right) > pivot) right -= 1;
      if (left > right) break;
      const value = at(buffer, left);
      buffer[left] = at(buffer, right);
      buffer[right] = value;
      left += 1;
      right -= 1;
    }
    if (index <= right) last = right;
    else if (index >= left) first = left;
    else return at(buffer, index);
  }
  sortRange(buffer, first, last);
  return at(buffer, index);
}

function middleOf(one: number, other: number, third: number): number {
  return Math.max(Math.min(one, other), Math.min(Math.max(one, other), third));
}

function sortRange(buffer: Float64Array, first: number, last: number): void {
  for (let index = first + 1; index <= last; index += 1) {
    const value = at(buffer, index);
    let place = index - 1;
    while (place >= first && at(buffer, place) > value) {
      buffer[place + 1] = at(buffer, place);
      place -= 1;
    }
    buffer[place + 1] = value;
  }
}

/** Of the first `count` values. */
function largestOf(buffer: Float64Array, count: number): number {
  let largest = -Infinity;
  for (let index = 0; index < count; index += 1) largest = Math.max(largest, at(buffer, index));
  return largest;
}

function smallestOf(buffer: Float64Array, first: number, end: number): number {
  let smallest = Infinity;
  for (let index = first; index < end; index += 1) smallest = Math.min(smallest, at(buffer, index));
  return smallest;
}

/** NaN of none. */
export function mean(values: Numbers): number {
  return sum(values) / values.length;
}

export function sum(values: Numbers): number {
  let total = 0;
  for (let index = 0; index < values.length; index += 1) total += at(values, index);
  return total;
}

/** The value, or the nearest end of the range. */
export function clip(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
