import { z } from 'zod';
import type { PortClient } from './port-client.ts';
import { isNotFound } from './port-error.ts';

/** A blueprint, with the keys that we read; other keys pass through. */
export const Blueprint = z.looseObject({
  identifier: z.string(),
  title: z.string().optional(),
  schema: z
    .looseObject({
      properties: z.record(z.string(), z.looseObject({ type: z.string().optional() })).default({}),
      required: z.array(z.string()).default([]),
    })
    .default({ properties: {}, required: [] }),
  relations: z
    .record(z.string(), z.looseObject({ target: z.string(), required: z.boolean().optional() }))
    .default({}),
});
export type Blueprint = z.output<typeof Blueprint>;

/** A response about this blueprint. */
function answerAbout(identifier: string): z.ZodType<{ blueprint: Blueprint }> {
  return z.object({ blueprint: Blueprint.extend({ identifier: z.literal(identifier) }) });
}

/** A blueprint of the organization; undefined when it does not exist. */
export async function findBlueprint(
  client: PortClient,
  identifier: string,
  signal: AbortSignal,
): Promise<Blueprint | undefined> {
  try {
    const { blueprint } = await client.call({
      method: 'GET',
      path: `/blueprints/${encodeURIComponent(identifier)}`,
      family: 'blueprints',
      answer: answerAbout(identifier),
      signal,
    });
    return blueprint;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Creates a blueprint. @throws {PortError} 409 when its name exists */
export async function createBlueprint(
  client: PortClient,
  blueprint: object,
  signal: AbortSignal,
): Promise<void> {
  await client.call({
    method: 'POST',
    path: '/blueprints',
    body: blueprint,
    family: 'blueprints',
    answer: z.object({ blueprint: Blueprint }),
    feature: 'exporter',
    signal,
  });
}

/** Changes the given keys of a blueprint. */
export async function patchBlueprint(
  client: PortClient,
  identifier: string,
  changes: object,
  signal: AbortSignal,
): Promise<void> {
  await client.call({
    method: 'PATCH',
    path: `/blueprints/${encodeURIComponent(identifier)}`,
    body: changes,
    family: 'blueprints',
    answer: answerAbout(identifier),
    feature: 'exporter',
    signal,
  });
}
