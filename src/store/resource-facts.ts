/** Property names under which AWS gives tags, the usual first. */
const TAG_PROPERTIES = ['Tags', 'tags', 'TagList', 'TagSet'] as const;

type Properties = Readonly<Record<string, unknown>>;

/** The tags of a resource as one object: AWS gives them as a list of pairs, or as an object. */
export function tagsOf(properties: Properties): Readonly<Record<string, string>> {
  for (const property of TAG_PROPERTIES) {
    const value = properties[property];
    if (Array.isArray(value)) return tagsOfPairs(value as unknown[]);
    if (isRecord(value)) return tagsOfObject(value);
  }
  return {};
}

function tagsOfPairs(pairs: readonly unknown[]): Readonly<Record<string, string>> {
  const tags: Record<string, string> = {};
  for (const pair of pairs) {
    if (!isRecord(pair)) continue;
    const key = pair['Key'] ?? pair['key'] ?? pair['TagKey'];
    const value = pair['Value'] ?? pair['value'] ?? pair['TagValue'];
    if (typeof key === 'string') tags[key] = typeof value === 'string' ? value : '';
  }
  return tags;
}

function tagsOfObject(value: Properties): Readonly<Record<string, string>> {
  const tags: Record<string, string> = {};
  for (const [key, text] of Object.entries(value)) if (typeof text === 'string') tags[key] = text;
  return tags;
}

/** Where a resource is. */
export interface ResourcePlace {
  readonly kind: string;
  readonly accountId: string;
  readonly region: string;
}

/** ARNs that AWS does not give, by kind: what stands behind the account. https://docs.aws.amazon.com/service-authorization/ */
const ARN_RESOURCES: Readonly<
  Record<string, { readonly service: string; readonly resource: string }>
> = {
  'AWS::EC2::EIP': { service: 'ec2', resource: 'elastic-ip/' },
  'AWS::EC2::Instance': { service: 'ec2', resource: 'instance/' },
  'AWS::EC2::NatGateway': { service: 'ec2', resource: 'natgateway/' },
  'AWS::EC2::Snapshot': { service: 'ec2', resource: 'snapshot/' },
  'AWS::EC2::TransitGatewayAttachment': { service: 'ec2', resource: 'transit-gateway-attachment/' },
  'AWS::EC2::VPC': { service: 'ec2', resource: 'vpc/' },
  'AWS::EC2::VPCEndpoint': { service: 'ec2', resource: 'vpc-endpoint/' },
  'AWS::EC2::Volume': { service: 'ec2', resource: 'volume/' },
  'AWS::ElasticLoadBalancing::LoadBalancer': {
    service: 'elasticloadbalancing',
    resource: 'loadbalancer/',
  },
};

function derivedArn(
  { kind, accountId, region }: ResourcePlace,
  identifier: string,
): string | undefined {
  const form = ARN_RESOURCES[kind];
  if (form === undefined) return undefined;
  return `arn:${partitionOf(region)}:${form.service}:${region}:${accountId}:${form.resource}${identifier}`;
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/**
 * The resource's own ARN, where its properties have it or its identifier gives it. `AWS::ECS::Service` has several ARNs: its own is in
 * `Arn`, or in the property that is named after the resource (`ServiceArn`).
 */
export function arnOf(
  place: ResourcePlace,
  properties: Properties,
  identifier: string,
): string | undefined {
  if (identifier.startsWith('arn:')) return identifier;
  const derived = derivedArn(place, identifier);
  if (derived !== undefined) return derived;
  const resource = (place.kind.split('::')[2] ?? '').toLowerCase();
  let named: string | undefined;
  for (const [property, value] of Object.entries(properties)) {
    if (typeof value !== 'string' || !value.startsWith('arn:')) continue;
    const name = property.toLowerCase();
    if (name === 'arn') return value;
    if (name.endsWith('arn') && resource.endsWith(name.slice(0, -'arn'.length))) named = value;
  }
  return named;
}

/**
 * The property that the kind's default entity takes as its title; else the tag `Name`, or the property that names the
 * resource: `Name`, `QueueName`.
 *
 * @param title a property, or jq: that is not evaluated here
 */
export function nameOf(
  kind: string,
  properties: Properties,
  tags: Readonly<Record<string, string>>,
  title?: string | object,
): string | undefined {
  const titled = typeof title === 'string' ? properties[title] : undefined;
  if (typeof titled === 'string' && titled !== '') return titled;
  return tags['Name'] ?? namedProperty(kind, properties);
}

function namedProperty(kind: string, properties: Properties): string | undefined {
  const resource = (kind.split('::')[2] ?? '').toLowerCase();
  let named: string | undefined;
  for (const [property, value] of Object.entries(properties)) {
    if (typeof value !== 'string' || value === '') continue;
    const name = property.toLowerCase();
    if (name === 'name') return value;
    if (name.endsWith('name') && resource.endsWith(name.slice(0, -'name'.length))) named = value;
  }
  return named;
}

function isRecord(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
