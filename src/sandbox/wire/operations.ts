import * as account from '@aws-sdk/client-account';
import * as ec2 from '@aws-sdk/client-ec2';
import * as ecs from '@aws-sdk/client-ecs';
import * as organizations from '@aws-sdk/client-organizations';
import * as tagging from '@aws-sdk/client-resource-groups-tagging-api';
import * as s3 from '@aws-sdk/client-s3';
import * as sqs from '@aws-sdk/client-sqs';
import * as sts from '@aws-sdk/client-sts';
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

const JSON_1_0 = { contentType: 'application/x-amz-json-1.0' } as const;
const JSON_1_1 = { contentType: 'application/x-amz-json-1.1' } as const;

/** Every service of the sandbox, by the name in a request's signature. */
export const SERVICES: ReadonlyMap<string, ServiceModel> = new Map(
  [
    model('sqs', 'json', sqs, { ...JSON_1_0, isQueryCompatible: true }),
    model('ecs', 'json', ecs, JSON_1_1),
    model('organizations', 'json', organizations, JSON_1_1),
    model('tagging', 'json', tagging, JSON_1_1),
    model('account', 'rest-json', account, { contentType: 'application/json' }),
    model('s3', 'rest-xml', s3),
    model('ec2', 'ec2', ec2),
    model('sts', 'query', sts),
  ].map((service) => [service.signingName, service]),
);
