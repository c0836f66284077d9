import type { Operation } from '../wire/service-model.ts';
import { membersOf, type Shape } from '../wire/xml-writer.ts';

/** The members of an output that are lists. */
export function listMembers(output: Shape): readonly string[] {
  return membersOf(output)
    .filter(([, member]) => member.isListSchema())
    .map(([name]) => name);
}

/** The member with the page size, from the SDK's paginator or by AWS's usual names; empty for none. */
export function sizeMember({ paging, input }: Operation): string {
  const named = (form: RegExp): string | undefined =>
    membersOf(input).find(([name]) => form.test(name))?.[0];
  // The paginators of Elastic Load Balancing have the token, but not this one.
  const own = paging.size ?? named(/^pageSize$/i);
  return (
    own ?? (paging.tokenIn === undefined ? named(/^(?:maxResults|maxItems|limit)$/i) : '') ?? ''
  );
}

/** The member with the next page's token, from the SDK's paginator or by AWS's usual names. */
export function tokenMembers({ paging, input, output }: Operation): {
  readonly in: string;
  readonly out: string;
} {
  const named = (shape: Shape): string =>
    membersOf(shape).find(([name]) => /^(?:nextToken|marker)$/i.test(name))?.[0] ?? '';
  return { in: paging.tokenIn ?? named(input), out: paging.tokenOut ?? named(output) };
}
