import type { ProjectedResource } from '../projection/project-plan.ts';
import type { SideCost } from '../projection/side-cost.ts';
import { projectedRow } from './projected-json.ts';

/** Most forms of rows that are kept. */
const MOST_FORMS = 1_000;
/** More costs than a plan has, before and after the change. */
const MOST_SIDES = 2 ** 26;
/** Stand for the address and the name. No plan has them: Terraform and Pulumi refuse control characters. */
const ADDRESS = '\u0001address\u0001';
const NAME = '\u0001name\u0001';

const NONE: readonly Form[] = [];

/** A row with two gaps, for resources that are like this one. */
interface Form {
  readonly like: ProjectedResource;
  readonly head: string;
  readonly middle: string;
  readonly tail: string;
}

/**
 * Rows of projected resources as JSON. Rows of resources that cost the same differ in the address and the name alone:
 * what is around them is turned into text once.
 */
export class ProjectedRowText {
  readonly #textOf: (row: object) => string;
  /** By the costs before and after. */
  readonly #forms = new Map<number, Form[]>();
  readonly #numbers = new WeakMap<SideCost, number>();
  #sides = 0;
  #count = 0;

  /** @param textOf turns a row into JSON */
  constructor(textOf: (row: object) => string) {
    this.#textOf = textOf;
  }

  of(projected: ProjectedResource): string {
    const { resource } = projected;
    const form = this.#form(projected);
    if (form === undefined) return this.#textOf(projectedRow(projected));
    const { head, middle, tail } = form;
    return head + JSON.stringify(resource.address) + middle + JSON.stringify(resource.name) + tail;
  }

  /** Undefined for a row that has more of its own. */
  #form(projected: ProjectedResource): Form | undefined {
    if (projected.measured !== undefined) return undefined;
    const { resource, before, after } = projected;
    const key = this.#number(before) * MOST_SIDES + this.#number(after);
    for (const known of this.#forms.get(key) ?? NONE) {
      if (isLike(known.like, projected)) return known;
    }
    const like = { ...projected, resource: { ...resource, address: ADDRESS, name: NAME } };
    const row = this.#textOf(projectedRow(like));
    const [head, rest, ...others] = row.split(JSON.stringify(ADDRESS));
    const [middle, tail, ...more] = rest?.split(JSON.stringify(NAME)) ?? [];
    if (head === undefined || middle === undefined || tail === undefined) return undefined;
    if (others.length > 0 || more.length > 0) return undefined;
    return this.#kept(key, { like: projected, head, middle, tail });
  }

  #kept(key: number, form: Form): Form {
    if (this.#count >= MOST_FORMS) {
      this.#forms.clear();
      this.#count = 0;
    }
    this.#count += 1;
    const same = this.#forms.get(key);
    if (same === undefined) this.#forms.set(key, [form]);
    else same.push(form);
    return form;
  }

  /** Costs that are one object are the same. */
  #number(side: SideCost | undefined): number {
    if (side === undefined) return 0;
    const known = this.#numbers.get(side);
    if (known !== undefined) return known;
    this.#sides += 1;
    this.#numbers.set(side, this.#sides);
    return this.#sides;
  }
}

/** Have the rows the same text, except the address and the name? Their costs are the same. */
function isLike(one: ProjectedResource, other: ProjectedResource): boolean {
  const { type, operation, step, isExternal } = one.resource;
  const { resource } = other;
  return (
    one.service === other.service &&
    one.region === other.region &&
    type === resource.type &&
    operation === resource.operation &&
    step === resource.step &&
    isExternal === resource.isExternal
  );
}
