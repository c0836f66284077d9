import { z } from 'zod';
import { errorsOf, type ModelledError } from './modelled-errors.ts';
import { pagingsOf, type Paging } from './paginators.ts';
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
  readonly paging: Paging;
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
  /** The XML namespace of a service's elements, for services with XML. */
  readonly xmlNamespace: string | undefined;
  /** The errors that it models, by their names. */
  readonly errors: ReadonlyMap<string, ModelledError>;
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

/** A client's description of itself. */
const ClientConfig = z.object({
  defaultSigningName: z.string(),
  protocol: z.object({
    getShapeId: z.custom<() => string>((value) => typeof value === 'function'),
  }),
  protocolSettings: z.object({
    awsQueryCompatible: z.boolean().optional(),
    xmlNamespace: z.string().optional(),
  }),
});

type ClientConstructor = new (config: object) => { readonly config: unknown };

const PROTOCOLS: Readonly<Record<string, { protocol: Protocol; contentType: string }>> = {
  'aws.protocols#awsJson1_0': { protocol: 'json', contentType: 'application/x-amz-json-1.0' },
  'aws.protocols#awsJson1_1': { protocol: 'json', contentType: 'application/x-amz-json-1.1' },
  'aws.protocols#restJson1': { protocol: 'rest-json', contentType: 'application/json' },
  'aws.protocols#restXml': { protocol: 'rest-xml', contentType: 'text/xml' },
  'aws.protocols#awsQuery': { protocol: 'query', contentType: 'text/xml' },
  'aws.protocols#ec2Query': { protocol: 'ec2', contentType: 'text/xml' },
};

/**
 * The model of a service, from its client's package: the protocol from the client; operations and errors from
 * the exported schemas; the paging of lists from the paginators.
 *
 * @param isServed whether the sandbox serves an operation, so that its paging must be known
 */
export async function serviceModel(
  clientPackage: object,
  isServed: (operation: string) => boolean,
): Promise<ServiceModel> {
  const Client = Object.values(clientPackage).find(isClient);
  if (Client === undefined) throw new TypeError('a package without a client');
  const client = new Client({
    region: 'us-east-1',
    credentials: { accessKeyId: '', secretAccessKey: '' },
  });
  const { defaultSigningName, protocol, protocolSettings } = ClientConfig.parse(client.config);
  const id = protocol.getShapeId();
  const known = PROTOCOLS[id];
  if (known === undefined) throw new TypeError(`${defaultSigningName} speaks ${id}`);
  const isQueryCompatible = protocolSettings.awsQueryCompatible ?? false;
  const pagings = await pagingsOf(clientPackage, client, isServed);
  const operations = new Map<string, Operation>();
  for (const exported of Object.values(clientPackage)) {
    const parsed = OperationSchema.safeParse(exported);
    if (!parsed.success) continue;
    const [, , name, traits, input, output] = parsed.data;
    const http = Http.safeParse(traits);
    operations.set(name, {
      name,
      input: shapeOf(input),
      output: shapeOf(output),
      http: http.success ? { method: http.data.http[0], uri: http.data.http[1] } : undefined,
      paging: pagings.get(name) ?? {},
    });
  }
  return {
    signingName: defaultSigningName,
    ...known,
    operations,
    isQueryCompatible,
    xmlNamespace: protocolSettings.xmlNamespace,
    errors: errorsOf(clientPackage, known.protocol === 'query' || isQueryCompatible),
  };
}

function isClient(value: unknown): value is ClientConstructor {
  return (
    typeof value === 'function' &&
    /[^_]Client$/.test(value.name) &&
    'send' in (value.prototype as object)
  );
}

/** The SDK's shapes are opaque: any value in the place of a shape is accepted as one. */
function shapeOf(value: unknown): Shape {
  return (typeof value === 'function' ? (value as () => unknown)() : value) as Shape;
}
