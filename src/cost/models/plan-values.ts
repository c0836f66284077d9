import { z } from 'zod';

const Values = z.record(z.string(), z.unknown());

/** The planned values of a resource, by Terraform's names. What is not known before the change is undefined. */
export class PlanValues {
  readonly #values: Readonly<Record<string, unknown>>;

  private constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = values;
  }

  /** @param values by Terraform's names, or by Pulumi's: `volumeSize` is `volume_size` */
  static of(values: Readonly<Record<string, unknown>>): PlanValues {
    return new PlanValues(
      Object.fromEntries(Object.entries(values).map(([name, value]) => [snakeCase(name), value])),
    );
  }

  /** The value as it is. */
  value(name: string): unknown {
    return this.#values[name] ?? undefined;
  }

  text(name: string): string | undefined {
    const value = this.value(name);
    return typeof value === 'string' && value !== '' ? value : undefined;
  }

  /** A number, also one that is written as a text. */
  number(name: string): number | undefined {
    const value = this.value(name);
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
  }

  /** A boolean, also one that is written as a text. */
  flag(name: string): boolean | undefined {
    const value = this.value(name);
    if (typeof value === 'boolean') return value;
    return value === 'true' ? true : value === 'false' ? false : undefined;
  }

  /** Blocks of this name: Terraform gives a list, or one object; Pulumi names a list in the plural. */
  blocks(name: string): readonly PlanValues[] {
    const value = this.value(name) ?? this.value(plural(name));
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    return list.flatMap((block) => {
      const parsed = Values.safeParse(block);
      return parsed.success ? [PlanValues.of(parsed.data)] : [];
    });
  }

  /** The first block of this name. */
  block(name: string): PlanValues | undefined {
    return this.blocks(name)[0];
  }
}

/** `strategies` from `strategy`, `switches` from `switch`, `replicas` from `replica`. */
function plural(name: string): string {
  if (/(?:s|x|ch|sh)$/.test(name)) return `${name}es`;
  return name.endsWith('y') ? `${name.slice(0, -1)}ies` : `${name}s`;
}

/** `ebsBlockDevices` is `ebs_block_devices`. */
function snakeCase(name: string): string {
  return name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}
