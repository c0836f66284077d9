import { ConfigurationError } from '../lib/errors.ts';
import { nearest } from '../lib/nearest.ts';

/** A flag in the style of Go's `flag` package. */
export interface GoFlag {
  /** Without dashes: `aws.region`. */
  readonly name: string;
  /** `-flag` alone means true. @default false */
  readonly isBoolean?: boolean;
}

export interface GoFlagOptions {
  /** Why a flag that is not known is refused, if there is more to say than that. */
  refuse?(name: string): ConfigurationError | undefined;
}

const REMEDY = 'run longshore exporter -help for the flags';

/**
 * Parses flags as Go's `flag` package does: one or two dashes, `-name value` or `-name=value`; a boolean takes its
 * value only after `=`. Unlike Go, it refuses arguments that are not flags: they would have no effect.
 *
 * @returns the values of each flag that was given, in order
 * @throws {ConfigurationError} for an unknown flag, naming the nearest; for one without its value; for other arguments
 * @see https://pkg.go.dev/flag#hdr-Command_line_flag_syntax
 */
export function parseGoFlags(
  args: readonly string[],
  flags: readonly GoFlag[],
  { refuse }: GoFlagOptions = {},
): ReadonlyMap<string, readonly string[]> {
  const known = new Map(flags.map((flag) => [flag.name, flag]));
  const values = new Map<string, readonly string[]>();
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    const isEnd = arg === '--';
    const stray = isEnd ? args[index + 1] : isFlag(arg) ? undefined : arg;
    if (stray !== undefined) throw strayArgument(stray);
    if (isEnd) break;
    const { name, value: attached } = partsOf(arg);
    const flag = known.get(name);
    if (flag === undefined) throw refuse?.(name) ?? unknownFlag(name, [...known.keys()]);
    let value = attached ?? (flag.isBoolean === true ? 'true' : undefined);
    if (value === undefined) {
      index += 1;
      value = args[index];
    }
    if (value === undefined) {
      throw new ConfigurationError(`-${name}: the value is missing`, { remedy: REMEDY });
    }
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  return values;
}

/** The name of a flag, without dashes and value. @returns undefined for an argument that is not a flag */
export function goFlagName(arg: string): string | undefined {
  return isFlag(arg) && arg !== '--' ? /^--?([^=]*)/.exec(arg)?.[1] : undefined;
}

/** A dash alone is an argument. */
function isFlag(arg: string): boolean {
  return arg.length > 1 && arg.startsWith('-');
}

function partsOf(arg: string): { readonly name: string; readonly value: string | undefined } {
  const [, name = '', value] = /^--?([^=]*)(?:=(.*))?$/s.exec(arg) ?? [];
  if (name === '' || name.startsWith('-')) {
    throw new ConfigurationError(`"${arg}" is not a flag`, { remedy: REMEDY });
  }
  return { name, value };
}

function unknownFlag(name: string, known: readonly string[]): ConfigurationError {
  const near = nearest(name, known);
  const hint = near === undefined ? '' : `; did you mean -${near}?`;
  return new ConfigurationError(`-${name}: unknown flag${hint}`, { remedy: REMEDY });
}

function strayArgument(arg: string): ConfigurationError {
  return new ConfigurationError(`"${arg}" is not a flag, and would have no effect`, {
    remedy: 'separate the values of one flag by commas, or repeat the flag',
  });
}

/** Values of a flag that may be repeated and may have several values, separated by commas. */
export function goList(values: readonly string[] = []): readonly string[] {
  const names = values.flatMap((value) => value.split(',')).map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== ''))];
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...['1', 't', 'T', 'TRUE', 'true', 'True'].map((text) => [text, true] as const),
  ...['0', 'f', 'F', 'FALSE', 'false', 'False'].map((text) => [text, false] as const),
]);

/** @throws {ConfigurationError} for a text that Go's `strconv.ParseBool` does not take */
export function goBoolean(name: string, text: string): boolean {
  const value = BOOLEANS.get(text);
  if (value !== undefined) return value;
  throw new ConfigurationError(`-${name}: "${text}" is neither true nor false`, {
    remedy: `write -${name} or -${name}=false`,
  });
}

/** Milliseconds of Go's units. */
const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};
const PART = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/y;
/** A timer cannot wait longer: about 24 days. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * A duration as Go writes it: `1h30m`, `500ms`, `0`.
 *
 * @returns milliseconds
 * @throws {ConfigurationError} for another text, a negative duration or one above 24 days
 * @see https://pkg.go.dev/time#ParseDuration
 */
export function goDuration(name: string, text: string): number {
  const milliseconds = durationOf(text);
  if (milliseconds !== undefined && milliseconds <= LONGEST_MS) return milliseconds;
  throw new ConfigurationError(`-${name}: "${text}" is not a duration from 0 to 24 days`, {
    remedy: 'write a number and a unit, as in 30s, 5m or 1h30m',
  });
}

function durationOf(text: string): number | undefined {
  const unsigned = text.startsWith('+') ? text.slice(1) : text;
  if (unsigned === '0') return 0;
  let sum = 0;
  PART.lastIndex = 0;
  while (PART.lastIndex < unsigned.length) {
    const [, amount = '', unit = ''] = PART.exec(unsigned) ?? [];
    const scale = UNITS[unit];
    if (scale === undefined) return undefined;
    sum += Number(amount) * scale;
  }
  return unsigned === '' ? undefined : sum;
}
