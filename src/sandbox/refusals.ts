import { SIMULATED_KINDS } from './kinds/registry.generated.ts';
import { ServiceError, type Call } from './wire/call.ts';
import type { Protocol } from './wire/service-model.ts';
import { SERVICES, signingNameOf } from './wire/services.ts';

/** The code and status of rejections that any call may get, by protocol. */
interface Wording {
  readonly throttled: readonly [string, number];
  readonly denied: readonly [string, number];
  readonly unknownKey: readonly [string, number];
  readonly expired: readonly [string, number];
  /** The signature does not match the secret key. */
  readonly signature: readonly [string, number];
  /** The request was signed too long ago, or in the future. */
  readonly skewed: readonly [string, number];
}

const QUERY: Wording = {
  throttled: ['Throttling', 400],
  denied: ['AccessDenied', 403],
  unknownKey: ['InvalidClientTokenId', 403],
  expired: ['ExpiredToken', 403],
  signature: ['SignatureDoesNotMatch', 403],
  skewed: ['SignatureDoesNotMatch', 403],
};
const JSON_RPC: Wording = {
  throttled: ['ThrottlingException', 400],
  denied: ['AccessDeniedException', 400],
  unknownKey: ['UnrecognizedClientException', 400],
  expired: ['ExpiredTokenException', 400],
  signature: ['InvalidSignatureException', 400],
  skewed: ['InvalidSignatureException', 400],
};

const BY_PROTOCOL: Readonly<Record<Protocol, Wording>> = {
  query: QUERY,
  json: JSON_RPC,
  'rest-json': {
    throttled: ['TooManyRequestsException', 429],
    denied: ['AccessDeniedException', 403],
    unknownKey: ['UnrecognizedClientException', 403],
    expired: ['ExpiredTokenException', 403],
    signature: ['InvalidSignatureException', 403],
    skewed: ['InvalidSignatureException', 403],
  },
  'rest-xml': QUERY,
  ec2: {
    throttled: ['RequestLimitExceeded', 503],
    denied: ['UnauthorizedOperation', 403],
    unknownKey: ['AuthFailure', 401],
    expired: ['RequestExpired', 400],
    signature: ['AuthFailure', 401],
    skewed: ['RequestExpired', 400],
  },
};

/** Services that differ from others with the same protocol. */
const BY_SERVICE: Readonly<Record<string, Partial<Wording>>> = {
  account: {
    unknownKey: ['UnrecognizedClientException', 400],
    expired: ['ExpiredTokenException', 400],
  },
  ce: { throttled: ['LimitExceededException', 400] },
  organizations: { throttled: ['TooManyRequestsException', 429] },
  eks: { throttled: ['ThrottlingException', 400] },
  s3: {
    throttled: ['SlowDown', 503],
    unknownKey: ['InvalidAccessKeyId', 403],
    expired: ['ExpiredToken', 400],
    skewed: ['RequestTimeTooSkewed', 403],
  },
  sns: { throttled: ['ThrottlingException', 400], denied: ['AuthorizationError', 403] },
  sqs: {
    unknownKey: ['InvalidClientTokenId', 403],
    signature: ['SignatureDoesNotMatch', 403],
    skewed: ['SignatureDoesNotMatch', 403],
  },
};

function refusal(service: string, what: keyof Wording, message: string): ServiceError {
  const protocol = SERVICES.get(service)?.protocol ?? 'json';
  const [code, status] = BY_SERVICE[service]?.[what] ?? BY_PROTOCOL[protocol][what];
  return new ServiceError(code, message, status);
}

/** Throttling errors, as each service words them. */
export function throttled(service: string): ServiceError {
  return refusal(service, 'throttled', 'Rate exceeded');
}

/** A denial, as each service words it. */
export function denied(call: Call, callerArn: string): ServiceError {
  const permission = permissionOf(call);
  const roleArn = permission.startsWith('sts:AssumeRole') ? call.input()['RoleArn'] : undefined;
  const message =
    typeof roleArn === 'string'
      ? `User: ${callerArn} is not authorized to perform: ${permission} on resource: ${roleArn}`
      : `User: ${callerArn} is not authorized to perform: ${permission} on resource: * because no identity-based policy allows the ${permission} action`;
  return refusal(
    call.service,
    'denied',
    call.service === 'ec2'
      ? `You are not authorized to perform this operation. ${message}`
      : message,
  );
}

/** A region that the account has not enabled: most services then report unknown keys. */
export function regionDisabled({ service, region }: Call): ServiceError {
  if (service !== 'sts') return unknownKey(service);
  return new ServiceError(
    'RegionDisabledException',
    `STS is not activated in this region for account. Your account administrator can activate STS in this region using the IAM Console. (${region})`,
    403,
  );
}

/** A key that is unknown here: invalid, or used in a region that is not enabled. */
export function unknownKey(service: string): ServiceError {
  return refusal(service, 'unknownKey', 'The security token included in the request is invalid.');
}

export function expired(service: string): ServiceError {
  return refusal(service, 'expired', 'The security token included in the request is expired');
}

/** IAM actions that are not named after the operation. */
const PERMISSIONS: ReadonlyMap<string, string> = new Map([
  ['tagging:GetResources', 'tag:GetResources'],
  ['budgets:DescribeBudgets', 'budgets:ViewBudget'],
  ['monitoring:GetMetricData', 'cloudwatch:GetMetricData'],
  ['monitoring:ListMetrics', 'cloudwatch:ListMetrics'],
  ['s3:HeadObject', 's3:GetObject'],
  ['s3:ListObjectsV2', 's3:ListBucket'],
  ['cloudcontrolapi:ListResources', 'cloudformation:ListResources'],
  ['cloudcontrolapi:GetResource', 'cloudformation:GetResource'],
  ...SIMULATED_KINDS.flatMap(({ calls }) =>
    Object.entries(calls).flatMap(([name, rule]) =>
      rule.permission !== undefined ? [[name, rule.permission] as const] : [],
    ),
  ),
]);

/** The signature does not match the secret key. */
export function wrongSignature(service: string): ServiceError {
  const message =
    service === 'ec2'
      ? 'AWS was not able to validate the provided access credentials'
      : 'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';
  return refusal(service, 'signature', message);
}

/** The request was signed too long ago, or in the future. */
export function skewed(service: string, message: string): ServiceError {
  if (service === 's3') {
    const words = 'The difference between the request time and the current time is too large.';
    return refusal(service, 'skewed', words);
  }
  return refusal(service, 'skewed', service === 'ec2' ? 'Request has expired.' : message);
}

/** The IAM action for a call. */
export function permissionOf({ service, operation }: Pick<Call, 'service' | 'operation'>): string {
  const name = `${service}:${operation}`;
  return PERMISSIONS.get(name) ?? `${signingNameOf(service)}:${operation}`;
}
