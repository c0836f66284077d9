import { z } from 'zod';

/** A search query that stands for an identifier, a relation or a team. Every leaf of it is jq. */
const Query = z.looseObject({ combinator: z.string(), rules: z.array(z.unknown()) });

const Entity = z.object({
  identifier: z.union([z.string(), Query], {
    error: 'a jq expression or a search query is required',
  }),
  blueprint: z.string({ error: 'a jq expression is required, with inner quotes: \'"s3Bucket"\'' }),
  title: z.string().optional(),
  icon: z.string().optional(),
  team: z.union([z.string(), Query]).optional(),
  properties: z.record(z.string(), z.string()).default({}),
  relations: z.record(z.string(), z.union([z.string(), Query])).default({}),
});

const Resource = z.object({
  kind: z.string({ error: 'a kind is required, such as AWS::S3::Bucket' }),
  selector: z.looseObject({
    query: z.string({ error: 'a jq expression is required; "true" takes every resource' }),
  }),
  port: z.object({
    itemsToParse: z.string().optional(),
    itemsToParseName: z.string().default('item'),
    itemsToParseTopLevelTransform: z.boolean().default(true),
    entity: z.object({ mappings: z.union([Entity, z.array(Entity)]) }),
  }),
});

/**
 * A mapping: which kinds are read, and what becomes of their resources in Port. Unknown keys at the root
 * are ignored, as Port itself does. What a selector says beyond `query` belongs to its kind.
 *
 * @see https://docs.port.io/build-your-software-catalog/customize-integrations/configure-mapping/
 */
export const PortAppConfig = z.object(
  {
    enableMergeEntity: z.boolean().default(true),
    createMissingRelatedEntities: z.boolean().default(true),
    deleteDependentEntities: z.boolean().default(true),
    entityDeletionThreshold: z.number().min(0).max(1).default(0.9),
    resources: z
      .array(Resource, { error: 'a list of resource blocks is required' })
      .min(1, { error: 'the mapping is empty: it must name at least one kind' }),
  },
  { error: 'the mapping is empty: it must name at least one kind under "resources"' },
);
export type PortAppConfig = z.output<typeof PortAppConfig>;
