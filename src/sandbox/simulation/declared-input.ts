import { ServiceError } from '../wire/call.ts';
import { sizeRefusalOf } from '../wire/service-error.ts';
import type { OperationFacts } from './operation-facts.ts';
import type { Caller, CallRule, Input } from './simulated-kind.ts';

/** A member of the input that names resources, and the accepted forms of names. */
export interface NamingMember {
  readonly name: string;
  readonly forms: readonly string[];
}

/** The input member that names the resources of a rule. */
export function namingMember(rule: CallRule, facts: OperationFacts): NamingMember | undefined {
  const [declared] = Object.entries(rule.of ?? {});
  if (declared !== undefined) return { name: declared[0], forms: declared[1] };
  const [required] = facts.required;
  if (required === undefined || rule.within?.[required] !== undefined) return undefined;
  return { name: required, forms: [required] };
}

/** The inputs that a rule allows. */
export class DeclaredInput {
  readonly #rule: CallRule;
  readonly #facts: OperationFacts;
  readonly #members: ReadonlySet<string>;

  constructor(rule: CallRule, facts: OperationFacts) {
    const { within, takes, onlyIf = {}, most, pagesOf } = rule;
    const isPaged = most !== undefined || pagesOf !== undefined;
    this.#rule = rule;
    this.#facts = facts;
    this.#members = new Set([
      namingMember(rule, facts)?.name ?? '',
      ...Object.keys({ ...within, ...takes }),
      ...Object.values(onlyIf).map(([member]) => member),
      ...(isPaged ? [facts.size, facts.tokenIn] : []),
    ]);
  }

  /** @throws {ServiceError} for members that the rule does not allow, and for missing required ones */
  check(input: Input, caller: Caller): void {
    const { required, service } = this.#facts;
    const missing = required.find((member) => input[member] === undefined);
    if (missing !== undefined) {
      const error = this.#rule.tooFew ?? sizeRefusalOf(service);
      throw this.#facts.error(error, `${missing} is required`);
    }
    for (const [member, value] of Object.entries(input)) {
      const allowed = this.#allowed(member, caller);
      const isAllowed =
        allowed === undefined || [value].flat().every((one) => allowed.includes(one));
      if (!this.#members.has(member) || !isAllowed) throw notSimulated(member, value);
    }
  }

  /** The values of a member that are simulated; undefined for any. */
  #allowed(member: string, caller: Caller): readonly unknown[] | undefined {
    const { takes = {}, onlyIf = {} } = this.#rule;
    const taken = takes[member];
    if (taken !== undefined) {
      const values = typeof taken === 'function' ? taken(caller) : taken;
      return values.length === 0 ? undefined : values;
    }
    const wanted = Object.values(onlyIf).flatMap(([asking, value]) =>
      asking === member ? [value] : [],
    );
    return wanted.length === 0 ? undefined : [...wanted, false]; // a flag may be given as false
  }
}

function notSimulated(member: string, value: unknown): ServiceError {
  const text = `the sandbox does not simulate ${member}: ${JSON.stringify(value)} of this call`;
  return new ServiceError('UnsupportedOperation', text);
}
