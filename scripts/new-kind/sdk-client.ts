import { NormalizedSchema } from '@smithy/core/schema';
import { z } from 'zod';
import type { Shape } from '../../src/sandbox/wire/xml-writer.ts';
import { plural } from './kind-names.ts';
import { Refusal } from './refusal.ts';

/** SDK packages whose names differ from the service's name in CloudFormation. */
const PACKAGES: Readonly<Record<string, string>> = {
  ApiGateway: 'api-gateway',
  AutoScaling: 'auto-scaling',
  CertificateManager: 'acm',
  Cognito: 'cognito-identity-provider',
  ElasticLoadBalancing: 'elastic-load-balancing',
  ElasticLoadBalancingV2: 'elastic-load-balancing-v2',
  Events: 'eventbridge',
  KinesisFirehose: 'firehose',
  Logs: 'cloudwatch-logs',
  MSK: 'kafka',
  OpenSearchService: 'opensearch',
  Route53: 'route-53',
  SES: 'sesv2',
  SecretsManager: 'secrets-manager',
  ServiceDiscovery: 'servicediscovery',
  StepFunctions: 'sfn',
};

/** The properties of an SDK client package that a kind needs. */
export interface SdkClient {
  readonly packageName: string;
  /** `CloudWatchLogsClient` */
  readonly name: string;
  /** The service's name in signatures and in IAM. */
  readonly signingName: string;
  readonly exports: Readonly<Record<string, unknown>>;
}

/** A structure's member, and its shape. */
export interface Member {
  readonly name: string;
  readonly shape: NormalizedSchema;
}

/** An operation that lists resources page by page. */
export interface Listing {
  /** `DescribeLogGroups` */
  readonly operation: string;
  /** The type of its response. */
  readonly output: string;
  /** The response's member that contains the resources. */
  readonly items: string;
  /** The type of a resource; undefined for plain strings. */
  readonly item: string | undefined;
  /** The members of a resource; empty for plain strings. */
  readonly fields: readonly Member[];
  /** The request's member with the page size, if there is one. */
  readonly pageSize: string | undefined;
}

/** An operation's schema in the SDK's packages: a tuple that starts with 9. */
const OperationSchema = z.tuple([
  z.literal(9),
  z.string(),
  z.string(),
  z.unknown(),
  z.custom<() => Shape>((value) => typeof value === 'function'),
  z.custom<() => Shape>((value) => typeof value === 'function'),
]);

/** A structure's schema: a tuple that starts with 3. */
const StructureSchema = z.tuple([
  z.literal(3),
  z.string(),
  z.string(),
  z.unknown(),
  z.array(z.string()),
  z.array(z.unknown()),
  z.number().optional(),
]);

/** An SDK client's own properties. */
const Configured = z.object({
  config: z.object({
    defaultSigningName: z.string(),
  }),
});

/** The package that should contain a service's client. */
export function packageOf(service: string): string {
  return `@aws-sdk/client-${PACKAGES[service] ?? service.toLowerCase()}`;
}

/** @throws {Refusal} when the package is not installed, or exports no client */
export async function loadClient(packageName: string): Promise<SdkClient> {
  try {
    import.meta.resolve(packageName);
  } catch {
    throw new Refusal(
      `${packageName} is not installed. Install it, then run this command again:\n\n` +
        `  npm install --save-exact ${packageName} && node scripts/complete-lockfile.mjs\n\n` +
        'If the SDK has another name for the service, pass its package: --client @aws-sdk/client-…',
    );
  }
  const exports = (await import(packageName)) as Readonly<Record<string, unknown>>; // a module is one
  const name = Object.keys(exports).find((key) => /^[A-Z]\w*Client$/.test(key));
  const Client = exports[name ?? ''];
  if (name === undefined || typeof Client !== 'function') {
    throw new Refusal(`${packageName} has no client`);
  }
  const { config } = Configured.parse(Reflect.construct(Client, [{ region: 'us-east-1' }]));
  return {
    packageName,
    name,
    signingName: config.defaultSigningName,
    exports,
  };
}

/**
 * The operation that lists a resource: the given one, or the one with a matching name.
 *
 * @throws {Refusal} when there is none; the message lists the existing ones
 */
export function listingOf(client: SdkClient, resource: string, wanted?: string): Listing {
  const paginated = Object.keys(client.exports)
    .filter((name) => name.startsWith('paginate'))
    .map((name) => name.slice('paginate'.length));
  const fitting = ['Describe', 'List', 'Get'].map((verb) => `${verb}${plural(resource)}`);
  const names = wanted === undefined ? fitting : [wanted];
  const operation = names
    .map((name) => paginated.find((other) => other.toLowerCase() === name.toLowerCase()))
    .find((found) => found !== undefined);
  const listing = operation === undefined ? undefined : readListing(client, operation, resource);
  if (listing !== undefined) return listing;
  throw new Refusal(
    `${client.packageName} has no paginated ${names.join(', ')} that lists resources. ` +
      `Pass the operation that lists them: --list, with one of\n\n  ${paginated.join('\n  ')}`,
  );
}

function readListing(client: SdkClient, operation: string, resource: string): Listing | undefined {
  const schema = OperationSchema.safeParse(client.exports[`${operation}$`]);
  if (!schema.success) return undefined;
  const [, , , , input, output] = schema.data;
  const [parent] = requiredMembers(input());
  if (parent !== undefined) {
    throw new Refusal(
      `${operation} requires ${parent}: it lists the children of one parent, and there is no ` +
        'scaffold for such kinds. src/core/exporters/ecs/service.ts is an example to start from; or pass ' +
        'another operation with --list',
    );
  }
  const lists = membersOf(output()).filter(
    ({ shape }) =>
      shape.isListSchema() &&
      (shape.getValueSchema().isStructSchema() || shape.getValueSchema().isStringSchema()),
  );
  const isNamed = ({ name }: Member): boolean =>
    name.toLowerCase().includes(resource.toLowerCase());
  const items = lists.find(isNamed) ?? lists[0];
  if (items === undefined) return undefined;
  const element = items.shape.getValueSchema();
  const isStructure = element.isStructSchema();
  return {
    operation,
    output: nameOf(NormalizedSchema.of(output())),
    items: items.name,
    item: isStructure ? nameOf(element) : undefined,
    fields: isStructure ? membersOf(element) : [],
    pageSize: membersOf(input()).find(
      ({ name, shape }) => isPageSize(name) && shape.isNumericSchema(),
    )?.name,
  };
}

function membersOf(shape: Shape): readonly Member[] {
  return [...NormalizedSchema.of(shape).structIterator()].map(([name, member]) => ({
    name,
    shape: member,
  }));
}

/** The members that a request requires: schemas list them first, with their number. */
function requiredMembers(shape: Shape): readonly string[] {
  const schema = StructureSchema.safeParse(shape);
  return schema.success ? schema.data[4].slice(0, schema.data[6] ?? 0) : [];
}

function isPageSize(name: string): boolean {
  return /^(?:max(?:results|items|records)|limit|pagesize)$/i.test(name);
}

/** A shape's own name, which is also the name of its TypeScript type. */
function nameOf(shape: NormalizedSchema): string {
  return shape.getName() ?? '';
}
