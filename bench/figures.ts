/** The results of a part of the benchmark. */
export interface Figures {
  /** Figure, measured, limit, goal. */
  readonly rows: readonly (readonly string[])[];
  readonly notes: readonly string[];
}

/** One line of the table. */
export function row(
  figure: string,
  value: number,
  digits: number,
  limit: string,
  goal: string,
): readonly string[] {
  return [figure, value.toFixed(digits), limit, goal];
}

export function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}

/** `1.5 s` */
export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(1)} s`;
}
