import { NormalizedSchema } from '@smithy/core/schema';
import { z } from 'zod';
import type { Operation } from '../wire/service-model.ts';
import { membersOf, type Shape } from '../wire/xml-writer.ts';

/** A structure's schema: names of its members, the required ones first, and how many these are. */
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

/** The members of an output that are lists. */
export function listMembers(output: Shape): readonly string[] {
  return membersOf(output)
    .filter(([, member]) => member.isListSchema())
    .map(([name]) => name);
}

/** What carries the page size: as the SDK's paginator says, or by the names that AWS uses; empty for none. */
export function sizeMember({ paging, input }: Operation): string {
  const named = (form: RegExp): string | undefined =>
    membersOf(input).find(([name]) => form.test(name))?.[0];
  // The paginators of Elastic Load Balancing know the token, and not this one.
  const own = paging.size ?? named(/^pageSize$/i);
  return (
    own ?? (paging.tokenIn === undefined ? named(/^(?:maxResults|maxItems|limit)$/i) : '') ?? ''
  );
}

/** What carries the token of a next page: as the SDK's paginator says, or by the names that AWS uses. */
export function tokenMembers({ paging, input, output }: Operation): {
  readonly in: string;
  readonly out: string;
} {
  const named = (shape: Shape): string =>
    membersOf(shape).find(([name]) => /^(?:nextToken|marker)$/i.test(name))?.[0] ?? '';
  return { in: paging.tokenIn ?? named(input), out: paging.tokenOut ?? named(output) };
}
