import { PlanValues } from '../../models/plan-values.ts';
import type { PlannedResource, PlannedState } from '../plans/planned-resource.ts';
import { plannedTags } from '../results/planned-filterable.ts';
import { GrowthType, type ResourceDescriptor } from './protocol/finfocus/v1/resource.generated.ts';

/** Limits of the protocol, for one resource, in bytes. */
const MOST_TYPE = 256;
const MOST_ID = 1_024;
const MOST_KEY = 128;
const MOST_VALUE = 10_240;
const MOST_TAGS = 256;

/** Where the size or class of a resource is, by provider: the first that is a text counts. */
const SKUS: Readonly<Record<string, readonly string[]>> = {
  aws: [
    ...['instance_type', 'instance_class', 'node_type', 'type', 'volume_type'],
    ...['db_instance_class', 'sku', 'tier'],
  ],
  azure: ['vm_size', 'sku', 'tier'],
  gcp: ['machine_type', 'type', 'tier'],
};
const OTHER_SKUS = ['sku', 'type', 'tier'];
/** Plugins refuse a resource without a SKU, also where the provider has none. */
const FIXED_SKUS: Readonly<Record<string, string>> = {
  'aws:eks/cluster:Cluster': 'cluster',
  'aws:s3/bucket:Bucket': 'STANDARD',
  'aws:s3/bucketV2:BucketV2': 'STANDARD',
};

/** Properties that set a price. Nothing else of a resource is sent, and of these only plain values. */
const PRICING_INPUTS = [
  ...[
    'instance_type',
    'instance_class',
    'db_instance_class',
    'node_type',
    'machine_type',
    'vm_size',
  ],
  ...['size', 'size_gb', 'disk_size_gb', 'volume_size', 'volume_type', 'type', 'sku', 'tier'],
  ...['iops', 'throughput', 'allocated_storage', 'storage_type', 'storage_class', 'multi_az'],
  ...['engine', 'engine_version', 'license_model', 'num_cache_nodes', 'num_cache_clusters'],
  ...['num_node_groups', 'replicas_per_node_group', 'instance_count', 'node_count', 'shard_count'],
  ...['number_of_nodes', 'desired_capacity', 'capacity', 'memory_size', 'cpu', 'memory'],
  ...['billing_mode', 'read_capacity', 'write_capacity', 'load_balancer_type', 'tenancy'],
  ...['ebs_optimized', 'monitoring', 'availability_zone', 'zone', 'location', 'access_tier'],
  ...['account_tier', 'account_replication_type', 'retention_in_days', 'launch_type', 'platform'],
] as const;

/** Names under which the plugin for AWS's public prices reads a value. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  allocated_storage: 'storage_size',
  storage_type: 'storage_type',
  multi_az: 'multi_az',
};

/** Providers of plans that plugins know under one name. */
const PROVIDERS: Readonly<Record<string, string>> = {
  'aws-native': 'aws',
  awscc: 'aws',
  'azure-native': 'azure',
  azurerm: 'azure',
  google: 'gcp',
  'google-beta': 'gcp',
  'google-native': 'gcp',
};

/** The provider as plugins name it. */
export function pluginProvider(provider: string): string {
  return PROVIDERS[provider] ?? provider;
}

/** The type of Pulumi for a type of Terraform, if it is known. */
export type PulumiTypeOf = (type: string) => string | undefined;

/**
 * A planned resource, as plugins are asked about it: a few properties that set its price, and its tags. Values that are
 * unknown or secret are never in it.
 *
 * @returns why it cannot be asked about, in place of the request
 */
export function resourceRequest(
  resource: PlannedResource,
  state: PlannedState,
  pulumiType: PulumiTypeOf = () => undefined,
): ResourceDescriptor | string {
  const { address: id, type: ownType } = resource;
  const resourceType = pulumiType(ownType) ?? ownType;
  const provider = pluginProvider(resource.provider);
  if (!fits(resourceType, MOST_TYPE)) return 'its type is too long for plugins';
  if (!fits(id, MOST_ID)) return 'its address is too long for plugins';
  const values = PlanValues.of(state.properties);
  const region = regionOf(provider, values, state);
  if (region === undefined && provider === 'aws') return 'its region is not known';
  return {
    ...{ id, provider, resourceType, sku: skuOf(resourceType, provider, values) },
    region: region ?? '',
    arn: state.arn ?? '',
    tags: tagsOf(values, state),
    growthType: GrowthType.GROWTH_TYPE_UNSPECIFIED,
  };
}

function skuOf(type: string, provider: string, values: PlanValues): string {
  for (const name of SKUS[provider] ?? OTHER_SKUS) {
    const text = values.text(name);
    if (text !== undefined && text.length <= MOST_KEY) return text;
  }
  const last = type.includes(':') ? type.split(':')[2] : type.split('_').slice(1).join('_');
  return FIXED_SKUS[type] ?? last?.toLowerCase() ?? '';
}

function regionOf(provider: string, values: PlanValues, state: PlannedState): string | undefined {
  if (provider === 'azure') return values.text('location') ?? values.text('region') ?? state.region;
  if (provider === 'gcp') return values.text('region') ?? values.text('zone') ?? state.region;
  return state.region;
}

/** Pricing inputs come before tags: a tag named `size` does not replace the size. */
function tagsOf(values: PlanValues, state: PlannedState): Record<string, string> {
  const tags: Record<string, string> = {};
  let count = 0;
  const add = (key: string, value: string): void => {
    if (key === '' || value === '' || count >= MOST_TAGS || Object.hasOwn(tags, key)) return;
    if (!fits(key, MOST_KEY) || !fits(value, MOST_VALUE)) return;
    define(tags, key, value);
    count += 1;
  };
  for (const { name, sentAs } of INPUTS) {
    const value = values.value(name);
    const isPlain =
      typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
    if (isPlain) for (const key of sentAs) add(key, String(value));
  }
  for (const [key, value] of plannedTags(state)) add(key, value);
  return tags;
}

/** A tag may be named `__proto__`. */
function define(tags: Record<string, string>, key: string, value: string): void {
  if (key !== '__proto__') tags[key] = value;
  else Object.defineProperty(tags, key, { value, enumerable: true });
}

/** No character has over 3 bytes. */
function fits(text: string, most: number): boolean {
  return text.length * 3 <= most || Buffer.byteLength(text) <= most;
}

function camelCase(name: string): string {
  return name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The pricing inputs with the names that they are sent as. */
const INPUTS = PRICING_INPUTS.map((name) => ({
  name,
  sentAs: [camelCase(name), OTHER_NAMES[name]].filter((one) => one !== undefined),
}));
