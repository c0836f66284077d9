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

/** As {@link median}, of the first `count` values of a buffer, which it sorts. */
export function medianInPlace(buffer: Float64Array, count = buffer.length): number {
  sortFirst(buffer, count);
  const middle = count >> 1;
  return count % 2 === 1 ? at(buffer, middle) : (at(buffer, middle - 1) + at(buffer, middle)) / 2;
}

/** The quantile of sorted values, linear between two of them. NaN of none. */
export function quantileOfSorted(sorted: Numbers, count: number, share: number): number {
  const position = (count - 1) * share;
  const below = Math.floor(position);
  const above = Math.min(below + 1, count - 1);
  const low = at(sorted, below);
  return low + (at(sorted, above) - low) * (position - below);
}

/** Insertion sort up to this length, where it is faster than the sort of typed arrays. */
const SHORT = 64;

/** Sorts the first `count` values of a buffer, in ascending order. They must be numbers, not NaN. */
export function sortFirst(buffer: Float64Array, count: number): void {
  if (count > SHORT) {
    buffer.subarray(0, count).sort();
    return;
  }
  for (let index = 1; index < count; index += 1) {
    const value = at(buffer, index);
    let place = index - 1;
    while (place >= 0 && at(buffer, place) > value) {
      buffer[place + 1] = at(buffer, place);
      place -= 1;
    }
    buffer[place + 1] = value;
  }
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
