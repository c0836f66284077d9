import { z } from 'zod';
import { datasourceEnds, isOwnDatasource, type Owner } from './datasource.ts';
import type { PortClient } from './port-client.ts';
import { PortError } from './port-error.ts';

/**
 * The last writer of an entity. Port's search returns it like other meta-properties, or with the dollar sign.
 */
const DATASOURCE = {
  datasource: z.string().nullish(),
  $datasource: z.string().nullish(),
} as const;

/** Fields that a search must include to determine ownership. */
export const OWNERSHIP_KEYS: readonly string[] = ['identifier', 'datasource', '$datasource'];

const FoundEntity = z.object({
  identifier: z.string(),
  title: z.string().nullish(),
  icon: z.string().nullish(),
  team: z.union([z.array(z.string()), z.string()]).nullish(),
  properties: z.record(z.string(), z.unknown()).default({}),
  relations: z.record(z.string(), z.unknown()).default({}),
  ...DATASOURCE,
});
/** An entity as Port has it. */
export type FoundEntity = z.output<typeof FoundEntity>;

const FOUND_PER_PAGE = 1_000;

/**
 * Entities of one blueprint that match a query, page by page.
 *
 * @param include keys to return: `title`, `properties.arn`
 * @see https://docs.port.io/api-reference/search-a-blueprints-entities
 */
export async function* searchEntities(
  client: PortClient,
  blueprint: string,
  query: unknown,
  include: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<readonly FoundEntity[], void> {
  let from: string | undefined;
  for (;;) {
    const page = await client.call({
      method: 'POST',
      path: `/blueprints/${encodeURIComponent(blueprint)}/entities/search`,
      body: { query, include, limit: FOUND_PER_PAGE, ...(from !== undefined && { from }) },
      family: 'search',
      answer: z.object({
        ok: z.literal(true),
        entities: z.array(FoundEntity),
        next: z.string().nullish(),
      }),
      isIdempotent: true,
      feature: 'exporter',
      signal,
    });
    yield page.entities;
    if (page.next === undefined || page.next === null) return;
    if (page.next === from) throw stuckCursor(blueprint);
    from = page.next;
  }
}

/** The owner of an entity, if the response shows it. */
export function ownershipOf(
  { datasource, $datasource }: Pick<FoundEntity, 'datasource' | '$datasource'>,
  owner: Owner,
): 'own' | 'other' | 'untold' {
  const text = $datasource ?? datasource;
  if (typeof text === 'string') return isOwnDatasource(text, owner) ? 'own' : 'other';
  return datasource === null || $datasource === null ? 'other' : 'untold';
}

/**
 * A query for entities of this integration, in any version. It also matches entities of others whose
 * datasource contains ours: `ownershipOf` decides.
 */
export function ownedQuery({ integration }: PortClient): object {
  const { prefix, suffix } = datasourceEnds(integration);
  return {
    combinator: 'and',
    rules: [
      { property: '$datasource', operator: 'contains', value: prefix },
      { property: '$datasource', operator: 'contains', value: suffix },
    ],
  };
}

/** Blueprints with entities of this integration. An internal endpoint of Port, which Ocean uses. */
export async function ownedBlueprints(
  client: PortClient,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const { prefix, suffix } = datasourceEnds(client.integration);
  const names = new Set<string>();
  let from: unknown;
  do {
    const page = await client.call({
      method: 'POST',
      path: '/blueprints/entities/datasource-entities',
      body: {
        datasource_prefix: prefix,
        datasource_suffix: suffix,
        limit: 5_000,
        ...(from !== undefined && { from }),
      },
      family: 'search',
      answer: z.object({
        ok: z.literal(true),
        entities: z.array(z.object({ blueprint: z.string(), ...DATASOURCE })),
        next: z.unknown(),
      }),
      isIdempotent: true,
      feature: 'exporter',
      signal,
    });
    for (const entity of page.entities) {
      if (ownershipOf(entity, client.integration) !== 'other') names.add(entity.blueprint);
    }
    if (from !== undefined && page.next === from) throw stuckCursor('our entities');
    from = page.next ?? undefined;
  } while (from !== undefined);
  return names;
}

/** Detects a search that never ends. */
function stuckCursor(blueprint: string): PortError {
  return new PortError(`searching ${blueprint}: Port returned the same page twice`, {
    status: 200,
    portCode: 'unexpected_answer',
    remedy: 'run again later; if the problem remains, report it',
  });
}
