import { z } from 'zod';

/** A resource that has changed and must be re-read. */
export const ChangedResource = z.object({
  kind: z.string(),
  accountId: z.string(),
  region: z.string(),
  identifiers: z.array(z.string()),
  /** The event reported a deletion. AWS may still return the resource for a while. */
  isDeletion: z.boolean(),
  /** Attempts so far. */
  attempts: z.number(),
});
export type ChangedResource = z.output<typeof ChangedResource>;
