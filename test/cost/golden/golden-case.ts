import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { declaredResources, type DeclaredResource } from './terraform-config.ts';
import { usageByName } from '../../../src/cost/engine/projection/usage-file.ts';

const Component = z.object({
  name: z.string(),
  /** Absent where it needs usage that the case does not give. */
  qty: z.string().optional(),
  unit: z.string().optional(),
  /** The unit of a component without a quantity. */
  per: z.string().optional(),
});

const Case = z.object({
  golden: z.array(
    z.object({ resource: z.string().optional(), components: z.array(Component).optional() }),
  ),
  terraform: z.unknown(),
  usage: z
    .object({
      resource_usage: z.record(z.string(), z.record(z.string(), z.unknown())).nullish(),
    })
    .optional(),
});

/** What Infracost counts for a part of a resource. */
export interface GoldenComponent {
  readonly name: string;
  /** Undefined where Infracost has no price. */
  readonly unit: string | undefined;
  /** Without separators of thousands. Undefined where it needs usage that the case does not give. */
  readonly quantity: string | undefined;
}

/** A test case of Infracost: a configuration, a usage file, and what Infracost makes of them. */
export interface GoldenCase {
  readonly name: string;
  readonly declared: readonly DeclaredResource[];
  /** By address, then by the name of the usage. */
  readonly usage: ReadonlyMap<string, ReadonlyMap<string, string | number>>;
  /** By address. Infracost does not show resources without a component. */
  readonly expected: ReadonlyMap<string, readonly GoldenComponent[]>;
}

/**
 * All cases.
 *
 * @param data the folder `LONGSHORE_TEST_DATA`
 */
export async function goldenCases(data: string): Promise<readonly GoldenCase[]> {
  const file = await readFile(path.join(data, 'golden', 'infracost-aws-golden.json.gz'));
  const cases = z.record(z.string(), Case).parse(JSON.parse(gunzipSync(file).toString()));
  return Object.entries(cases).map(([name, { golden, terraform, usage }]) => ({
    name,
    declared: declaredResources(terraform),
    usage: new Map(
      Object.entries(usage?.resource_usage ?? {}).map(([address, own]) => [
        address,
        usageByName(own),
      ]),
    ),
    expected: new Map(
      golden.flatMap(({ resource, components = [] }) =>
        resource === undefined ? [] : [[resource, components.map(componentOf)] as const],
      ),
    ),
  }));
}

function componentOf({ name, qty, unit, per }: z.output<typeof Component>): GoldenComponent {
  return { name, unit: unit ?? per, quantity: qty?.replaceAll(',', '') };
}
