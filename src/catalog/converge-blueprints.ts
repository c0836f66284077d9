import {
  type Blueprint,
  createBlueprint,
  findBlueprint,
  patchBlueprint,
} from '../port/blueprints.ts';
import { PortError } from '../port/port-error.ts';
import type { PortClient } from '../port/port-client.ts';

/** What was created and extended in Port. */
export interface ConvergedBlueprints {
  readonly created: readonly string[];
  /** Existing blueprints that had missing properties or relations. */
  readonly extended: readonly string[];
}

/**
 * Creates missing default blueprints, and adds missing properties and relations to existing ones. It never
 * changes or removes anything else, so it can be repeated.
 *
 * Blueprints are created without relations first, because relations may be circular.
 *
 * @throws {PortError} when Port refuses one
 */
export async function convergeBlueprints(
  client: PortClient,
  defaults: readonly Blueprint[],
  signal: AbortSignal,
): Promise<ConvergedBlueprints> {
  const created: string[] = [];
  const extended = new Set<string>();
  const known = new Map<string, Blueprint>();
  for (const blueprint of defaults) {
    const { identifier } = blueprint;
    const existing = await findBlueprint(client, identifier, signal);
    if (existing === undefined) {
      await createUnlessThere(client, { ...blueprint, relations: {} }, signal);
      created.push(identifier);
      known.set(identifier, { ...blueprint, relations: {} });
      continue;
    }
    known.set(identifier, existing);
    const missing = lacking(blueprint.schema.properties, existing.schema.properties);
    if (missing === undefined) continue;
    const properties = { ...existing.schema.properties, ...missing };
    await patchBlueprint(
      client,
      identifier,
      { schema: { ...existing.schema, properties } },
      signal,
    );
    extended.add(identifier);
  }
  for (const { identifier, relations } of defaults) {
    const existing = known.get(identifier)?.relations ?? {};
    const missing = lacking(relations, existing);
    if (missing === undefined) continue;
    await patchBlueprint(client, identifier, { relations: { ...existing, ...missing } }, signal);
    if (!created.includes(identifier)) extended.add(identifier);
  }
  return { created, extended: [...extended] };
}

/** Another host may create the same blueprint at the same time: that is fine. */
async function createUnlessThere(
  client: PortClient,
  blueprint: object,
  signal: AbortSignal,
): Promise<void> {
  try {
    await createBlueprint(client, blueprint, signal);
  } catch (error) {
    if (!(error instanceof PortError) || error.status !== 409) throw error;
  }
}

/** The members that the other one lacks; undefined for none. */
function lacking<Value>(
  wanted: Readonly<Record<string, Value>>,
  existing: Readonly<Record<string, unknown>>,
): Readonly<Record<string, Value>> | undefined {
  const missing = Object.entries(wanted).filter(([key]) => !Object.hasOwn(existing, key));
  return missing.length === 0 ? undefined : Object.fromEntries(missing);
}
