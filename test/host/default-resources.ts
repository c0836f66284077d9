import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { defaultBlueprints } from '../../src/app/default-blueprints.ts';
import { mappingFile } from '../../src/app/mapping-plans.ts';
import type { ObjectKind } from '../../src/core/exporters/object-kind.ts';
import type { EmbeddedPort } from '../../src/sandbox/port/embedded-port.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const Mapping = z.looseObject({ resources: z.array(z.looseObject({ kind: z.string() })) });

/** The default mapping, with the blocks of these kinds only: each kind takes time to load. */
export async function defaultMapping(kinds: readonly ObjectKind[]): Promise<object> {
  const { value } = await mappingFile(undefined, ROOT);
  const mapping = Mapping.parse(value);
  const names: readonly string[] = kinds;
  return { ...mapping, resources: mapping.resources.filter(({ kind }) => names.includes(kind)) };
}

/** Puts the default blueprints into Port, as a first start does. */
export async function addDefaultBlueprints({ catalog }: EmbeddedPort): Promise<void> {
  const blueprints = await defaultBlueprints();
  for (const blueprint of blueprints) catalog.createBlueprint({ ...blueprint, relations: {} });
  for (const { identifier, relations } of blueprints) {
    catalog.patchBlueprint(identifier, { relations }); // now whatever it points to is there
  }
}
