/** A number that decides a verdict, and the setting that changes it. */
export interface NumberThreshold {
  /** The environment variable: `AWS_IDLE_CPU_THRESHOLD`. */
  readonly setting: string;
  /** For the page of settings. */
  readonly meaning: string;
  readonly unit: string;
  readonly default: number;
  readonly least: number;
  readonly most: number;
}

/** Words that decide a verdict. */
export interface WordsThreshold {
  readonly setting: string;
  readonly meaning: string;
  readonly default: readonly string[];
}

export type Threshold = NumberThreshold | WordsThreshold;

/** The values of thresholds, by their settings. */
export type ThresholdValues = Readonly<Record<string, number | readonly string[]>>;

/** A threshold with the value that it has now. */
export type Valued<One extends Threshold> = One & {
  readonly value: One extends NumberThreshold ? number : readonly string[];
};

/** The threshold as the settings have it. */
export function valued<One extends Threshold>(
  threshold: One,
  values: ThresholdValues,
): Valued<One> {
  const value = values[threshold.setting] ?? threshold.default;
  return { ...threshold, value } as Valued<One>; // a setting has the type of its default
}
