import { z } from 'zod';

/** A resource that has changed, and is to be read anew. */
export const ChangedResource = z.object({
  kind: z.string(),
  accountId: z.string(),
  region: z.string(),
  identifiers: z.array(z.string()),
  /** The event spoke of a deletion: that it is still found may be AWS being late. */
  isDeletion: z.boolean(),
  /** How often it was tried. */
  attempts: z.number(),
});
export type ChangedResource = z.output<typeof ChangedResource>;
