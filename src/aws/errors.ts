import { z } from 'zod';
import { LongshoreError } from '../lib/errors.ts';
import { ConnectionError } from '../lib/network/connection-error.ts';
import { KIND_NOT_CONFIGURED, KIND_NOT_FOUND } from './kind-facts.generated.ts';

/**
 * Classes of failed AWS calls. Every failure gets exactly one of these, here and nowhere else.
 *
 * `credentials-invalid`: AWS does not know the access key. At the first call of a session, the keys are
 * wrong; if the same keys work elsewhere, the account has not enabled the region. `not-aws`: the response
 * cannot be trusted to be from AWS: it may be from a proxy or a gateway.
 */
export type AwsErrorClass =
  | 'denied'
  | 'not-found'
  | 'not-configured'
  | 'throttled'
  | 'transient'
  | 'region-disabled'
  | 'service-absent'
  | 'credentials-expired'
  | 'credentials-invalid'
  | 'not-aws'
  | 'cancelled'
  | 'other';

/** A failed AWS call as plain data: safe to log and to report, without request or credentials. */
export interface AwsFailure {
  readonly class: AwsErrorClass;
  /** AWS's error code if there is one (`AccessDenied`), otherwise the error's name or Node's code. */
  readonly code: string;
  readonly message: string;
  readonly status?: number;
  /** The remedy, if the error has a more specific one than its class. */
  readonly remedy?: string;
}

/** The parts of an SDK or network error that matter; everything else is ignored. */
const ErrorShape = z.object({
  name: z.string().catch(''),
  message: z.string().catch(''),
  Code: z.string().optional().catch(undefined),
  code: z.string().optional().catch(undefined),
  $metadata: z.object({ httpStatusCode: z.number().optional() }).optional().catch(undefined),
});

const DENIED = [
  'AccessDenied', 'AccessDeniedException', 'AuthorizationError', 'AuthorizationErrorException',
  'ForbiddenException', 'SubscriptionRequiredException', 'UnauthorizedException', 'UnauthorizedOperation',
  'Client.UnauthorizedOperation', 'AllAccessDisabled', 'AWSOrganizationsNotInUseException',
  'AWS.SimpleQueueService.AccessDenied', 'KMSAccessDeniedException',
  'KmsAccessDeniedException',
]; // prettier-ignore

/** Codes that many services share, and those of discovery; kinds declare their own. */
const NOT_FOUND = [
  '404', 'NoSuchEntity', 'NotFound', 'NotFoundException', 'ParentNotFoundException', 'ResourceNotFound',
  'ResourceNotFoundException', 'ResourceNotFoundFault',
]; // prettier-ignore

const THROTTLED = [
  'BandwidthLimitExceeded', 'Client.RequestLimitExceeded', 'EC2ThrottledException', 'LimitExceededException',
  'PriorRequestNotComplete', 'ProvisionedThroughputExceededException', 'RequestLimitExceeded',
  'RequestThrottled', 'RequestThrottledException', 'SlowDown', 'ThrottledException', 'Throttling',
  'ThrottlingException', 'TooManyRequestsException', '429',
]; // prettier-ignore

const TRANSIENT = [
  'ConcurrentAccess', 'ConcurrentAccessException', 'EAI_AGAIN', 'ECONNABORTED', 'ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH', 'EPIPE', 'ETIMEDOUT',
  'EADDRNOTAVAIL', 'IDPCommunicationError',
  'InternalError', 'InternalFailure', 'InternalServerError', 'InternalServerErrorException', 'InternalServerException',
  'InternalServiceErrorException', 'RequestTimeout',
  'RequestTimeoutException', 'ServerException', 'ServiceException', 'ServiceFailureException', 'PROXY_FAILED', 'PROXY_UNREACHABLE',
  'ServiceUnavailable', 'ServiceUnavailableException', 'TimeoutError', 'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH', // the connection ended within the body
  'UND_ERR_SOCKET',
  'Unavailable',
]; // prettier-ignore

/** Responses that are not from AWS: another format, not HTTP, or a host without a trusted certificate. */
const NOT_AWS = [
  'NotAws', 'PROXY_REFUSED', 'CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_TLS_CERT_ALTNAME_INVALID', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UND_ERR_HEADERS_OVERFLOW',
  'UND_ERR_RES_EXCEEDED_MAX_SIZE',
]; // prettier-ignore

const BY_CODE: ReadonlyMap<string, AwsErrorClass> = new Map([
  // First, so that shared codes override those that kinds declare.
  ...KIND_NOT_FOUND.filter(isCode).map((code) => [code, 'not-found'] as const),
  // "Nothing is set" responses: values, not failures.
  ...KIND_NOT_CONFIGURED.filter(isCode).map((code) => [code, 'not-configured'] as const),
  ...DENIED.map((code) => [code, 'denied'] as const),
  ...NOT_FOUND.map((code) => [code, 'not-found'] as const),
  ...THROTTLED.map((code) => [code, 'throttled'] as const),
  ...TRANSIENT.map((code) => [code, 'transient'] as const),
  ...NOT_AWS.map((code) => [code, 'not-aws'] as const),
  ['OptInRequired', 'region-disabled'],
  ['RegionDisabledException', 'region-disabled'],
  ['ENOTFOUND', 'service-absent'],
  ['ExpiredToken', 'credentials-expired'],
  ['ExpiredTokenException', 'credentials-expired'],
  ['RequestExpired', 'credentials-expired'],
  ['AuthFailure', 'credentials-invalid'],
  ['InvalidAccessKeyId', 'credentials-invalid'],
  ['InvalidClientTokenId', 'credentials-invalid'],
  ['UnrecognizedClientException', 'credentials-invalid'],
  ['AbortError', 'cancelled'],
  // These have status 403, but no permission fixes them: a wrong clock, a wrong secret.
  ['InvalidSignatureException', 'other'],
  ['RequestTimeTooSkewed', 'other'],
  ['SignatureDoesNotMatch', 'other'],
]);

/** Codes with several meanings, distinguished by the message: `Code: words`. */
const BY_MESSAGE = [
  ...KIND_NOT_FOUND.map((text) => [text, 'not-found'] as const),
  ...KIND_NOT_CONFIGURED.map((text) => [text, 'not-configured'] as const),
].flatMap(([text, meaning]) => {
  const end = text.indexOf(': ');
  return end < 0 ? [] : [{ code: text.slice(0, end), words: text.slice(end + 2), meaning }];
});

/** Only the code, without the words of a message. */
function isCode(text: string): boolean {
  return !text.includes(': ');
}

/** The prefix of the codes of Node's HTTP parser. */
const MALFORMED_HTTP = 'HPE_';

/** The SDK's error code for a response without one. */
const NAMELESS = ['Unknown', 'UnknownError', 'Error'];

function classOf(
  names: readonly string[],
  message: string,
  status: number | undefined,
): AwsErrorClass {
  for (const name of names) {
    const found = BY_CODE.get(name);
    if (found !== undefined) return found;
    if (name.startsWith(MALFORMED_HTTP)) return 'not-aws';
  }
  const told = BY_MESSAGE.find(
    ({ code, words }) => names.includes(code) && message.includes(words),
  );
  if (told !== undefined) return told.meaning;
  // A 404 without a code means that the resource does not exist. An unrecognized 404 is not proof of it.
  if (status === 404 && names.every((name) => NAMELESS.includes(name))) return 'not-found';
  if (status === 403) return 'denied';
  if (status === 429) return 'throttled';
  if (status !== undefined && status >= 500) return 'transient';
  return 'other';
}

/** The class of a host without a trusted certificate, whatever OpenSSL's code; otherwise undefined. */
function classOfConnection(error: object): AwsErrorClass | undefined {
  return error instanceof ConnectionError && !error.isTransient ? 'not-aws' : undefined;
}

const failures = new WeakMap<object, AwsFailure>();

/**
 * Classifies a thrown value by AWS's error code, the modelled name, Node's code and the HTTP status together,
 * because none of them is always present (HeadBucket's 403 only has a status).
 */
export function classify(error: unknown): AwsFailure {
  if (typeof error !== 'object' || error === null) {
    return { class: 'other', code: 'Unknown', message: String(error) };
  }
  const known = failures.get(error) ?? (hasFailure(error) ? error.failure : undefined);
  if (known !== undefined) return known;
  const { name, message, Code, code, $metadata } = ErrorShape.parse(error);
  const status = $metadata?.httpStatusCode;
  const names = [Code, code, name].filter(
    (part): part is string => part !== undefined && part !== '',
  );
  const failure: AwsFailure = {
    class: classOfConnection(error) ?? classOf(names, message, status),
    code: Code ?? (isNodeCode(code) ? code : name || 'Unknown'),
    message: firstLine(message),
    ...(status !== undefined && { status }),
    ...(error instanceof ConnectionError && error.remedy !== undefined && { remedy: error.remedy }),
  };
  failures.set(error, failure);
  return failure;
}

/** Our own errors about AWS contain AWS's failure. */
function hasFailure(error: object): error is { readonly failure: AwsFailure } {
  return 'failure' in error && error instanceof LongshoreError;
}

/** The SDK renames a connection reset to TimeoutError; Node's own code is accurate. */
function isNodeCode(code: string | undefined): code is string {
  return (
    code !== undefined &&
    /^(?:E|UND_ERR_|HPE_|CERT_|DEPTH_|SELF_|UNABLE_|PROXY_)[A-Z_]+$/.test(code)
  );
}

const TIMEOUTS = [
  'TimeoutError',
  'ETIMEDOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
];

/** Was the call abandoned because no response arrived in time? */
export function isTimeout(failure: AwsFailure): boolean {
  return TIMEOUTS.includes(failure.code);
}

/** Would each retry cost as much as the first attempt: a timeout, or a body of the maximum size? */
export function isCostly(failure: AwsFailure): boolean {
  return isTimeout(failure) || failure.code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE';
}

/** The SDK appends hints for developers on further lines; a report needs the first. */
function firstLine(message: string): string {
  return (message.split('\n', 1)[0] ?? '').trim();
}

/** The IAM action in AWS's denial, as in "is not authorized to perform: sqs:ListQueues on …". */
export function deniedPermission(message: string): string | undefined {
  return /not authorized to perform:? ([a-z0-9-]+:[A-Za-z0-9*]+)/.exec(message)?.[1];
}
