import { NormalizedSchema } from '@smithy/core/schema';
import { z } from 'zod';
import type { Shape } from './xml-writer.ts';

/** A structure's schema: names of its members, the required ones first, and their number. */
const Structure = z
  .tuple([z.unknown(), z.unknown(), z.unknown(), z.unknown(), z.array(z.string()), z.unknown()])
  .rest(z.unknown());

/** The required members of an input. */
export function requiredMembers(input: Shape): readonly string[] {
  const parsed = Structure.safeParse(NormalizedSchema.of(input).getSchema());
  if (!parsed.success) return [];
  const [, , , , members, , required] = parsed.data;
  return members.slice(0, typeof required === 'number' ? required : 0);
}
