import { number, text, type Handler, type HandlerContext } from '../services/handler.ts';
import type { ServiceError } from '../wire/call.ts';
import { combinationRefusalOf, sizeRefusalOf } from '../wire/service-error.ts';
import { DeclaredInput, namingMember } from './declared-input.ts';
import { findPlace, fullNames } from './find-place.ts';
import { listedPage } from './listing.ts';
import { listIn, mergedReply } from './merged-reply.ts';
import { OperationFacts } from './operation-facts.ts';
import type { Place } from './place.ts';
import { countAt, isAskedFor, type CallRule, type Input, type Served } from './simulated-kind.ts';

/** The handler of an operation that one or several kinds declare. */
export function simulatedOperation(name: string, served: readonly [Served, ...Served[]]): Handler {
  let operation: SimulatedOperation | undefined;
  return (input, context) => {
    operation ??= new SimulatedOperation(name, served); // the service's model is loaded by now
    return operation.answer(input, context);
  };
}

class SimulatedOperation {
  readonly #facts: OperationFacts;
  readonly #served: readonly [Served, ...Served[]];
  readonly #inputs: readonly DeclaredInput[];

  constructor(name: string, served: readonly [Served, ...Served[]]) {
    const [{ rule: first }] = served;
    const isOfOne = ({ rule }: Served): boolean =>
      rule.batch !== first.batch || [rule.shape, rule.handler].some((part) => part !== undefined);
    if (served.length > 1 && served.some(isOfOne))
      throw new TypeError(`${name} is several kinds' own: no batch, shape or handler can be one's`);
    this.#facts = new OperationFacts(name);
    this.#served = served;
    this.#inputs = served.map(({ rule }) => new DeclaredInput(rule, this.#facts));
  }

  answer(input: Input, context: HandlerContext): object {
    for (const declared of this.#inputs) declared.check(input, context);
    const [{ rule }] = this.#served;
    if (rule.handler !== undefined) return rule.handler(input, context);
    const output = this.#output(input, context);
    return rule.shape?.(output, input, context) ?? output;
  }

  #output(input: Input, context: HandlerContext): object {
    const [first] = this.#served;
    const naming = namingMember(first.rule, this.#facts);
    const asked = naming === undefined ? undefined : input[naming.name];
    if (Array.isArray(asked)) return this.#batch(first, asked.map(String), input, context);
    if (typeof asked === 'string') return this.#one(asked, input, context);
    const { tooFew, most } = first.rule;
    if (most === undefined)
      throw this.#refusal(`${naming?.name ?? 'an identifier'} is required`, tooFew);
    const parentOf = (one: Served): Place | undefined => this.#parent(one, input, context);
    return listedPage(this.#facts, this.#served, parentOf, input, context);
  }

  #batch(served: Served, names: readonly string[], input: Input, context: HandlerContext): object {
    const { kind, rule } = served;
    this.#refusePaging(input);
    if (names.length === 0) throw this.#refusal('a name is required', rule.tooFew);
    if (names.length > (rule.batch ?? Number.POSITIVE_INFINITY))
      throw this.#refusal(`at most ${rule.batch} names`, rule.tooMany);
    const parent = this.#parent(served, input, context);
    if (rule.none !== undefined && countAt(kind, { ...context, parent }) === 0)
      throw this.#facts.error(rule.none, 'there is none');
    const replies: object[] = [];
    const missing: string[] = [];
    // No service guarantees an order: the response is reversed.
    for (const name of [...names].reverse()) {
      const owner = this.#served.find((one) => one.rule.claims?.(name) === true) ?? served;
      const place = this.#find(owner, name, parent, context);
      if (place === undefined && rule.missing === undefined) throw this.#gone(owner, name);
      if (place === undefined) missing.push(name);
      // A list with at most one name is not a batch: no name can be omitted.
      else if (rule.batch === 1 || !fullNames(owner.kind.at(place).names).some(context.isOmitted))
        replies.push(this.#reply(owner, place) ?? {});
    }
    return { ...this.#merged(replies, rule, input), ...rule.missing?.(missing) };
  }

  #one(name: string, input: Input, context: HandlerContext): object {
    const [first] = this.#served;
    const claiming = this.#served.filter(({ rule }) => rule.claims?.(name) !== false);
    for (const served of claiming) {
      const { kind, rule } = served;
      if (rule.pagesOf === undefined) this.#refusePaging(input);
      const place = this.#find(served, name, this.#parent(served, input, context), context);
      if (place === undefined) continue;
      kind.refuses?.(place, context);
      const reply = this.#reply(served, place);
      if (reply === undefined) throw this.#facts.error(rule.unset ?? kind.gone, `${name} has none`);
      return rule.pagesOf === undefined
        ? this.#merged([reply], rule, input)
        : this.#ownPage(reply, name, rule.pagesOf, input, context);
    }
    const missing = claiming[0] ?? first;
    const { malformed } = missing.rule;
    if (malformed !== undefined && !name.startsWith('arn:'))
      throw this.#facts.error(malformed, `${name} is no ARN`);
    throw this.#gone(missing, name);
  }

  /** A page of the list in one resource's reply. */
  #ownPage(
    reply: object,
    name: string,
    most: number,
    input: Input,
    { pager }: HandlerContext,
  ): object {
    const { lists, size, tokenIn, tokenOut } = this.#facts;
    const list = lists.find((member) => member in reply) ?? '';
    const all = listIn(reply, list);
    const asked = pager.size(number(input, size), 1, most);
    const page = pager.page(`${this.#facts.name}/${name}`, all.length, asked, input[tokenIn]);
    return {
      ...reply,
      [list]: page.indices.map((index) => all[index]),
      ...(page.next !== undefined && { [tokenOut]: page.next }),
    };
  }

  /** The place of the parent that an input names; undefined for a rule without one. */
  #parent({ kind, rule }: Served, input: Input, context: HandlerContext): Place | undefined {
    const [within] = Object.entries(rule.within ?? {});
    if (within === undefined || kind.parent === undefined) return undefined;
    const [member, forms] = within;
    const name = text(input, member);
    const place = findPlace(kind.parent, name, { ...context, forms });
    if (place === undefined) throw this.#facts.error(kind.parent.gone, `${name} does not exist`);
    return place;
  }

  #find(
    { kind, rule }: Served,
    name: string,
    parent: Place | undefined,
    context: HandlerContext,
  ): Place | undefined {
    const { forms = [] } = namingMember(rule, this.#facts) ?? {};
    return findPlace(kind, name, { ...context, parent, forms });
  }

  #reply({ kind }: Served, place: Place): object | undefined {
    return kind.at(place).replies[this.#facts.name]?.();
  }

  #merged(replies: readonly object[], rule: CallRule, input: Input): object {
    return mergedReply(replies, this.#facts.lists, (member) => isAskedFor(member, rule, input));
  }

  /** Names go without page and token. */
  #refusePaging(input: Input): void {
    const { size, tokenIn, service } = this.#facts;
    const given = [size, tokenIn].find((member) => input[member] !== undefined);
    if (given === undefined) return;
    throw this.#refusal(`names go without ${given}`, combinationRefusalOf(service));
  }

  #gone({ kind, rule }: Served, name: string): ServiceError {
    return this.#facts.error(rule.gone ?? kind.gone, `${name} does not exist`);
  }

  #refusal(message: string, error?: string): ServiceError {
    return this.#facts.error(error ?? sizeRefusalOf(this.#facts.service), message);
  }
}
