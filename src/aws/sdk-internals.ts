import type { Readable } from 'node:stream';
import { getEndpointFromInstructions } from '@smithy/core/endpoints';
import type { NormalizedSchema } from '@smithy/core/schema';
import { operation } from '@smithy/core/schema';
import type { EndpointV2, HttpRequest } from '@smithy/types';
import type { HttpAnswer } from './http-sender.ts';

/**
 * Internals of every schema-based SDK client that the SDK does not type uniformly. All our knowledge of the
 * SDK's internals is in this file; SDK versions are pinned for it.
 */
export interface SdkConfig {
  readonly protocol: SdkProtocol;
  /** The service's name in signatures. */
  readonly defaultSigningName?: string;
  readonly sha256: new (secret?: unknown) => never;
  readonly serviceId: string;
}

type OperationSchema = ReturnType<typeof operation>;

interface SdkProtocol {
  getShapeId(): string;
  serializeRequest(schema: OperationSchema, input: object, context: object): Promise<HttpRequest>;
  deserializeResponse(
    schema: OperationSchema,
    context: object,
    response: Omit<HttpAnswer, 'body'> & { readonly body: Uint8Array | Readable },
  ): Promise<object>;
}

/** A command's class, as the SDK builds it. */
interface CommandClass {
  getEndpointParameterInstructions(): Readonly<Record<string, { readonly type: string }>>;
}

/** A command: an operation and its input. */
export interface SdkCommand {
  readonly input: object;
  readonly schema: readonly [9, string, string, never, never, never];
  readonly constructor: unknown;
}

const schemas = new WeakMap<object, OperationSchema>();

/** The operation that a command calls. */
export function operationOf(command: SdkCommand): OperationSchema {
  const known = schemas.get(command.schema);
  if (known !== undefined) return known;
  const [, namespace, name, traits, input, output] = command.schema;
  const schema = operation(namespace, name, traits, input, output);
  schemas.set(command.schema, schema);
  return schema;
}

/** `ListQueues` */
export function operationName(command: SdkCommand): string {
  return command.schema[2];
}

/** Does the endpoint depend on the command's input, as for buckets? */
export function hasOwnEndpoint(command: SdkCommand): boolean {
  const instructions = (command.constructor as CommandClass).getEndpointParameterInstructions();
  return Object.values(instructions).some(
    ({ type }) => type === 'contextParams' || type === 'operationContextParams',
  );
}

/** The endpoint of a command, by the service's rules: partition, FIPS, dual stack, AWS_ENDPOINT_URL. */
export function endpointOf(config: SdkConfig, command: SdkCommand): Promise<EndpointV2> {
  return getEndpointFromInstructions(
    command.input,
    command.constructor as Parameters<typeof getEndpointFromInstructions>[1],
    { ...config },
  );
}

/** A shape that the SDK names by reference. */
export type ShapeReference = Parameters<typeof NormalizedSchema.of>[0];
