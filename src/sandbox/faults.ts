import { hash32 } from '../lib/random.ts';
import { SIMULATED_KINDS } from './kinds/registry.generated.ts';
import { isSameResource, namesResource } from './resources.ts';
import { ServiceError, type Call } from './wire/call.ts';
import type { Protocol } from './wire/service-model.ts';
import { SERVICES, signingNameOf } from './wire/services.ts';

/** Which calls a fault hits. Every member that is given must match. */
export interface FaultFilter {
  readonly account?: string;
  readonly region?: string;
  /** The signing name: `sqs`. */
  readonly service?: string;
  readonly operation?: string;
  /** Calls that name this resource: its id, name, URL or ARN. */
  readonly resource?: string;
  /** The share of matching calls that are hit, 0 to 1, drawn from the seed. @default 1 */
  readonly probability?: number;
  /** Only the first so many matching calls. `gone` and `omit` last until the faults are set anew. */
  readonly times?: number;
}

/** Something that goes wrong, and where. */
export type Fault = FaultFilter &
  (
    | { readonly type: 'throttle' | 'server-error' | 'deny' | 'region-disabled' | 'expired' }
    /** The connection is cut. */
    | { readonly type: 'reset' }
    /** The answer never comes. */
    | { readonly type: 'hang' }
    | { readonly type: 'slow'; readonly milliseconds: number }
    | {
        readonly type: 'error';
        readonly code: string;
        readonly status: number;
        readonly message?: string;
      }
    /** The resource is listed, and then not found. */
    | { readonly type: 'gone'; readonly resource: string }
    /** The resource is left out of batch answers. */
    | { readonly type: 'omit'; readonly resource: string }
  );

/** What becomes of one call. */
export interface Verdict {
  readonly delayMs: number;
  readonly error?: ServiceError;
  readonly connection: 'answer' | 'reset' | 'hang';
}

/** Decides, call by call and the same for the same seed, what goes wrong. */
export class Faults {
  readonly #seed: number;
  #faults: readonly { readonly fault: Fault; hits: number }[] = [];
  #drawn = 0;

  constructor(seed: string, faults: readonly Fault[]) {
    this.#seed = hash32(seed);
    this.set(faults);
  }

  set(faults: readonly Fault[]): void {
    this.#faults = faults.map((fault) => ({ fault, hits: 0 }));
  }

  judge(call: Call, accountId: string, callerArn: string): Verdict {
    let delayMs = 0;
    for (const entry of this.#faults) {
      const { fault } = entry;
      if (fault.type === 'gone' || fault.type === 'omit' || !matches(fault, call, accountId))
        continue;
      if (fault.resource !== undefined && !namesResource(call, fault.resource)) continue;
      if (entry.hits >= (fault.times ?? Number.POSITIVE_INFINITY) || !this.#draws(fault)) continue;
      entry.hits += 1;
      if (fault.type === 'slow') delayMs += fault.milliseconds;
      else if (fault.type === 'reset' || fault.type === 'hang')
        return { delayMs, connection: fault.type };
      else return { delayMs, connection: 'answer', error: errorOf(fault, call, callerArn) };
    }
    return { delayMs, connection: 'answer' };
  }

  /** Does a fault of this type name the resource, for this call? */
  names(type: 'gone' | 'omit', resource: string, call: Call, accountId: string): boolean {
    return this.#faults.some(
      ({ fault }) =>
        fault.type === type &&
        isSameResource(resource, fault.resource) &&
        matches(fault, call, accountId),
    );
  }

  #draws({ probability = 1 }: Fault): boolean {
    if (probability >= 1) return true;
    this.#drawn += 1;
    return hash32(String(this.#drawn), this.#seed) / 2 ** 32 < probability;
  }
}

function matches(filter: FaultFilter, call: Call, accountId: string): boolean {
  return (
    (filter.account === undefined || filter.account === accountId) &&
    (filter.region === undefined || filter.region === call.region) &&
    (filter.service === undefined || filter.service === signingNameOf(call.service)) &&
    (filter.operation === undefined || filter.operation === call.operation)
  );
}

function errorOf(
  fault: Exclude<Fault, { type: 'reset' | 'hang' | 'slow' | 'gone' | 'omit' }>,
  call: Call,
  callerArn: string,
): ServiceError {
  switch (fault.type) {
    case 'throttle':
      return throttled(call.service);
    case 'server-error':
      return new ServiceError(
        'InternalError',
        'We encountered an internal error. Please try again.',
        500,
      );
    case 'deny':
      return denied(call, callerArn);
    case 'region-disabled':
      return regionDisabled(call);
    case 'expired':
      return expired(call.service);
    case 'error':
      return new ServiceError(fault.code, fault.message ?? fault.code, fault.status);
  }
}

/** How the services of a protocol word what can befall any call: code and status. */
interface Wording {
  readonly throttled: readonly [string, number];
  readonly denied: readonly [string, number];
  readonly unknownKey: readonly [string, number];
  readonly expired: readonly [string, number];
}

const QUERY: Wording = {
  throttled: ['Throttling', 400],
  denied: ['AccessDenied', 403],
  unknownKey: ['InvalidClientTokenId', 403],
  expired: ['ExpiredToken', 403],
};
const JSON_RPC: Wording = {
  throttled: ['ThrottlingException', 400],
  denied: ['AccessDeniedException', 400],
  unknownKey: ['UnrecognizedClientException', 400],
  expired: ['ExpiredTokenException', 400],
};

const BY_PROTOCOL: Readonly<Record<Protocol, Wording>> = {
  query: QUERY,
  json: JSON_RPC,
  'rest-json': {
    throttled: ['TooManyRequestsException', 429],
    denied: ['AccessDeniedException', 403],
    unknownKey: ['UnrecognizedClientException', 403],
    expired: ['ExpiredTokenException', 403],
  },
  'rest-xml': QUERY,
  ec2: {
    throttled: ['RequestLimitExceeded', 503],
    denied: ['UnauthorizedOperation', 403],
    unknownKey: ['AuthFailure', 401],
    expired: ['RequestExpired', 400],
  },
};

/** Services whose words are not those of their protocol. */
const BY_SERVICE: Readonly<Record<string, Partial<Wording>>> = {
  account: {
    unknownKey: ['UnrecognizedClientException', 400],
    expired: ['ExpiredTokenException', 400],
  },
  organizations: { throttled: ['TooManyRequestsException', 429] },
  eks: { throttled: ['ThrottlingException', 400] },
  s3: {
    throttled: ['SlowDown', 503],
    unknownKey: ['InvalidAccessKeyId', 403],
    expired: ['ExpiredToken', 400],
  },
  sns: { throttled: ['ThrottlingException', 400], denied: ['AuthorizationError', 403] },
  sqs: { unknownKey: ['InvalidClientTokenId', 403] },
};

function worded(service: string, what: keyof Wording, message: string): ServiceError {
  const protocol = SERVICES.get(service)?.protocol ?? 'json';
  const [code, status] = BY_SERVICE[service]?.[what] ?? BY_PROTOCOL[protocol][what];
  return new ServiceError(code, message, status);
}

/** A refusal for too many requests, as each service words it. */
export function throttled(service: string): ServiceError {
  return worded(service, 'throttled', 'Rate exceeded');
}

/** A denial, as each service words it. */
export function denied(call: Call, callerArn: string): ServiceError {
  const permission = permissionOf(call);
  const roleArn = permission.startsWith('sts:AssumeRole') ? call.input()['RoleArn'] : undefined;
  const message =
    typeof roleArn === 'string'
      ? `User: ${callerArn} is not authorized to perform: ${permission} on resource: ${roleArn}`
      : `User: ${callerArn} is not authorized to perform: ${permission} on resource: * because no identity-based policy allows the ${permission} action`;
  return worded(
    call.service,
    'denied',
    call.service === 'ec2'
      ? `You are not authorized to perform this operation. ${message}`
      : message,
  );
}

/** A region that the account has not enabled: most services just do not know its keys there. */
function regionDisabled({ service, region }: Call): ServiceError {
  if (service !== 'sts') return unknownKey(service);
  return new ServiceError(
    'RegionDisabledException',
    `STS is not activated in this region for account. Your account administrator can activate STS in this region using the IAM Console. (${region})`,
    403,
  );
}

/** A key that AWS does not know here: unknown altogether, or in a region that is not enabled. */
export function unknownKey(service: string): ServiceError {
  return worded(service, 'unknownKey', 'The security token included in the request is invalid.');
}

export function expired(service: string): ServiceError {
  return worded(service, 'expired', 'The security token included in the request is expired');
}

/** IAM actions whose name is not the operation's. */
const PERMISSIONS: ReadonlyMap<string, string> = new Map([
  ['tagging:GetResources', 'tag:GetResources'],
  ['cloudcontrolapi:ListResources', 'cloudformation:ListResources'],
  ['cloudcontrolapi:GetResource', 'cloudformation:GetResource'],
  ...SIMULATED_KINDS.flatMap(({ calls }) =>
    Object.entries(calls).flatMap(([name, rule]) =>
      rule.permission !== undefined ? [[name, rule.permission] as const] : [],
    ),
  ),
]);

/** The IAM action that a call needs. */
export function permissionOf({ service, operation }: Pick<Call, 'service' | 'operation'>): string {
  const name = `${service}:${operation}`;
  return PERMISSIONS.get(name) ?? `${signingNameOf(service)}:${operation}`;
}
