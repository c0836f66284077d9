import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ConfigurationError, messageOf } from '../lib/errors.ts';
import { Blueprint, findBlueprint } from '../port/blueprints.ts';
import type { PortClient } from '../port/port-client.ts';
import type { PlanEntry } from '../catalog/write/plan-target.ts';

/** The blueprints that come with Longshore. */
const PACKAGED = fileURLToPath(new URL('../../.port/resources/blueprints.json', import.meta.url));

/**
 * Default blueprints from a file.
 *
 * @throws {ConfigurationError} when it cannot be read, or is not a list of blueprints
 */
export async function defaultBlueprints(file = PACKAGED): Promise<readonly Blueprint[]> {
  try {
    return z.array(Blueprint).parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    throw new ConfigurationError(`${file}: not a list of blueprints: ${messageOf(error)}`, {
      cause: error,
      remedy: 'give a JSON list of blueprints, as Port’s API takes them',
    });
  }
}

/** The default blueprints as they are in Port after a host has started. */
export interface PlannedBlueprints {
  readonly entries: readonly PlanEntry[];
  readonly blueprints: ReadonlyMap<string, Blueprint>;
}

/** The default blueprints that `serve` would create or extend before its first run. */
export async function planDefaultBlueprints(
  client: PortClient,
  signal: AbortSignal,
): Promise<PlannedBlueprints> {
  const entries: PlanEntry[] = [];
  const blueprints = new Map<string, Blueprint>();
  for (const wanted of await defaultBlueprints()) {
    const { identifier: blueprint } = wanted;
    const existing = await findBlueprint(client, blueprint, signal);
    if (existing === undefined) {
      entries.push({ action: 'create-blueprint', blueprint });
      blueprints.set(blueprint, wanted);
      continue;
    }
    const properties = { ...wanted.schema.properties, ...existing.schema.properties };
    const relations = { ...wanted.relations, ...existing.relations };
    const fields = [
      ...added('properties', properties, existing.schema.properties),
      ...added('relations', relations, existing.relations),
    ];
    if (fields.length === 0) continue;
    entries.push({ action: 'extend-blueprint', blueprint, fields });
    const schema = { ...existing.schema, properties };
    blueprints.set(blueprint, { ...existing, schema, relations });
  }
  return { entries, blueprints };
}

function added(group: string, all: object, existing: object): readonly string[] {
  return Object.keys(all)
    .filter((key) => !Object.hasOwn(existing, key))
    .map((key) => `${group}.${key}`);
}
