import { number, refuse, text, type Handler, type HandlerContext } from '../services/handler.ts';
import type { ServiceError } from '../wire/call.ts';
import { SERVICES } from '../wire/services.ts';
import type { Operation, ServiceModel } from '../wire/service-model.ts';
import { findPlace, fullNames } from './find-place.ts';
import { listIn, mergedReply } from './merged-reply.ts';
import type { Place } from './place.ts';
import {
  countAt,
  placesBelow,
  placesIn,
  type Caller,
  type CallRule,
  type Input,
  type SimulatedKind,
} from './simulated-kind.ts';
import { listMembers, requiredMember, tokenMembers } from './schema-facts.ts';
import { combinationRefusalOf, refusalOf, serviceError } from '../wire/service-error.ts';

/** A kind that answers an operation, and by what rule. */
export interface Served {
  readonly kind: SimulatedKind;
  readonly rule: CallRule;
}

/** A member of the input that names something, and the forms of names that it takes. */
interface NamingMember {
  readonly name: string;
  readonly forms: readonly string[];
}

/** The handler of an operation that one or several kinds declare. */
export function simulatedOperation(name: string, served: readonly [Served, ...Served[]]): Handler {
  let operation: SimulatedOperation | undefined;
  return (input, context) => {
    operation ??= new SimulatedOperation(name, served); // the service's model is loaded by now
    return operation.answer(input, context);
  };
}

class SimulatedOperation {
  readonly #name: string;
  readonly #served: readonly [Served, ...Served[]];
  readonly #service: ServiceModel;
  readonly #operation: Operation;
  readonly #inputs: ReadonlySet<string>;
  readonly #size: string;
  readonly #tokenIn: string;
  readonly #tokenOut: string;
  readonly #lists: readonly string[];

  constructor(name: string, served: readonly [Served, ...Served[]]) {
    const [service = '', operation = ''] = name.split(':');
    const model = SERVICES.get(service);
    const found = model?.operations.get(operation);
    if (model === undefined || found === undefined) throw new Error(`no model of ${name}`);
    const tokens = tokenMembers(found);
    this.#name = name;
    this.#served = served;
    this.#service = model;
    this.#operation = found;
    this.#size = found.paging.size ?? '';
    this.#tokenIn = tokens.in;
    this.#tokenOut = tokens.out;
    this.#lists = listMembers(found.output);
    this.#inputs = new Set(served.flatMap(({ rule }) => [...this.#known(rule)]));
  }

  answer(input: Input, context: HandlerContext): object {
    this.#refuseUnknown(input, context);
    const [{ rule }] = this.#served;
    const output = this.#output(input, context);
    return rule.shape?.(output, input, context) ?? output;
  }

  #output(input: Input, context: HandlerContext): object {
    const [first] = this.#served;
    const naming = this.#naming(first.rule);
    const asked = naming === undefined ? undefined : input[naming.name];
    if (Array.isArray(asked)) return this.#batch(first, asked.map(String), input, context);
    if (typeof asked === 'string') return this.#one(asked, input, context);
    if (first.rule.most !== undefined) return this.#page(input, context);
    throw this.#refusal(`${naming?.name ?? 'an identifier'} is required`, first.rule.tooFew);
  }

  /** The input member that names resources. */
  #naming(rule: CallRule): NamingMember | undefined {
    const [declared] = Object.entries(rule.of ?? {});
    if (declared !== undefined) return { name: declared[0], forms: declared[1] };
    const required = requiredMember(this.#operation.input);
    if (required === undefined || rule.within?.[required] !== undefined) return undefined;
    return { name: required, forms: [required] };
  }

  *#known(rule: CallRule): Generator<string, void> {
    yield this.#naming(rule)?.name ?? '';
    yield* Object.keys({ ...rule.within, ...rule.takes });
    for (const [member] of Object.values(rule.onlyIf ?? {})) yield member;
    if (rule.most !== undefined || rule.pagesOf !== undefined) {
      yield this.#tokenIn;
      yield this.#size;
    }
  }

  #refuseUnknown(input: Input, caller: Caller): void {
    for (const [member, value] of Object.entries(input)) {
      if (!this.#inputs.has(member)) refuse(input, member);
      for (const { rule } of this.#served) {
        const taken = rule.takes?.[member] ?? [];
        const values = typeof taken === 'function' ? taken(caller) : taken;
        if (values.length > 0 && ![value].flat().every((one) => values.includes(one)))
          refuse(input, member);
      }
    }
  }

  #page(input: Input, context: HandlerContext): object {
    const { accountId, region, pager } = context;
    const [{ rule, kind }] = this.#served;
    const { most = 0, least = 1, gives = most } = rule;
    const places = this.#served.flatMap(({ kind: one, rule: its }) =>
      this.#listed(one, its, input, context).map((place) => ({ kind: one, place })),
    );
    if (places.length === 0 && rule.none !== undefined)
      throw this.#error(rule.none, 'there is none');
    if (rule.whole?.(input) === true) {
      const all = places.map((one) => this.#reply(one.kind, one.place) ?? {});
      return this.#merged(all, rule, input);
    }
    const asked = number(input, this.#size);
    const size =
      asked === undefined ? sizeUnasked(rule) : Math.min(pager.size(asked, least, most), gives);
    const scope = kind.listedBy === 'account' ? accountId : `${accountId}/${region}`;
    const list = `${this.#name}/${scope}/${this.#narrowed(input)}`;
    const { indices, next } = pager.page(list, places.length, size, input[this.#tokenIn]);
    const replies = indices.flatMap((index) => {
      const found = places[index];
      return found === undefined ? [] : [this.#reply(found.kind, found.place) ?? {}];
    });
    const isCut = asked === undefined && rule.unasked === 'cut';
    return {
      ...this.#merged(replies, rule, input),
      ...(next !== undefined && !isCut && { [this.#tokenOut]: next }),
    };
  }

  /** What an input says beside page and token: a token is good for its own list only. */
  #narrowed(input: Input): string {
    const others = Object.entries(input).filter(
      ([name]) => name !== this.#size && name !== this.#tokenIn,
    );
    return JSON.stringify(others);
  }

  #listed(
    kind: SimulatedKind,
    rule: CallRule,
    input: Input,
    context: HandlerContext,
  ): readonly Place[] {
    const { estate, accountId } = context;
    const parent = this.#parent(kind, rule, input, context);
    const regions = kind.listedBy === 'account' ? [...estate.regions].sort() : [context.region];
    const places = regions.flatMap((region) => {
      const scope = { estate, accountId, region };
      return parent === undefined
        ? [...placesIn(kind, scope)]
        : [...placesBelow(kind, { ...scope, parent })];
    });
    const { where } = rule;
    return where === undefined ? places : places.filter((place) => where(place, input));
  }

  #batch(
    { kind, rule }: Served,
    names: readonly string[],
    input: Input,
    context: HandlerContext,
  ): object {
    if (input[this.#size] !== undefined)
      throw this.#refusal(`names go without ${this.#size}`, combinationRefusalOf(this.#service));
    if (names.length === 0) throw this.#refusal('a name is required', rule.tooFew);
    if (names.length > (rule.batch ?? Number.POSITIVE_INFINITY))
      throw this.#refusal(`at most ${rule.batch} names`, rule.tooMany);
    const parent = this.#parent(kind, rule, input, context);
    if (rule.none !== undefined && countAt(kind, { ...context, parent }) === 0)
      throw this.#error(rule.none, 'there is none');
    const replies: object[] = [];
    const missing: string[] = [];
    // No service promises an order: the answer runs the other way round.
    for (const name of [...names].reverse()) {
      const place = this.#find({ kind, rule }, name, parent, context);
      if (place === undefined) missing.push(name);
      else if (!fullNames(kind.at(place).names).some(context.isOmitted))
        replies.push(this.#reply(kind, place) ?? {});
    }
    const [lost] = missing;
    if (rule.missing === undefined && lost !== undefined) throw this.#gone(kind, rule, lost);
    return { ...this.#merged(replies, rule, input), ...rule.missing?.(missing) };
  }

  #one(name: string, input: Input, context: HandlerContext): object {
    const [first] = this.#served;
    const claiming = this.#served.filter(({ rule }) => rule.claims?.(name) !== false);
    for (const { kind, rule } of claiming) {
      const parent = this.#parent(kind, rule, input, context);
      const place = this.#find({ kind, rule }, name, parent, context);
      if (place === undefined) continue;
      kind.refuses?.(place, context);
      const reply = this.#reply(kind, place);
      if (reply === undefined) throw this.#error(rule.unset ?? kind.gone, `${name} has none`);
      return rule.pagesOf === undefined
        ? this.#merged([reply], rule, input)
        : this.#ownPage(reply, name, rule.pagesOf, input, context);
    }
    const { kind, rule } = claiming[0] ?? first;
    if (rule.malformed !== undefined && !name.startsWith('arn:'))
      throw this.#error(rule.malformed, `${name} is no ARN`);
    throw this.#gone(kind, rule, name);
  }

  /** A page of the list that one resource's reply is. */
  #ownPage(
    reply: object,
    name: string,
    size: number,
    input: Input,
    { pager }: HandlerContext,
  ): object {
    const list = this.#lists.find((member) => member in reply) ?? '';
    const all = listIn(reply, list);
    const asked = pager.size(number(input, this.#size), 1, size);
    const page = pager.page(`${this.#name}/${name}`, all.length, asked, input[this.#tokenIn]);
    return {
      ...reply,
      [list]: page.indices.map((index) => all[index]),
      ...(page.next !== undefined && { [this.#tokenOut]: page.next }),
    };
  }

  #parent(
    kind: SimulatedKind,
    rule: CallRule,
    input: Input,
    context: HandlerContext,
  ): Place | undefined {
    const [within] = Object.entries(rule.within ?? {});
    if (within === undefined || kind.parent === undefined) return undefined;
    const [member, forms] = within;
    const name = text(input, member);
    const place = findPlace(kind.parent, name, { ...context, forms });
    if (place === undefined) throw this.#error(kind.parent.gone, `${name} does not exist`);
    return place;
  }

  #find(
    { kind, rule }: Served,
    name: string,
    parent: Place | undefined,
    context: HandlerContext,
  ): Place | undefined {
    return findPlace(kind, name, { ...context, parent, forms: this.#naming(rule)?.forms ?? [] });
  }

  #reply(kind: SimulatedKind, place: Place): object | undefined {
    return kind.at(place).replies[this.#name]?.();
  }

  /** Replies for one resource each, as one reply to an input. */
  #merged(replies: readonly object[], { onlyIf }: CallRule, input: Input): object {
    return mergedReply(replies, this.#lists, (member) => isAskedFor(member, onlyIf, input));
  }

  #gone(kind: SimulatedKind, rule: CallRule, name: string): ServiceError {
    return this.#error(rule.gone ?? kind.gone, `${name} does not exist`);
  }

  #refusal(message: string, error?: string): ServiceError {
    return this.#error(error ?? refusalOf(this.#service), message);
  }

  #error(name: string, message: string): ServiceError {
    return serviceError(this.#service, name, message);
  }
}

/** How many a page holds when no size is asked for. */
function sizeUnasked({ most = 0, gives = most, unasked = gives }: CallRule): number {
  if (typeof unasked === 'number') return unasked;
  return unasked === 'all' ? Number.POSITIVE_INFINITY : gives;
}

/** Does an input ask for a member of the output? It does for all that come without being asked for. */
function isAskedFor(member: string, onlyIf: CallRule['onlyIf'], input: Input): boolean {
  const condition = onlyIf?.[member];
  if (condition === undefined) return true;
  const [asking, wanted] = condition;
  return [input[asking]].flat().includes(wanted);
}
