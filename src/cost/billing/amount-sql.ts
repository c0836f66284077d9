/** Of a double below this, 10 digits after the point name it alone: its neighbours are farther away. */
const MOST_FAST = 500_000;
/** A text this short has at most 15 digits with its point: as a double it keeps all of them. */
const MOST_FAST_CHARACTERS = 16;
/** Half of the last digit. DuckDB makes one whole last digit of some texts with large negative exponents. */
const LEAST = '5e-19';

/**
 * A double as DECIMAL(38, 18), by its shortest decimal form; digits after the 18th are rounded. The general way,
 * through text, takes 30 times as long as the first one, which is right whenever it gives the same double again.
 */
export function amountOfDouble(value: string): string {
  const short = `cast(${value} as decimal(18, 10))`;
  return `case when abs(${value}) < ${MOST_FAST} and cast(${short} as double) = ${value}
    then cast(${short} as decimal(38, 18)) when abs(${value}) < ${LEAST} then 0
    else cast(cast(${value} as varchar) as decimal(38, 18)) end`;
}

/** A text such as `0.096` or `3.0E-6` as DECIMAL(38, 18); digits after the 18th are rounded. */
export function amountOfText(text: string): string {
  const double = `try_cast(${text} as double)`;
  const short = `cast(${double} as decimal(18, 10))`;
  return `case when length(${text}) <= ${MOST_FAST_CHARACTERS} and abs(${double}) < ${MOST_FAST}
      and cast(${short} as double) = ${double}
    then cast(${short} as decimal(38, 18)) when abs(${double}) < ${LEAST} then 0
    else cast(${text} as decimal(38, 18)) end`;
}
