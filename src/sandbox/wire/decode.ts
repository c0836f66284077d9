import { ServiceError, type Call } from './call.ts';
import { inputNamed } from './json-writer.ts';
import { OLDER_ROUTES, SERVICES } from './services.ts';
import type { Operation, ServiceModel } from './service-model.ts';
import { readQuery } from './query-reader.ts';
import { requiredMembers } from './required-members.ts';
import { readXml } from './xml-reader.ts';
import { membersOf } from './xml-writer.ts';

/** A request as received over HTTP. */
export interface WireRequest {
  readonly method: string;
  /** Path and query, as sent. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** The region may be empty: Ocean signs this way if none is configured. */
const CREDENTIAL = /Credential=([^/]+)\/\d+\/([^/]*)\/([^/]+)\/aws4_request/;

/** The service in a request's signature. */
export function serviceOf(request: Pick<WireRequest, 'headers'>): string {
  return CREDENTIAL.exec(header(request, 'authorization') ?? '')?.[3] ?? 'sts';
}

/**
 * Determines the operation of a request; the input is decoded on demand.
 *
 * @throws {ServiceError} when no service here has the operation.
 */
export function decode(request: WireRequest): Call {
  const credential = CREDENTIAL.exec(header(request, 'authorization') ?? '');
  const name = versioned(credential?.[3] ?? 'sts', request);
  const service = SERVICES.get(name);
  if (service === undefined) throw unknownOperation(credential?.[3] ?? request.target);
  const found = find(service, request);
  return {
    service: name,
    operation: found.operation.name,
    region: regionOf(credential?.[2]),
    accessKeyId: credential?.[1],
    sessionToken: header(request, 'x-amz-security-token'),
    fingerprint: `${request.method} ${request.target} ${request.body}`,
    input: () => found.input() as Readonly<Record<string, unknown>>, // an input is always a structure
  };
}

/** The service of a request among those with the same signing name: a form contains the API's version. */
function versioned(signingName: string, { body }: WireRequest): string {
  const version = /(?:^|&)Version=([^&]*)/.exec(body)?.[1] ?? '';
  const name = `${signingName}@${version}`;
  return SERVICES.has(name) ? name : signingName;
}

function regionOf(signed: string | undefined): string {
  return signed === undefined || signed === '' ? 'us-east-1' : signed;
}

interface Found {
  readonly operation: Operation;
  input(): object;
}

function find(service: ServiceModel, request: WireRequest): Found {
  switch (service.protocol) {
    case 'json':
      return findJson(service, request);
    case 'ec2':
    case 'query':
      return findQuery(service, request, service.protocol);
    case 'rest-json':
    case 'rest-xml':
      return findRest(service, request);
  }
}

function findJson(service: ServiceModel, request: WireRequest): Found {
  const target = header(request, 'x-amz-target') ?? '';
  const operation = service.operations.get(target.slice(target.lastIndexOf('.') + 1));
  if (operation === undefined) throw unknownOperation(target);
  return { operation, input: () => jsonObject(request.body) };
}

function findQuery(service: ServiceModel, request: WireRequest, dialect: 'ec2' | 'query'): Found {
  const form = new URLSearchParams(request.body);
  const name = form.get('Action') ?? '';
  const operation = service.operations.get(name);
  if (operation === undefined) throw unknownOperation(name);
  return { operation, input: () => readQuery(operation.input, form, dialect) };
}

function findRest(service: ServiceModel, request: WireRequest): Found {
  const url = new URL(request.target, 'http://sandbox');
  const parts = url.pathname.split('/').filter((segment) => segment !== '');
  // The SDK's S3 templates omit the bucket: it is part of the endpoint, here the first segment.
  const bucket = service.signingName === 's3' ? parts.shift() : undefined;
  let best: { operation: Operation; labels: readonly string[]; literals: number } | undefined;
  for (const operation of service.operations.values()) {
    if (operation.http?.method !== request.method) continue;
    if (service.signingName === 's3' && hasBucket(operation) !== (bucket !== undefined)) continue;
    const route = routeOf(operation.http.uri);
    const isPath =
      (isGreedy(route.segments)
        ? route.segments.length <= parts.length
        : route.segments.length === parts.length) &&
      route.segments.every((part, index) => part.startsWith('{') || part === parts[index]);
    const asked = [...route.literals, ...requiredQuery(operation)];
    if (!isPath || !asked.every((name) => url.searchParams.has(name))) continue;
    const fixed = route.segments.filter((part) => !part.startsWith('{')).length;
    const literals = asked.length + fixed;
    if (best !== undefined && best.literals >= literals) continue;
    best = { operation, labels: route.segments, literals };
  }
  if (best === undefined) return findOlder(service, request.method, url);
  const { operation, labels } = best;
  return {
    operation,
    input: () => ({
      ...(service.protocol === 'rest-json' &&
        inputNamed(operation.input, jsonObject(request.body))),
      ...(service.protocol === 'rest-xml' && readXml(operation.input, request.body)),
      ...labelled(labels, parts),
      ...queried(operation, url.searchParams),
      ...headed(operation, request),
      ...(bucket !== undefined && { Bucket: decodeURIComponent(bucket) }),
    }),
  };
}

/** A route that AWS still serves, but the SDK's model no longer has. */
function findOlder(service: ServiceModel, method: string, { pathname, searchParams }: URL): Found {
  const name = OLDER_ROUTES[`${service.signingName} ${method} ${pathname}`];
  const operation = name === undefined ? undefined : service.operations.get(name);
  if (operation === undefined) throw unknownOperation(`${method} ${pathname}`);
  return {
    operation,
    input: () =>
      Object.fromEntries(
        [...searchParams].map(([key, value]) => [key, key === 'PageSize' ? Number(value) : value]),
      ),
  };
}

const bucketOperations = new WeakMap<Operation, boolean>();

function hasBucket(operation: Operation): boolean {
  const known = bucketOperations.get(operation);
  if (known !== undefined) return known;
  const has = membersOf(operation.input).some(([name]) => name === 'Bucket');
  bucketOperations.set(operation, has);
  return has;
}

const requiredQueries = new WeakMap<Operation, readonly string[]>();

/** Query parameters that an operation requires: S3's ListParts differs from GetObject by its upload. */
function requiredQuery(operation: Operation): readonly string[] {
  const known = requiredQueries.get(operation);
  if (known !== undefined) return known;
  const required = requiredMembers(operation.input);
  const names = membersOf(operation.input).flatMap(([name, member]) => {
    const key = member.getMergedTraits().httpQuery;
    return typeof key === 'string' && required.includes(name) ? [key] : [];
  });
  requiredQueries.set(operation, names);
  return names;
}

const routes = new Map<string, { segments: readonly string[]; literals: readonly string[] }>();

/** A path template as its segments, and the query parameters that distinguish it. */
function routeOf(uri: string): { segments: readonly string[]; literals: readonly string[] } {
  const known = routes.get(uri);
  if (known !== undefined) return known;
  const [path = '', query = ''] = uri.split('?');
  const route = {
    segments: path.split('/').filter((segment) => segment !== ''),
    literals: [...new URLSearchParams(query).keys()].filter((name) => name !== 'x-id'),
  };
  routes.set(uri, route);
  return route;
}

/** The last label of a route may take the rest of the path: `{Key+}`. */
function isGreedy(segments: readonly string[]): boolean {
  return segments.at(-1)?.endsWith('+}') === true;
}

function labelled(labels: readonly string[], segments: readonly string[]): object {
  const entries = labels.flatMap((label, index) => {
    if (!label.startsWith('{')) return [];
    const value = label.endsWith('+}') ? segments.slice(index).join('/') : segments[index];
    return [[label.replaceAll(/[{}+]/g, ''), decodeURIComponent(value ?? '')]];
  });
  return Object.fromEntries(entries) as object;
}

function queried(operation: Operation, query: URLSearchParams): object {
  const entries: [string, unknown][] = [];
  for (const [name, member] of membersOf(operation.input)) {
    const key = member.getMergedTraits().httpQuery;
    const text = typeof key === 'string' ? query.get(key) : null;
    if (text !== null) entries.push([name, member.isNumericSchema() ? Number(text) : text]);
  }
  return Object.fromEntries(entries);
}

function headed(operation: Operation, request: WireRequest): object {
  const entries: [string, unknown][] = [];
  for (const [name, member] of membersOf(operation.input)) {
    const key = member.getMergedTraits().httpHeader;
    const text = typeof key === 'string' ? header(request, key.toLowerCase()) : undefined;
    if (text !== undefined) entries.push([name, text]);
  }
  return Object.fromEntries(entries);
}

function jsonObject(text: string): object {
  const value: unknown = text === '' ? {} : JSON.parse(text);
  if (typeof value !== 'object' || value === null) {
    throw new ServiceError('SerializationException', 'the body is not an object');
  }
  return value;
}

function header(request: Pick<WireRequest, 'headers'>, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function unknownOperation(name: string): ServiceError {
  return new ServiceError('UnknownOperationException', `the sandbox does not serve ${name}`, 404);
}
