import { number, type HandlerContext } from '../services/handler.ts';
import { mergedReply } from './merged-reply.ts';
import type { OperationFacts } from './operation-facts.ts';
import type { Place } from './place.ts';
import {
  isAskedFor,
  placesBelow,
  placesIn,
  type CallRule,
  type Input,
  type Served,
} from './simulated-kind.ts';

/** A place, and the kind whose resource is there. */
interface Found {
  readonly served: Served;
  readonly place: Place;
}

/**
 * One page of a listing, with the resources of all kinds that it lists.
 *
 * @param parentOf the place of the parent in the input; undefined for a kind without parents
 */
export function listedPage(
  facts: OperationFacts,
  served: readonly [Served, ...Served[]],
  parentOf: (one: Served) => Place | undefined,
  input: Input,
  context: HandlerContext,
): object {
  const [{ rule, kind }] = served;
  const found = served.flatMap((one) =>
    placesOf(one, parentOf(one), input, context).map((place) => ({ served: one, place })),
  );
  if (found.length === 0 && rule.none !== undefined) throw facts.error(rule.none, 'there is none');
  const merged = (page: readonly Found[]): object =>
    mergedReply(
      page.map((one) => one.served.kind.at(one.place).replies[facts.name]?.() ?? {}),
      facts.lists,
      (member) => isAskedFor(member, rule, input),
    );
  if (rule.most === Number.POSITIVE_INFINITY || rule.whole?.(input) === true) return merged(found);
  const { accountId, region, pager } = context;
  const scope = kind.listedBy === 'account' ? accountId : `${accountId}/${region}`;
  const list = `${facts.name}/${scope}/${narrowed(facts, input)}`;
  const asked = pageSizeIn(input, facts.size);
  const { indices, next } = pager.page(
    list,
    found.length,
    asked === undefined ? sizeUnasked(rule) : sizeAsked(rule, asked, pager),
    input[facts.tokenIn],
  );
  const isCut = asked === undefined && rule.unasked === 'cut';
  return {
    ...merged(indices.flatMap((index) => found[index] ?? [])),
    ...(next !== undefined && !isCut && { [facts.tokenOut]: next }),
  };
}

function placesOf(
  { kind, rule: { where } }: Served,
  parent: Place | undefined,
  input: Input,
  { estate, accountId, region }: HandlerContext,
): readonly Place[] {
  const regions = kind.listedBy === 'account' ? [...estate.regions].sort() : [region];
  const places = regions.flatMap((one) => {
    const scope = { estate, accountId, region: one };
    return parent === undefined
      ? [...placesIn(kind, scope)]
      : [...placesBelow(kind, { ...scope, parent })];
  });
  return where === undefined ? places : places.filter((place) => where(place, input));
}

/** An input without page size and token: a token is valid for its own list only. */
function narrowed({ size, tokenIn }: OperationFacts, input: Input): string {
  return JSON.stringify(
    Object.entries(input).filter(([name]) => name !== size && name !== tokenIn),
  );
}

/** The requested page size; some services send it as text. */
function pageSizeIn(input: Input, name: string): number | undefined {
  const value = input[name];
  return typeof value === 'string' ? Number(value) : number(input, name);
}

function sizeAsked(
  { most = 0, least = 1, gives = most }: CallRule,
  asked: number,
  pager: HandlerContext['pager'],
): number {
  return Math.min(pager.size(asked, least, most), gives);
}

/** The default page size. */
function sizeUnasked({ most = 0, gives = most, unasked = gives }: CallRule): number {
  if (typeof unasked === 'number') return unasked;
  return unasked === 'all' ? Number.POSITIVE_INFINITY : gives;
}
