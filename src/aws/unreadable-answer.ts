import type { HttpAnswer } from './http-sender.ts';

/**
 * Thrown for a failure that is not told as AWS tells it: a proxy's or a load balancer's page, or what an emulator
 * says of a call that it does not have. Its HTTP status is all that it tells, and 404 is not AWS's word for it
 * that a resource is gone.
 */
export class UnreadableAnswerError extends Error {
  override readonly name = 'UnreadableAnswer';
  readonly $metadata: { readonly httpStatusCode: number };

  constructor(httpStatusCode: number, cause: unknown) {
    super(`HTTP ${httpStatusCode}, with a body that is not one of AWS's`, { cause });
    this.$metadata = { httpStatusCode };
  }
}

/** All that tells an answer to HEAD from a proxy's: it has no body. */
const REQUEST_ID_HEADERS = ['x-amz-request-id', 'x-amzn-requestid'];
/** Headers in which some protocols name the error. */
const CODE_HEADERS = ['x-amzn-errortype', 'x-amzn-query-error'];
/** Where the others name it: in XML, in JSON, in CBOR. */
const CODE_IN_BODY = /<Code>|"[Cc]ode"\s*:\s*"|__type/;

/**
 * Is a failure not AWS's own? What AWS says has `$metadata`; what the SDK says of a body that it cannot parse
 * has none. Of a 404 that names no error the SDK makes a "not found" of its own.
 */
export function isUnreadable(thrown: unknown, method: string, answer: HttpAnswer): boolean {
  const { statusCode } = answer;
  if (statusCode < 300) return false;
  if (typeof thrown !== 'object' || thrown === null || !('$metadata' in thrown)) return true;
  if (statusCode !== 404) return false;
  return !(method === 'HEAD' ? hasAny(answer, REQUEST_ID_HEADERS) : namesError(answer));
}

function namesError(answer: HttpAnswer): boolean {
  return (
    hasAny(answer, CODE_HEADERS) || CODE_IN_BODY.test(Buffer.from(answer.body).toString('latin1'))
  );
}

function hasAny({ headers }: HttpAnswer, names: readonly string[]): boolean {
  return names.some((name) => headers[name] !== undefined);
}
