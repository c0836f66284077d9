import { ConfigurationError } from '../../../lib/errors.ts';
import { plus, ZERO, type Decimal } from '../../money/decimal.ts';
import type { Plan, PlannedResource, PlannedState } from '../plans/planned-resource.ts';
import { fullType, providerOf } from '../plans/pulumi-urn.ts';
import type { ProjectedResource } from '../projection/project-plan.ts';
import { overridden, parseOverride, textOfProperty, type Override } from './override.ts';

/** A change to a resource of a plan. */
interface Modification {
  readonly resource: PlannedResource;
  readonly override: Override;
}

/** A plan in which each change is one step, so that each has its own cost. */
export interface WhatIf {
  /** The steps, then all resources: before and after all changes. */
  readonly plan: Plan;
  readonly steps: readonly Modification[];
}

/** What one property changes. */
export interface PropertyDelta {
  readonly property: string;
  readonly originalValue: string;
  readonly newValue: string;
  /** A month. Undefined where a side is unknown. */
  readonly costChange: Decimal | undefined;
}

/** What changes make of a resource. */
export interface Estimated {
  readonly projected: ProjectedResource;
  readonly deltas: readonly PropertyDelta[];
}

const REMEDY = 'write it as web:instanceType=m5.large, with the name or the address of a resource';
/** FinFocus's limits. */
const MOST_PROPERTIES = 100;
const MOST_MODIFICATIONS = 1_000;

/** One resource that is in no plan. */
export interface SingleResource {
  readonly provider: string | undefined;
  readonly type: string;
  readonly region: string | undefined;
  /** Each `name=value`. */
  readonly properties: readonly string[];
  /** Changes to it, each `name=value`. Without any, the resource is new. */
  readonly changes: readonly string[];
}

/**
 * A plan with one resource.
 *
 * @throws {ConfigurationError} for properties that cannot be read
 */
export function singleResource(single: SingleResource): WhatIf {
  checkCount('--property', single.properties, MOST_PROPERTIES);
  checkCount('--modify', single.changes, MOST_PROPERTIES);
  const type = typeOf(single);
  const bare: PlannedState = {
    properties: {},
    region: single.region,
    ...{ cloudId: undefined, arn: undefined, created: undefined, references: {} },
  };
  const given = single.properties
    .map((text) => parseOverride('--property', text))
    .reduce(overridden, bare);
  const resource: PlannedResource = {
    address: 'estimate-resource',
    ...{ type, name: 'estimate-resource', provider: providerOf(type).split('_')[0] ?? '' },
    ...{ parent: undefined, operation: 'create', step: 'create', isExternal: false },
    ...{ before: 'none', after: given },
  };
  const plan: Plan = { source: 'pulumi-preview', resources: [resource], others: 0, notes: [] };
  const changes = single.changes.map((text) => parseOverride('--modify', text));
  if (changes.length === 0) return { plan, steps: [] };
  return whatIf(
    plan,
    changes.map((override) => ({ resource, override })),
  );
}

/** `aws:ec2/instance:Instance` for `ec2:Instance` of `aws`; `aws_instance` stays. */
function typeOf({ provider, type }: SingleResource): string {
  const isWhole = type.split(':').length > 2 || !type.includes(':');
  return fullType(isWhole || provider === undefined ? type : `${provider}:${type}`);
}

/**
 * A plan with changes to its resources, each `resource:name=value`. The resource is named by its address, its name, or
 * its type.
 *
 * @throws {ConfigurationError} for a resource that is not in the plan, or a name that several have
 */
export function modifiedPlan(plan: Plan, texts: readonly string[]): WhatIf {
  checkCount('--modify', texts, MOST_MODIFICATIONS);
  const existing = plan.resources.filter(({ after }) => typeof after !== 'string');
  const names = new Map<string, PlannedResource[]>();
  for (const resource of existing) {
    const { address, name, type } = resource;
    const own = [address, `${type}::${name}`, name, type];
    for (const one of new Set([...own, ...own.map(withoutIndex)])) {
      const known = names.get(one) ?? [];
      names.set(one, known);
      known.push(resource);
    }
  }
  const modifications = texts.flatMap((text) => modificationsOf(text, names));
  return whatIf({ ...plan, resources: existing }, modifications);
}

function modificationsOf(
  text: string,
  names: ReadonlyMap<string, readonly PlannedResource[]>,
): readonly Modification[] {
  // An address may have colons, and an index of Terraform a sign of equality.
  for (let at = text.indexOf('='); at !== -1; at = text.indexOf('=', at + 1)) {
    const colon = text.lastIndexOf(':', at);
    const name = text.slice(0, Math.max(0, colon));
    const found = names.get(name);
    if (found === undefined) continue;
    const override = parseOverride('--modify', text.slice(colon + 1));
    const places = new Set(found.map(({ address }) => withoutIndex(address)));
    if (places.size === 1 || found.every(({ type }) => type === name)) {
      return found.map((resource) => ({ resource, override }));
    }
    const shown = found.slice(0, 3).map(({ address }) => address);
    throw new ConfigurationError(`--modify: ${found.length} resources are named ${name}: ${shown.join(', ')}`, { remedy: 'give the address of one' }); // prettier-ignore
  }
  throw new ConfigurationError(`--modify: "${text}" names no resource of the plan`, {
    remedy: REMEDY,
  });
}

/** `aws_instance.web` of `aws_instance.web[0]`: it names all instances. */
function withoutIndex(name: string): string {
  return name.replace(/\[[^\]]*\]$/, '');
}

function whatIf(plan: Plan, modifications: readonly Modification[]): WhatIf {
  const states = new Map<PlannedResource, PlannedState>();
  const steps = modifications.map(({ resource, override }): Modification => {
    const before = states.get(resource) ?? resource.after;
    if (typeof before === 'string') throw new TypeError(`${resource.address} has no state`);
    const after = overridden(before, override);
    states.set(resource, after);
    return { resource: { ...resource, ...UPDATE, before, after }, override };
  });
  const resources = plan.resources.map((resource): PlannedResource => {
    const after = states.get(resource);
    const before = resource.after;
    if (after !== undefined) return { ...resource, ...UPDATE, before, after };
    // A copy, because a resource that stays as it is may be charged for one that does not.
    const isAlone = steps.length === 0 || typeof before === 'string';
    const former = isAlone ? before : { ...before };
    return { ...resource, operation: 'same', step: 'same', before: former };
  });
  return {
    plan: { ...plan, resources: [...steps.map((step) => step.resource), ...resources] },
    steps,
  };
}

const UPDATE = { operation: 'update', step: 'update' } as const;

/** What the changes make of the resources that they name, and of others that depend on these. */
export function estimatesOf(
  { steps }: WhatIf,
  projected: readonly ProjectedResource[],
): readonly Estimated[] {
  const deltas = new Map<string, PropertyDelta[]>();
  for (const [index, { resource, override }] of steps.entries()) {
    const own = deltas.get(resource.address) ?? [];
    deltas.set(resource.address, own);
    const { before } = resource;
    own.push({
      property: override.property,
      originalValue: typeof before === 'string' ? '' : textOfProperty(before, override),
      newValue: override.text,
      costChange: projected[index]?.difference,
    });
  }
  return projected
    .slice(steps.length)
    .filter((one) => steps.length === 0 || deltas.has(one.resource.address) || hasChanged(one))
    .map((one) => ({ projected: one, deltas: deltas.get(one.resource.address) ?? [] }));
}

/** By a change of another resource. */
function hasChanged({ before, after }: ProjectedResource): boolean {
  return before?.monthly !== after?.monthly;
}

/** The sum of the changes. Undefined where one is unknown, or is in another currency. */
export function totalChange(estimates: readonly Estimated[]): Decimal | undefined {
  const currencies = new Set(estimates.flatMap(({ projected }) => currencyOf(projected) ?? []));
  if (currencies.size > 1) return undefined;
  return estimates
    .map(({ projected }) => projected.difference)
    .reduce(
      (sum, one) => (sum === undefined || one === undefined ? undefined : plus(sum, one)),
      ZERO,
    );
}

/** The currency of a resource, if anything of it has a price. */
export function currencyOf({ before, after }: ProjectedResource): string | undefined {
  return after?.currency ?? before?.currency;
}

function checkCount(flag: string, texts: readonly string[], most: number): void {
  if (texts.length <= most) return;
  throw new ConfigurationError(`${flag} is given ${texts.length} times`, {
    remedy: `give it at most ${most} times`,
  });
}
