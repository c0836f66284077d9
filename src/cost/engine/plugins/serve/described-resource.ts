import type { CostModel } from '../../../models/define-cost-model.ts';
import type { MeasuredUsage } from '../../../models/usage-of-part.ts';
import { hiddenValues } from '../../plans/hide-values.ts';
import type { Plan, PlannedResource } from '../../plans/planned-resource.ts';
import { regionOf } from '../../plans/region-names.ts';
import { fullType, providerOf } from '../../plans/pulumi-urn.ts';
import { PlannedModels } from '../../projection/priceable.ts';
import type { ResourceDescriptor } from '../protocol/finfocus/v1/resource.generated.ts';
import { goValue } from './go-value.ts';

/** A resource that a caller asks about: the descriptor, or properties with their types. */
export type Described = Pick<
  ResourceDescriptor,
  'provider' | 'resourceType' | 'sku' | 'region' | 'id' | 'arn'
> & {
  /** By the names of Pulumi or Terraform. */
  readonly properties: Readonly<Record<string, unknown>>;
};

/** What short names of types stand for: those of FinFocus's AWS plugin. */
const SHORT_TYPES: Readonly<Record<string, string>> = {
  ec2: 'aws_instance',
  ebs: 'aws_ebs_volume',
  rds: 'aws_db_instance',
  s3: 'aws_s3_bucket',
  lambda: 'aws_lambda_function',
  dynamodb: 'aws_dynamodb_table',
  elb: 'aws_lb',
  alb: 'aws_lb',
  nlb: 'aws_lb',
  eks: 'aws_eks_cluster',
  elasticache: 'aws_elasticache_cluster',
  cloudwatch: 'aws_cloudwatch_log_group',
  natgw: 'aws_nat_gateway',
};

/** The property that the SKU of a descriptor is. */
const SKU_PROPERTIES: Readonly<Record<string, string>> = {
  'AWS::EC2::Instance': 'instance_type',
  'AWS::EC2::Volume': 'type',
  'AWS::RDS::DBInstance': 'instance_class',
  'AWS::ElastiCache::Cluster': 'node_type',
};
const LOAD_BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
const LOAD_BALANCER_TYPES: Readonly<Record<string, string>> = {
  alb: 'application',
  application: 'application',
  nlb: 'network',
  network: 'network',
  gateway: 'gateway',
};
/** Names that FinFocus's AWS plugin has for properties and for usage, by the type's kind. */
const OTHER_NAMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'AWS::RDS::DBInstance': { storage_size: 'allocated_storage' },
  'AWS::Lambda::Function': {
    requests_per_month: 'monthly_requests',
    avg_duration_ms: 'request_duration_ms',
  },
  'AWS::EC2::NatGateway': { data_processed_gb: 'monthly_data_processed_gb' },
};

/** The descriptor with the properties that its tags are. */
export function describedOf(descriptor: ResourceDescriptor): Described {
  const { provider, resourceType, sku, region, id, arn, tags } = descriptor;
  const properties = Object.fromEntries(
    Object.entries(tags).map(([name, text]) => [name, hiddenValues(goValue(text))]),
  );
  return { provider, resourceType, sku, region, id, arn, properties };
}

/** The types of resources that have a cost model, or cost nothing by themselves. */
export class DescribedTypes {
  readonly #models: ReadonlyMap<string, CostModel>;
  readonly #planned: PlannedModels;

  /** @param models by kind */
  constructor(models: ReadonlyMap<string, CostModel>) {
    this.#models = models;
    this.#planned = new PlannedModels(models);
  }

  /** The type as plans have it; undefined for one that has neither a model nor is free. */
  known(name: string): string | undefined {
    const ofKind = this.#models.get(name)?.plan;
    const own = ofKind?.terraform[0] ?? ofKind?.pulumi[0];
    const short = Object.hasOwn(SHORT_TYPES, name) ? SHORT_TYPES[name] : undefined;
    return [name, fullType(name), own, short].find(
      (type) =>
        type !== undefined &&
        (this.#planned.ofType(type) ?? this.#planned.free(type)) !== undefined,
    );
  }

  model(type: string): CostModel | undefined {
    return this.#planned.ofType(type);
  }

  /** Why resources of this type cost nothing themselves. */
  free(type: string): string | undefined {
    return this.#planned.free(type);
  }

  /** The resource as if a plan would create it. */
  planned(described: Described, address: string): PlannedResource {
    const { resourceType, provider, region, id, arn } = described;
    const type = this.known(resourceType) ?? resourceType;
    const kind = this.model(type)?.kind ?? '';
    const properties = withSku(kind, withOwnNames(kind, described.properties), described.sku);
    return {
      ...{ address, type, name: id === '' ? address : id, parent: undefined },
      provider: provider === '' ? providerOf(type) : provider,
      ...({ operation: 'create', step: 'create', isExternal: false, before: 'none' } as const),
      after: {
        properties,
        region: regionOf(region),
        cloudId: undefined,
        arn: arn === '' ? undefined : arn,
        created: undefined,
        references: {},
      },
    };
  }
}

/** A plan that would create these resources. Each is addressed by its place in the list. */
export function planOf(all: readonly Described[], types: DescribedTypes): Plan {
  return {
    source: 'pulumi-stack',
    resources: all.map((one, index) => types.planned(one, String(index))),
    others: 0,
    notes: [],
  };
}

/** Usage that the properties of a resource tell: `monthly_requests`, as a usage file has it. */
export function describedUsage({ after }: PlannedResource): MeasuredUsage {
  const properties = typeof after === 'string' ? {} : after.properties;
  return (name) => {
    const value = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? value : undefined;
    return typeof value === 'string' && /^\d{1,15}(?:\.\d{1,9})?$/.test(value) ? value : undefined;
  };
}

type Properties = Described['properties'];

function withOwnNames(kind: string, properties: Properties): Properties {
  const names = OTHER_NAMES[kind];
  if (names === undefined) return properties;
  const own = Object.entries(names).flatMap(([other, name]) =>
    Object.hasOwn(properties, other) && !Object.hasOwn(properties, name)
      ? [[name, properties[other]] as const]
      : [],
  );
  return { ...properties, ...Object.fromEntries(own) };
}

/** The SKU counts where no property says it. */
function withSku(kind: string, properties: Properties, sku: string): Properties {
  if (sku === '') return properties;
  const name = kind === LOAD_BALANCER ? 'load_balancer_type' : SKU_PROPERTIES[kind];
  if (name === undefined) return properties;
  const camel = name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  if (Object.hasOwn(properties, name) || Object.hasOwn(properties, camel)) return properties;
  const value = kind === LOAD_BALANCER ? LOAD_BALANCER_TYPES[sku.toLowerCase()] : sku;
  return value === undefined ? properties : { ...properties, [name]: value };
}
