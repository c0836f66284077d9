import { z } from 'zod';

const JQ = 'must be a jq expression, as text';

/** A search query for an identifier, a relation or a team. All of its leaves are jq. */
export const SearchQuery = z.looseObject({
  combinator: z.string({ error: 'must be and or or' }),
  rules: z.array(z.unknown(), { error: 'must be a list of rules' }),
});
export type SearchQuery = z.output<typeof SearchQuery>;

/** An expression. Unquoted numbers, booleans and null in YAML are jq as well. */
const JqText = z.preprocess(scalarText, z.string({ error: JQ }));
const JqOrQuery = z.union([JqText, SearchQuery], {
  error: 'must be a jq expression or a search query',
});

/** The entity of one resource, or of one element of it. Every value is a jq expression. */
export const EntityMapping = z.object({
  identifier: z.union([z.preprocess(scalarText, z.string().min(1)), SearchQuery], {
    error: 'a jq expression or a search query is required',
  }),
  blueprint: z
    .string({ error: 'a jq expression is required, with inner quotes: \'"s3Bucket"\'' })
    .min(1, { error: 'must not be empty' }),
  title: JqText.nullish(),
  icon: JqText.nullish(),
  team: JqOrQuery.nullish(),
  properties: z
    .record(z.string(), JqText, { error: 'must be a map of jq expressions' })
    .default({}),
  relations: z
    .record(z.string(), JqOrQuery, { error: 'must be a map of jq expressions or search queries' })
    .default({}),
});
export type EntityMapping = z.output<typeof EntityMapping>;

/** One block of a mapping: a kind, its options, and its entities. */
export const ResourceMapping = z.object(
  {
    kind: z
      .string({ error: 'a kind is required, such as AWS::S3::Bucket' })
      .min(1, { error: 'must not be empty' }),
    selector: z.looseObject(
      { query: z.string({ error: 'a jq expression is required; "true" selects every resource' }) },
      { error: 'a selector is required, such as { query: "true" }' },
    ),
    port: z.object(
      {
        itemsToParse: JqText.nullish(),
        itemsToParseName: z.string({ error: 'must be text' }).default('item'),
        itemsToParseTopLevelTransform: flag(true),
        entity: z.object(
          {
            mappings: z.union([EntityMapping, z.array(EntityMapping)], {
              error: 'must be a map with identifier and blueprint, or a list of them',
            }),
          },
          { error: 'must be a map with the key "mappings"' },
        ),
      },
      { error: 'must be a map with the key "entity"' },
    ),
  },
  { error: 'must be a block with kind, selector and port' },
);
export type ResourceMapping = z.output<typeof ResourceMapping>;

const EMPTY = 'the mapping is empty: it must name at least one kind under "resources"';
const isAbsent = (input: unknown): boolean => input === undefined || input === null;

/**
 * A mapping: which kinds are read, and how their resources become entities in Port. Unknown keys are ignored,
 * as in Port. Selector keys other than `query` belong to the kind.
 *
 * @see https://docs.port.io/build-your-software-catalog/customize-integrations/configure-mapping/
 */
export const PortAppConfig = z.object(
  {
    enableMergeEntity: flag(true),
    createMissingRelatedEntities: flag(true),
    deleteDependentEntities: flag(true),
    entityDeletionThreshold: z
      .number({ error: 'must be a number from 0 to 1' })
      .min(0, { error: 'must be a number from 0 to 1' })
      .max(1, { error: 'must be a number from 0 to 1' })
      .default(0.9),
    resources: z
      .array(ResourceMapping, {
        error: ({ input }) => (isAbsent(input) ? EMPTY : 'must be a list of resource blocks'),
      })
      .min(1, { error: EMPTY }),
  },
  { error: ({ input }) => (isAbsent(input) ? EMPTY : 'the mapping must be a map') },
);
export type PortAppConfig = z.output<typeof PortAppConfig>;

/** Checks the structure of a mapping. Each issue has its path, which locates it in the file. */
export function parsePortAppConfig(value: unknown): z.ZodSafeParseResult<PortAppConfig> {
  return PortAppConfig.safeParse(value);
}

function scalarText(value: unknown): unknown {
  const isScalar = value === null || typeof value === 'boolean' || Number.isFinite(value);
  return isScalar ? String(value) : value;
}

function flag(standard: boolean): z.ZodDefault<z.ZodBoolean> {
  return z.boolean({ error: 'must be true or false' }).default(standard);
}
