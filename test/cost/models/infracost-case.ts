import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';

const Component = z.object({
  name: z.string(),
  /** Absent where it needs usage that the case does not give. */
  qty: z.string().optional(),
  unit: z.string().optional(),
});

const Values = z.record(z.string(), z.unknown());

const Case = z.object({
  golden: z.array(
    z.object({ resource: z.string().optional(), components: z.array(Component).optional() }),
  ),
  terraform: z.object({ resource: z.array(z.record(z.string(), z.record(z.string(), Values))) }),
  usage: z.object({ resource_usage: z.record(z.string(), Values).nullish() }).optional(),
});

/** A resource of a case of Infracost, with what Infracost makes of it. */
export interface InfracostResource {
  /** `aws_db_instance.mysql`, `aws_db_instance.each["a"]` */
  readonly address: string;
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly usage: Readonly<Record<string, unknown>>;
  /** Quantities, by component and unit: `Storage (GB)`. Undefined where usage is missing. */
  readonly quantities: Readonly<Record<string, string | undefined>>;
}

/** The resources of a case that Infracost prices. */
export async function infracostCase(
  data: string,
  name: string,
): Promise<readonly InfracostResource[]> {
  const file = await readFile(path.join(data, 'golden', 'infracost-aws-golden.json.gz'));
  const cases = z.record(z.string(), z.unknown()).parse(JSON.parse(gunzipSync(file).toString()));
  const { golden, terraform, usage } = Case.parse(cases[name]);
  const components = new Map(golden.map((entry) => [entry.resource, entry.components ?? []]));
  return terraform.resource.flatMap(declared).flatMap(({ address, type, values }) => {
    const expected = components.get(address);
    if (expected === undefined) return [];
    const quantities = Object.fromEntries(
      expected.map(({ name: component, unit, qty }) => [
        unit === undefined ? component : `${component} (${unit})`,
        qty?.replaceAll(',', ''),
      ]),
    );
    const measured = usage?.resource_usage?.[address] ?? {};
    return [{ address, type, values, usage: measured, quantities }];
  });
}

type Declared = Pick<InfracostResource, 'address' | 'type' | 'values'>;

function declared(
  block: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>,
): readonly Declared[] {
  return Object.entries(block).flatMap(([type, named]) =>
    Object.entries(named).flatMap(([name, values]) => {
      const address = `${type}.${name}`;
      const each = z.record(z.string(), Values).safeParse(values['for_each']);
      if (!each.success) return [{ address, type, values }];
      return Object.entries(each.data).map(([key, own]) => ({
        address: `${address}[${JSON.stringify(key)}]`,
        type,
        values: Values.parse(withEach(values, own)),
      }));
    }),
  );
}

/** The values with `${each.value.size}` replaced. */
function withEach(value: unknown, own: Readonly<Record<string, unknown>>): unknown {
  if (typeof value === 'string') {
    const { name } = /^\$\{each\.value\.(?<name>\w+)\}$/.exec(value)?.groups ?? {};
    return name === undefined ? value : own[name];
  }
  if (Array.isArray(value)) return value.map((element) => withEach(element, own));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, withEach(member, own)]),
  );
}
