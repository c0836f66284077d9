import { expect, test } from '@jest/globals';
import { AwsAccessError } from '../../src/aws/access-error.ts';
import { classify, deniedPermission, isTimeout, type AwsErrorClass } from '../../src/aws/errors.ts';

/** Every error code of kinds.md §12 and its class. */
const CODES: Readonly<Record<string, readonly string[]>> = {
  denied: [
    'AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation', 'AuthorizationError',
    'AuthorizationErrorException', 'ForbiddenException', 'UnauthorizedException',
    'SubscriptionRequiredException', 'AWSOrganizationsNotInUseException',
  ],
  'credentials-invalid': ['AuthFailure', 'UnrecognizedClientException', 'InvalidClientTokenId'],
  'region-disabled': ['OptInRequired'],
  'not-found': [
    'ResourceNotFoundException', 'ResourceNotFound', 'ResourceNotFoundFault', 'NotFoundException',
    'NoSuchBucket', '404', 'AWS.SimpleQueueService.NonExistentQueue', 'QueueDoesNotExist', 'NotFound',
    'ClusterNotFoundException', 'DBInstanceNotFound', 'DBInstanceNotFoundFault', 'DBClusterNotFoundFault',
    'CacheClusterNotFound', 'CacheClusterNotFoundFault', 'UserNotFoundFault', 'PipelineNotFoundException',
    'DeploymentDoesNotExistException', 'ApplicationDoesNotExistException',
    'DeploymentGroupDoesNotExistException', 'ChildNotFoundException', 'RepositoryNotFoundException',
  ],
  'not-configured': [
    'RepositoryPolicyNotFoundException', 'LifecyclePolicyNotFoundException', 'NoSuchTagSet',
  ],
  throttled: [
    'Throttling', 'ThrottlingException', 'ThrottledException', 'TooManyRequestsException',
    'RequestLimitExceeded', 'RequestThrottled', 'RequestThrottledException', 'SlowDown',
    'ProvisionedThroughputExceededException', 'EC2ThrottledException', 'LimitExceededException',
  ],
  'credentials-expired': ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired'],
  transient: ['InternalError', 'ServiceUnavailable', 'RequestTimeout', 'IDPCommunicationError'],
  other: ['ValidationException', 'SignatureDoesNotMatch', 'RequestTimeTooSkewed'],
}; // prettier-ignore

const ROWS = Object.entries(CODES).flatMap(([expected, codes]) =>
  codes.map((code) => ({ code, expected })),
);

test.each(ROWS)('$code is $expected, as a wire code and as a shape name', ({ code, expected }) => {
  const asWireCode = sdkError({ name: 'SomeShape', Code: code }, 400);
  const asName = sdkError({ name: code }, expected === 'other' ? 403 : 400);

  expect(classify(asWireCode)).toMatchObject({ class: expected, code });
  // An unknown code is classified by its status; the three known ones are not.
  if (code !== 'ValidationException') {
    expect(classify(asName)).toMatchObject({ class: expected, code });
  }
});

const SHAPES: readonly {
  readonly what: string;
  readonly error: unknown;
  readonly expected: { readonly class: AwsErrorClass; readonly code: string };
}[] = [
  {
    what: 'HeadBucket 403',
    error: sdkError({ name: 'Unknown' }, 403),
    expected: { class: 'denied', code: 'Unknown' },
  },
  {
    what: 'HeadBucket 404',
    error: sdkError({ name: 'NotFound' }, 404),
    expected: { class: 'not-found', code: 'NotFound' },
  },
  {
    what: 'a bare 404',
    error: sdkError({ name: 'UnknownError' }, 404),
    expected: { class: 'not-found', code: 'UnknownError' },
  },
  {
    what: 'a 404 with a code that is not known',
    error: sdkError({ name: 'UnknownOperationException' }, 404),
    expected: { class: 'other', code: 'UnknownOperationException' },
  },
  {
    what: 'a 429 without a code',
    error: sdkError({ name: 'Unknown' }, 429),
    expected: { class: 'throttled', code: 'Unknown' },
  },
  {
    what: 'a 502 without a code',
    error: sdkError({ name: 'Unknown' }, 502),
    expected: { class: 'transient', code: 'Unknown' },
  },
  {
    what: 'a throttling 503',
    error: sdkError({ name: 'SlowDown' }, 503),
    expected: { class: 'throttled', code: 'SlowDown' },
  },
  {
    what: 'ECS: no such task definition',
    error: sdkError({ name: 'ClientException' }, 400, 'Unable to describe task definition.'),
    expected: { class: 'not-found', code: 'ClientException' },
  },
  {
    what: 'an unknown endpoint',
    error: Object.assign(new Error('getaddrinfo ENOTFOUND sqs.xx.amazonaws.com'), {
      code: 'ENOTFOUND',
    }),
    expected: { class: 'service-absent', code: 'ENOTFOUND' },
  },
  {
    what: 'a reset that was renamed',
    error: Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' }),
    expected: { class: 'transient', code: 'ECONNRESET' },
  },
  {
    what: 'an aborted call',
    error: new DOMException('This operation was aborted', 'AbortError'),
    expected: { class: 'cancelled', code: 'AbortError' },
  },
  {
    what: 'an answer that is not HTTP',
    error: Object.assign(new Error('Expected HTTP/'), { code: 'HPE_INVALID_CONSTANT' }),
    expected: { class: 'not-aws', code: 'HPE_INVALID_CONSTANT' },
  },
  {
    what: 'a host whose certificate is not AWS’s',
    error: Object.assign(new Error('no'), { code: 'SELF_SIGNED_CERT_IN_CHAIN' }),
    expected: { class: 'not-aws', code: 'SELF_SIGNED_CERT_IN_CHAIN' },
  },
  {
    what: 'a body that is larger than any of AWS’s',
    error: Object.assign(new Error('no'), { code: 'UND_ERR_RES_EXCEEDED_MAX_SIZE' }),
    expected: { class: 'not-aws', code: 'UND_ERR_RES_EXCEEDED_MAX_SIZE' },
  },
  { what: 'a thrown text', error: 'no', expected: { class: 'other', code: 'Unknown' } },
  {
    what: 'an odd object',
    error: { name: 7, $metadata: 'x' },
    expected: { class: 'other', code: 'Unknown' },
  },
];

test.each(SHAPES)('$what is $expected.class', ({ error, expected }) => {
  expect(classify(error)).toMatchObject(expected);
});

test('only the first line of a message is kept', () => {
  const error = sdkError(
    { name: 'AccessDenied' },
    403,
    'not authorized\n  Deserialization hint: …',
  );

  expect(classify(error).message).toBe('not authorized');
});

test('our own error has the class of its cause', () => {
  const cause = sdkError({ name: 'AccessDenied' }, 403, 'no');
  const error = new AwsAccessError('cannot assume the role', cause, 'fix the trust policy');

  expect(classify(error)).toEqual({
    class: 'denied',
    code: 'AccessDenied',
    message: 'cannot assume the role: no',
    remedy: 'fix the trust policy',
    status: 403,
  });
  expect(error.cause).toBe(cause);
});

test('a timeout counts as unanswered, a reset does not', () => {
  const reset = classify(Object.assign(new Error(''), { code: 'ECONNRESET' }));
  const silence = classify(Object.assign(new Error(''), { name: 'TimeoutError' }));

  expect([isTimeout(reset), isTimeout(silence)]).toEqual([false, true]);
});

test('the permission is read from a denial', () => {
  const message = 'User: arn:x is not authorized to perform: sqs:ListQueues on resource: *';

  expect(deniedPermission(message)).toBe('sqs:ListQueues');
  expect(deniedPermission('no')).toBeUndefined();
});

function sdkError(fields: { name: string; Code?: string }, status: number, message = 'no'): Error {
  const $metadata = { httpStatusCode: status };
  return Object.assign(new Error(message), fields, { $metadata });
}
