import { z } from 'zod';
import { PlanError, WRITE_IT_AGAIN } from './plan-error.ts';
import { issueOf } from './pulumi-steps.ts';
import type {
  PlannedResource,
  PlannedSide,
  PlannedState,
  PlanOperation,
} from './planned-resource.ts';
import { ownRegion, regionOfArn } from './region-names.ts';
import { SharedRegions } from './shared-regions.ts';
import type { TerraformConfig } from './terraform-config.ts';
import { terraformValues } from './terraform-values.ts';

const ResourceFacts = z.object({
  address: z.string(),
  module_address: z.string().optional(),
  /** `managed`, or `data` for what is only looked up. */
  mode: z.string().optional(),
  type: z.string(),
  name: z.string(),
  index: z.union([z.string(), z.number()]).optional(),
  provider_name: z.string().optional(),
});

type Facts = z.output<typeof ResourceFacts>;

/** A change of a plan. */
const ResourceChange = ResourceFacts.extend({
  /** The key of a former object of this address, which only waits for its deletion. */
  deposed: z.string().optional(),
  change: z.object({
    actions: z.array(z.string()),
    before: z.unknown().optional(),
    after: z.unknown().optional(),
    after_unknown: z.unknown().optional(),
    before_sensitive: z.unknown().optional(),
    after_sensitive: z.unknown().optional(),
  }),
});
type ResourceChange = z.output<typeof ResourceChange>;

/** A resource of a state. */
const StateResource = ResourceFacts.extend({
  values: z.unknown().optional(),
  sensitive_values: z.unknown().optional(),
});
type StateResource = z.output<typeof StateResource>;

/** The actions of Terraform and OpenTofu, joined by a comma. */
const OPERATIONS = new Map<string, PlanOperation>([
  ['no-op', 'same'],
  ['create', 'create'],
  ['update', 'update'],
  ['read', 'read'],
  ['delete', 'delete'],
  ['delete, create', 'replace'],
  ['create, delete', 'replace'],
  ['forget', 'forget'],
  ['create, forget', 'create'],
  ['forget, create', 'create'],
]);
const INSTANCE_INDEX = /\[(?:"(?:[^"\\]|\\.)*"|\d+)\]$/;

/** What is known of a plan once all of it was read. */
export interface TerraformPlace {
  readonly config: TerraformConfig;
  /** The region where nothing else tells it. */
  readonly fallback: string | undefined;
}

interface SeenPlace extends TerraformPlace {
  /** The regions of existing resources, by their provider. */
  readonly seen: ReadonlyMap<string, string>;
}

/** The resources of a Terraform plan or state, which are read one by one. */
export class TerraformChanges {
  readonly #changes: ResourceChange[] = [];
  readonly #stored: StateResource[] = [];
  #others = 0;

  /** @throws {PlanError} for what is no change */
  addChange(value: unknown): void {
    const parsed = ResourceChange.safeParse(value);
    if (!parsed.success)
      throw invalid(`a change is not as Terraform writes it: ${issueOf(parsed.error)}`);
    const { data } = parsed;
    const actions = stepOf(data.change.actions);
    if (!OPERATIONS.has(actions)) {
      throw new PlanError(
        'unsupported',
        `Could not read the plan: the actions "${actions}" of ${data.address} are not known`,
        { remedy: 'update Longshore: this plan is of a newer Terraform or OpenTofu' },
      );
    }
    if (data.mode === 'data') this.#others += 1;
    else this.#changes.push(data);
  }

  /** @throws {PlanError} for what is no resource of a state */
  addStored(value: unknown): void {
    const parsed = StateResource.safeParse(value);
    if (!parsed.success)
      throw invalid(`a resource is not as Terraform writes it: ${issueOf(parsed.error)}`);
    if (parsed.data.mode === 'data') this.#others += 1;
    else this.#stored.push(parsed.data);
  }

  resources(given: TerraformPlace): {
    readonly resources: readonly PlannedResource[];
    readonly others: number;
  } {
    const place = { ...given, seen: this.#seenRegions(given.config) };
    const resources: PlannedResource[] = [];
    // What was read goes as it is turned into resources: both would need much memory.
    for (const change of drain(this.#changes)) resources.push(changedResource(change, place));
    for (const stored of drain(this.#stored)) resources.push(storedResource(stored, place));
    return { resources, others: this.#others };
  }

  /** The regions that the ARNs of existing resources have, by their provider. */
  #seenRegions(config: TerraformConfig): ReadonlyMap<string, string> {
    const seen = new SharedRegions();
    const add = ({ module_address: module = '', type, name }: Facts, values: unknown): void => {
      const region = isObject(values) ? regionOfArn(values['arn']) : undefined;
      if (region === undefined) return; // nothing is looked up for what is new
      seen.add(providerKey(config.resource(module, type, name)?.provider_config_key), region);
    };
    for (const change of this.#changes) add(change, change.change.before);
    for (const resource of this.#stored) add(resource, resource.values);
    return seen.known;
  }
}

/** Takes all out of a list, in its order. */
function* drain<One>(list: One[]): Generator<One, void> {
  list.reverse();
  for (let one = list.pop(); one !== undefined; one = list.pop()) yield one;
}

function changedResource(resource: ResourceChange, place: SeenPlace): PlannedResource {
  const { change, deposed, address, type } = resource;
  const step = stepOf(change.actions);
  const operation = OPERATIONS.get(step) ?? 'none';
  const before = (): PlannedSide =>
    isNothing(change.before)
      ? 'none'
      : stateOf(resource, place, { values: change.before, sensitive: change.before_sensitive });
  const after = (): PlannedSide =>
    isNothing(change.after) && isNothing(change.after_unknown)
      ? 'none'
      : stateOf(resource, place, {
          values: change.after ?? {},
          unknown: change.after_unknown,
          sensitive: change.after_sensitive,
        });
  const sides = sidesOf(operation, before, after);
  // Spelled out: a plan has up to a million, and spreading costs most of their time.
  return {
    address: deposed === undefined ? address : `${address} (deposed ${deposed})`,
    type,
    name: nameOf(resource),
    provider: providerOf(type),
    parent: resource.module_address,
    operation,
    step,
    isExternal: operation === 'forget' || operation === 'read',
    before: sides.before,
    after: sides.after,
  };
}

function stepOf([only = '', ...others]: readonly string[]): string {
  return others.length === 0 ? only : [only, ...others].join(', ');
}

function sidesOf(
  operation: PlanOperation,
  before: () => PlannedSide,
  after: () => PlannedSide,
): Pick<PlannedResource, 'before' | 'after'> {
  switch (operation) {
    case 'create':
      return { before: 'none', after: after() };
    case 'delete':
      return { before: before(), after: 'none' };
    case 'same': {
      const side = after();
      return { before: side, after: side };
    }
    case 'forget': {
      const side = before();
      return { before: side, after: side };
    }
    case 'update':
    case 'replace':
    case 'read':
      return { before: before(), after: after() };
    case 'none':
      return { before: 'none', after: 'none' };
  }
}

function storedResource(resource: StateResource, place: SeenPlace): PlannedResource {
  const { address, type, values = {}, sensitive_values: sensitive } = resource;
  const side = stateOf(resource, place, { values, sensitive });
  return {
    ...{ address, type, name: nameOf(resource), provider: providerOf(type) },
    ...{ parent: resource.module_address, operation: 'same', step: 'no-op', isExternal: false },
    ...{ before: side, after: side },
  };
}

/** With the index of the instance. */
function nameOf({ address, name }: Facts): string {
  const index = address.endsWith(']') ? INSTANCE_INDEX.exec(address)?.[0] : undefined;
  return index === undefined ? name : name + index;
}

function providerOf(type: string): string {
  const end = type.indexOf('_');
  return end === -1 ? type : type.slice(0, end);
}

interface Values {
  readonly values: unknown;
  readonly unknown?: unknown;
  readonly sensitive: unknown;
}

function stateOf(
  { module_address: module = '', type, name }: Facts,
  { config, seen, fallback }: SeenPlace,
  { values, unknown, sensitive }: Values,
): PlannedState {
  const configured = config.resource(module, type, name);
  const expressions = configured?.expressions ?? {};
  const marked = terraformValues(values, unknown, sensitive, expressions);
  const properties = isObject(marked) ? marked : {};
  const { id, arn } = properties;
  return {
    properties,
    region:
      ownRegion(properties, 'availability_zone') ??
      config.region(configured?.provider_config_key) ??
      seen.get(providerKey(configured?.provider_config_key)) ??
      fallback,
    cloudId: typeof id === 'string' && id !== '' ? id : undefined,
    arn: typeof arn === 'string' && arn !== '' ? arn : undefined,
    created: undefined,
    references: referencesOf(expressions, module),
  };
}

const NO_REFERENCES: PlannedState['references'] = {};

/** The addresses that attributes refer to, without indexes of attributes: `aws_rds_cluster.orders`. */
function referencesOf(
  expressions: Readonly<Record<string, unknown>>,
  module: string,
): PlannedState['references'] {
  const names = Object.entries(expressions);
  if (names.length === 0) return NO_REFERENCES;
  const inModule = module === '' ? '' : `${module}.`;
  const found: [string, readonly string[]][] = [];
  for (const [name, expression] of names) {
    const references = isObject(expression) ? expression['references'] : undefined;
    if (!Array.isArray(references)) continue;
    const addresses = references.filter(
      (reference: unknown): reference is string =>
        typeof reference === 'string' && /^[a-z]\w*\.[\w-]+(?:\[[^\]]+\])?$/.test(reference),
    );
    const others = addresses.filter(
      (address) => !/^(?:var|local|each|count|path|data|self)\./.test(address),
    );
    if (others.length > 0) found.push([name, others.map((address) => inModule + address)]);
  }
  return Object.fromEntries(found);
}

/** The provider of resources that the configuration does not have any more is the default one. */
function providerKey(key = 'aws'): string {
  return key;
}

/** Terraform writes `null` for what does not exist, and `false` for what has nothing unknown. */
function isNothing(value: unknown): boolean {
  return value === null || value === undefined || value === false;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(problem: string): PlanError {
  return new PlanError('invalid', `Could not read the plan: ${problem}`, {
    remedy: WRITE_IT_AGAIN,
  });
}
