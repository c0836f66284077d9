import { z } from 'zod';
import type { Shape } from './xml-writer.ts';

/** The wire protocols that the services of the sandbox speak. */
export type Protocol = 'json' | 'rest-json' | 'rest-xml' | 'ec2' | 'query';

/** One operation of a service, from the SDK's own model of it. */
export interface Operation {
  readonly name: string;
  readonly input: Shape;
  readonly output: Shape;
  /** Method and path template of REST operations. */
  readonly http: { readonly method: string; readonly uri: string } | undefined;
}

/** A service as the SDK's package models it. */
export interface ServiceModel {
  /** The name in a request's signature. */
  readonly signingName: string;
  readonly protocol: Protocol;
  /** Of its answers. */
  readonly contentType: string;
  readonly operations: ReadonlyMap<string, Operation>;
  /** JSON services that answer errors with query-compatible codes as well. */
  readonly isQueryCompatible: boolean;
}

/** An operation's schema: a tuple that begins with 9. Structure only; shapes stay opaque. */
const OperationSchema = z.tuple([
  z.literal(9),
  z.string(),
  z.string(),
  z.unknown(),
  z.unknown(),
  z.unknown(),
]);
const Http = z.object({ http: z.tuple([z.string(), z.string(), z.number()]) });

function model(
  signingName: string,
  protocol: Protocol,
  exports: object,
  { contentType = 'text/xml', isQueryCompatible = false } = {},
): ServiceModel {
  const operations = new Map<string, Operation>();
  for (const exported of Object.values(exports)) {
    const parsed = OperationSchema.safeParse(exported);
    if (!parsed.success) continue;
    const [, , name, traits, input, output] = parsed.data;
    const http = Http.safeParse(traits);
    operations.set(name, {
      name,
      input: shapeOf(input),
      output: shapeOf(output),
      http: http.success ? { method: http.data.http[0], uri: http.data.http[1] } : undefined,
    });
  }
  return { signingName, protocol, contentType, operations, isQueryCompatible };
}

/** The SDK's shapes are its own affair; what an operation's schema names as one is taken as one. */
function shapeOf(value: unknown): Shape {
  return (typeof value === 'function' ? (value as () => unknown)() : value) as Shape;
}

const JSON_1 = { contentType: 'application/json' } as const;
const JSON_1_0 = { contentType: 'application/x-amz-json-1.0' } as const;
const JSON_1_1 = { contentType: 'application/x-amz-json-1.1' } as const;

/** Routes of earlier models, which clients in use still call: by service, method and path. */
export const OLDER_ROUTES: Readonly<Record<string, string>> = {
  'ses GET /v2/email/identities': 'ListEmailIdentities',
  'ses GET /v2/email/configuration-sets': 'ListConfigurationSets',
};

type Loader = () => Promise<ServiceModel>;

/** How the model of each service is found, by the name in a request's signature. */
const LOADERS: Readonly<Record<string, Loader | undefined>> = {
  // sorted: `npm run new-kind` adds to these
  account: async () =>
    model('account', 'rest-json', await import('@aws-sdk/client-account'), JSON_1),
  cloudcontrolapi: async () =>
    model('cloudcontrolapi', 'json', await import('@aws-sdk/client-cloudcontrol'), JSON_1_0),
  cloudformation: async () =>
    model('cloudformation', 'query', await import('@aws-sdk/client-cloudformation')),
  codebuild: async () =>
    model('codebuild', 'json', await import('@aws-sdk/client-codebuild'), JSON_1_1),
  codedeploy: async () =>
    model('codedeploy', 'json', await import('@aws-sdk/client-codedeploy'), JSON_1_1),
  codepipeline: async () =>
    model('codepipeline', 'json', await import('@aws-sdk/client-codepipeline'), JSON_1_1),
  dynamodb: async () =>
    model('dynamodb', 'json', await import('@aws-sdk/client-dynamodb'), JSON_1_0),
  ec2: async () => model('ec2', 'ec2', await import('@aws-sdk/client-ec2')),
  ecr: async () => model('ecr', 'json', await import('@aws-sdk/client-ecr'), JSON_1_1),
  ecs: async () => model('ecs', 'json', await import('@aws-sdk/client-ecs'), JSON_1_1),
  eks: async () => model('eks', 'rest-json', await import('@aws-sdk/client-eks'), JSON_1),
  elasticache: async () =>
    model('elasticache', 'query', await import('@aws-sdk/client-elasticache')),
  kafka: async () => model('kafka', 'rest-json', await import('@aws-sdk/client-kafka'), JSON_1),
  lambda: async () => model('lambda', 'rest-json', await import('@aws-sdk/client-lambda'), JSON_1),
  memorydb: async () =>
    model('memorydb', 'json', await import('@aws-sdk/client-memorydb'), JSON_1_1),
  organizations: async () =>
    model('organizations', 'json', await import('@aws-sdk/client-organizations'), JSON_1_1),
  rds: async () => model('rds', 'query', await import('@aws-sdk/client-rds')),
  s3: async () => model('s3', 'rest-xml', await import('@aws-sdk/client-s3')),
  ses: async () => model('ses', 'rest-json', await import('@aws-sdk/client-sesv2'), JSON_1),
  sns: async () => model('sns', 'query', await import('@aws-sdk/client-sns')),
  sqs: async () =>
    model('sqs', 'json', await import('@aws-sdk/client-sqs'), {
      ...JSON_1_0,
      isQueryCompatible: true,
    }),
  sts: async () => model('sts', 'query', await import('@aws-sdk/client-sts')),
  tagging: async () =>
    model('tagging', 'json', await import('@aws-sdk/client-resource-groups-tagging-api'), JSON_1_1),
  // end of sorted
};

/** Services by the name in a request's signature, once they are loaded. */
export const SERVICES = new Map<string, ServiceModel>();

/** Loads the model of a service, if the sandbox knows it: clients are large, and few are used at once. */
export async function loadService(signingName: string): Promise<void> {
  if (SERVICES.has(signingName)) return;
  const service = await LOADERS[signingName]?.();
  if (service !== undefined) SERVICES.set(signingName, service);
}
