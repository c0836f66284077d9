import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { isLongshoreKind } from '../core/exporters/longshore-kinds.ts';
import { ConfigurationError, messageOf } from '../lib/errors.ts';
import { Blueprint, findBlueprint } from '../port/blueprints.ts';
import type { PortClient } from '../port/port-client.ts';
import type { PlanEntry } from '../catalog/write/plan-target.ts';

/** The blueprints that come with Longshore. */
const PACKAGED = fileURLToPath(new URL('../../.port/resources/blueprints.json', import.meta.url));

/** Those of the kinds that are read from the store. */
const COST_BLUEPRINTS = fileURLToPath(
  new URL('../../.port/resources/cost/blueprints.json', import.meta.url),
);

/**
 * The default blueprints, with those of cost only for a mapping that names its kinds.
 *
 * @param kinds as the mapping names them
 * @throws {ConfigurationError} when they cannot be read
 */
export async function defaultBlueprintsFor(
  kinds: readonly string[],
): Promise<readonly Blueprint[]> {
  const common = await defaultBlueprints();
  if (!kinds.some(isLongshoreKind)) return common;
  return [...common, ...(await defaultBlueprints(COST_BLUEPRINTS))];
}

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

/**
 * The default blueprints that `serve` would create or extend before its first run.
 *
 * @param kinds as the mapping names them
 */
export async function planDefaultBlueprints(
  client: PortClient,
  kinds: readonly string[],
  signal: AbortSignal,
): Promise<PlannedBlueprints> {
  const entries: PlanEntry[] = [];
  const blueprints = new Map<string, Blueprint>();
  for (const wanted of await defaultBlueprintsFor(kinds)) {
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
