import { z } from 'zod';
import { isHidden, type HiddenValue } from './unknown-value.ts';

const Values = z.record(z.string(), z.unknown());

/** What stands for a hidden value: nothing, or one of two values. What all three lead to does not depend on it. */
interface Stand {
  readonly value: unknown;
  readonly text: string | undefined;
  readonly number: number | undefined;
  readonly flag: boolean | undefined;
  /** How many blocks. */
  readonly blocks: 0 | 1;
}

/** The first is what a cost model reads of a plan whose hidden values are not asked for. */
export const STANDS: readonly [Stand, Stand, Stand] = [
  { value: undefined, text: undefined, number: undefined, flag: undefined, blocks: 0 },
  { value: 'one', text: 'one', number: 1, flag: false, blocks: 0 },
  { value: 999_983, text: 'other', number: 999_983, flag: true, blocks: 1 },
];

/** A reading of planned values in which something stands for those that are hidden. */
export interface HiddenReading {
  readonly stand: Stand;
  /** Is called with each hidden value that is read. */
  seen(name: string, value: HiddenValue): void;
  /** Is called with the name of each value of the resource itself that is read, whether the plan has it or not. */
  readonly read?: ((name: string) => void) | undefined;
}

/** The planned values of a resource, by Terraform's names. What is not known before the change is undefined. */
export class PlanValues {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #reading: HiddenReading | undefined;
  readonly #place: string;

  private constructor(
    values: Readonly<Record<string, unknown>>,
    reading: HiddenReading | undefined,
    place: string,
  ) {
    this.#values = values;
    this.#reading = reading;
    this.#place = place;
  }

  /**
   * @param values by Terraform's names, or by Pulumi's: `volumeSize` is `volume_size`
   * @param reading what happens to hidden values. @default they are as if the plan had none
   */
  static of(
    values: Readonly<Record<string, unknown>>,
    reading?: HiddenReading,
    place = '',
  ): PlanValues {
    return new PlanValues(
      Object.fromEntries(Object.entries(values).map(([name, value]) => [snakeCase(name), value])),
      reading,
      place,
    );
  }

  /** The value as it is. */
  value(name: string): unknown {
    const value = this.#read(name) ?? undefined;
    return isHidden(value) ? this.#standFor(name, value).value : value;
  }

  text(name: string): string | undefined {
    const given = this.#read(name);
    const value = isHidden(given) ? this.#standFor(name, given).text : given;
    return typeof value === 'string' && value !== '' ? value : undefined;
  }

  /** A number, also one that is written as a text. */
  number(name: string): number | undefined {
    const given = this.#read(name);
    const value = isHidden(given) ? this.#standFor(name, given).number : given;
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
  }

  /** A boolean, also one that is written as a text. */
  flag(name: string): boolean | undefined {
    const given = this.#read(name);
    const value = isHidden(given) ? this.#standFor(name, given).flag : given;
    if (typeof value === 'boolean') return value;
    return value === 'true' ? true : value === 'false' ? false : undefined;
  }

  /** Blocks of this name: Terraform gives a list, or one object; Pulumi names a list in the plural. */
  blocks(name: string): readonly PlanValues[] {
    const value = this.#read(name) ?? this.#read(plural(name));
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    return list.flatMap((block) => {
      const inside = `${this.#place}${name}.`;
      if (isHidden(block)) {
        const { blocks } = this.#standFor(name, block);
        return blocks === 0 ? [] : [PlanValues.of({}, this.#reading, inside)];
      }
      const parsed = Values.safeParse(block);
      return parsed.success ? [PlanValues.of(parsed.data, this.#reading, inside)] : [];
    });
  }

  /** The first block of this name. */
  block(name: string): PlanValues | undefined {
    return this.blocks(name)[0];
  }

  #read(name: string): unknown {
    if (this.#place === '') this.#reading?.read?.(name);
    return this.#values[name];
  }

  #standFor(name: string, value: HiddenValue): Stand {
    this.#reading?.seen(`${this.#place}${name}`, value);
    return this.#reading?.stand ?? STANDS[0];
  }
}

/** `strategies` from `strategy`, `switches` from `switch`, `replicas` from `replica`. */
function plural(name: string): string {
  if (/(?:s|x|ch|sh)$/.test(name)) return `${name}es`;
  return name.endsWith('y') ? `${name.slice(0, -1)}ies` : `${name}s`;
}

/**
 * Values of a resource as one text: where texts are equal, the values are. Undefined where one is hidden within another.
 *
 * @param values by Terraform's or Pulumi's names
 * @param names those that count, by Terraform's
 */
export function signatureOf(
  values: Readonly<Record<string, unknown>>,
  names: ReadonlySet<string>,
): string | undefined {
  let text = '';
  for (const name of Object.keys(values)) {
    const snake = snakeCase(name);
    if (!names.has(snake)) continue;
    const part = textOf(values[name]);
    if (part === undefined) return undefined;
    text += `${snake}=${part} `;
  }
  return text;
}

/** The names of properties repeat with every resource. */
const NAMES = new Map<string, string>();
const MOST_NAMES = 10_000;

/** `ebsBlockDevices` is `ebs_block_devices`. */
function snakeCase(name: string): string {
  const known = NAMES.get(name);
  if (known !== undefined) return known;
  const found = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
  if (NAMES.size < MOST_NAMES) NAMES.set(name, found);
  return found;
}

/** A text that no other value has. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return `${value.length}:${value}`;
  if (isHidden(value)) return `?${value.description ?? ''}`;
  return value === undefined ? 'undefined' : jsonOf(value);
}

function jsonOf(value: unknown): string | undefined {
  const gaps = { count: 0 };
  const text = JSON.stringify(value, (_name, one: unknown) => {
    if (typeof one === 'symbol' || one === undefined) gaps.count += 1;
    return one;
  });
  return gaps.count === 0 ? text : undefined;
}
