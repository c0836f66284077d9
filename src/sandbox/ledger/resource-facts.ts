import { z } from 'zod';

/** Properties that say when a resource was created, as kinds name them. */
const CREATED = [
  'LaunchTime',
  'CreateTime',
  'CreationDate',
  'CreationTime',
  'CreatedTime',
  'CreatedAt',
  'CreationDateTime',
  'InstanceCreateTime',
  'CacheClusterCreateTime',
  'StartTime',
  'CreationTimestamp',
  'CreatedDate',
] as const;
/** Seconds since 1970 are below it, milliseconds above. */
const SECONDS_BELOW = 100_000_000_000;

/** When a resource was created, in milliseconds; undefined when its kind does not say. */
export function startTimeOf(properties: Readonly<Record<string, unknown>>): number | undefined {
  for (const name of CREATED) {
    const value = properties[name];
    if (value instanceof Date) return value.getTime();
    if (typeof value === 'number') return value < SECONDS_BELOW ? value * 1_000 : value;
    if (typeof value === 'string' && !Number.isNaN(Date.parse(value))) return Date.parse(value);
  }
  return undefined;
}

const Tags = z.union([
  z.array(z.object({ Key: z.string(), Value: z.string() })),
  z.array(z.object({ key: z.string(), value: z.string() })),
  z.record(z.string(), z.string()),
]);

/** Tags in any of the forms that services have. */
export function tagsIn(tags: unknown): Readonly<Record<string, string>> {
  const parsed = Tags.safeParse(tags);
  if (!parsed.success) return {};
  if (!Array.isArray(parsed.data)) return parsed.data;
  return Object.fromEntries(
    parsed.data.map((tag) => ('Key' in tag ? [tag.Key, tag.Value] : [tag.key, tag.value])),
  );
}

export function nameTagOf(tags: Readonly<Record<string, string>>): string | undefined {
  return tags['Name'];
}
