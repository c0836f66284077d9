import type { Kind } from '../../src/core/exporters/kind.ts';
import type { Estate } from '../../src/sandbox/estate/estate.ts';
import { SIMULATED_KINDS, SIMULATED_PARTS } from '../../src/sandbox/kinds/registry.generated.ts';
import type { Place } from '../../src/sandbox/simulation/place.ts';
import {
  placesBelow,
  placesIn,
  type CallRule,
  type SimulatedKind,
} from '../../src/sandbox/simulation/simulated-kind.ts';

/** The most resources in one page of the tagging API. */
const TAGGED_PER_PAGE = 100;

/** The fewest calls that can read a kind's resources in an estate, by what AWS gives in one answer. */
export interface LeastCalls {
  /** Read alone, with its default actions. */
  readonly alone: number;
  /** Read beside all other kinds, with what they share counted for the parents' own kind. */
  readonly together: number;
  /** What its optional actions add. */
  readonly options: number;
}

/** Why more calls may be made than the fewest, where AWS gives no way to make so few. */
export const WHY_MORE: Readonly<Record<string, string>> = {
  'AWS::CodeDeploy::DeploymentTarget':
    'ListDeploymentTargets takes no page size, and gives fewer than 100',
  'AWS::S3::Bucket':
    'the size of an incomplete upload costs a call, and ListMultipartUploads may give fewer than asked for',
};

/**
 * The fewest calls for a kind. Which calls there are is the definition's; how much one of them can give is
 * the simulated AWS's, so that a definition cannot ask for less and look good.
 */
export function leastCalls(kind: Kind, estate: Estate): LeastCalls {
  if (kind.list.operation === undefined) return { alone: 0, together: 0, options: 0 };
  const part = SIMULATED_PARTS.find((one) => one.kind === kind.kind);
  const simulated = part?.partOf ?? SIMULATED_KINDS.find((one) => one.kind === kind.kind);
  if (simulated === undefined) throw new Error(`the sandbox does not simulate ${kind.kind}`);
  const reading = new Reading(kind, simulated, estate);
  const listing = reading.calls(kind.list.operation);
  if (part !== undefined) {
    const own = part.toldBy === undefined ? 0 : reading.calls(part.toldBy);
    return { alone: listing + own, together: 0, options: 0 };
  }
  const sum = (actions: Kind['actions']['defaults']): number =>
    actions.reduce(
      (calls, { cost: { operation, onlyFor } }) =>
        calls + (onlyFor === undefined ? reading.calls(operation) : reading.unlisted(operation)),
      0,
    );
  const together = listing + sum(kind.actions.defaults);
  return {
    alone: together + reading.parentListings(),
    together,
    options: sum(kind.actions.options),
  };
}

/** All that an estate holds of a kind. */
class Reading {
  readonly #simulated: SimulatedKind;
  /** By the scope, or the parent, for which one listing answers. */
  readonly #lists: readonly (readonly Place[])[];
  readonly #estate: Estate;
  readonly #reach: Kind['reach'];

  constructor({ reach }: Kind, simulated: SimulatedKind, estate: Estate) {
    this.#simulated = simulated;
    this.#estate = estate;
    this.#reach = reach;
    const { parent } = simulated;
    this.#lists =
      parent === undefined
        ? scopesOf(simulated, estate, reach)
        : scopesOf(parent, estate, reach)
            .flat()
            .map((place) => [...placesBelow(simulated, { ...scopeOf(place), parent: place })]);
  }

  /** The fewest calls of one of its operations. */
  calls(operation: string): number {
    if (operation === 'GetResources') {
      const reach = this.#simulated.taggedIn === undefined ? 'regional' : 'account';
      return sumOf(scopesOf(this.#simulated, this.#estate, reach), (places) =>
        batches(places.filter((place) => this.#isTagged(place)).length, TAGGED_PER_PAGE),
      );
    }
    const own = ruleOf(this.#simulated, operation);
    const other = own === undefined ? neighbourOf(this.#simulated, operation) : undefined;
    const rule = own ?? ruleOf(other ?? this.#simulated, operation);
    if (rule === undefined)
      throw new Error(`the sandbox has no ${operation} for ${this.#simulated.kind}`);
    const lists = other === undefined ? this.#lists : scopesOf(other, this.#estate, this.#reach);
    const page = rule.gives ?? rule.most;
    return sumOf(lists, ({ length }) =>
      page === undefined ? batches(length, rule.batch ?? 1) : Math.max(1, batches(length, page)),
    );
  }

  /** How many resources have to be asked for by an operation, because their listing leaves it out. */
  unlisted(operation: string): number {
    return sumOf(
      this.#lists,
      (places) =>
        places.filter((place) =>
          this.#simulated.at(place).unlisted?.some((name) => name.endsWith(`:${operation}`)),
        ).length,
    );
  }

  /** The listings of its parents, which are another kind's. */
  parentListings(): number {
    const { parent } = this.#simulated;
    if (parent === undefined) return 0;
    const { most = 1, gives = most } =
      Object.values(parent.calls).find((rule) => rule.most !== undefined) ?? {};
    return sumOf(scopesOf(parent, this.#estate, this.#reach), ({ length }) =>
      Math.max(1, batches(length, gives)),
    );
  }

  #isTagged(place: Place): boolean {
    return (this.#simulated.at(place).tags ?? []).length > 0;
  }
}

/** The places of a kind, by what one listing of it covers. */
function scopesOf(
  kind: SimulatedKind,
  estate: Estate,
  reach: Kind['reach'],
): readonly (readonly Place[])[] {
  const accounts = estate.accountIds.map((accountId) =>
    estate.regions.map((region) => [...placesIn(kind, { estate, accountId, region })]),
  );
  if (reach === 'regional') return accounts.flat();
  const byAccount = accounts.map((regions) => regions.flat());
  return reach === 'account' ? byAccount : [byAccount.flat()];
}

function scopeOf({ estate, accountId, region }: Place): {
  readonly estate: Estate;
  readonly accountId: string;
  readonly region: string;
} {
  return { estate, accountId, region };
}

/** How the sandbox answers an operation of a kind's own. */
function ruleOf({ calls }: SimulatedKind, operation: string): CallRule | undefined {
  return Object.entries(calls).find(([name]) => name.endsWith(`:${operation}`))?.[1];
}

/** The kind of the same service that an operation lists: one kind's listing may contain another. */
function neighbourOf({ calls }: SimulatedKind, operation: string): SimulatedKind | undefined {
  const services = Object.keys(calls).map((name) => name.slice(0, name.indexOf(':')));
  return SIMULATED_KINDS.find((kind) =>
    services.some((service) => kind.calls[`${service}:${operation}`] !== undefined),
  );
}

function batches(count: number, size: number): number {
  return Math.ceil(count / size);
}

function sumOf<Element>(elements: readonly Element[], of: (element: Element) => number): number {
  return elements.reduce((sum, element) => sum + of(element), 0);
}
