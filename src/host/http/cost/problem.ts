import type { FastifyError, FastifyReply } from 'fastify';
import { z } from 'zod';
import { ConfigurationError, messageOf } from '../../../lib/errors.ts';
import { StoreError } from '../../../store/store-error.ts';

/** What can be wrong with a request, by the name in `type`. */
const PROBLEMS = {
  'invalid-field': { status: 400, title: 'A field of the request is not valid' },
  'invalid-request': { status: 400, title: 'The request is not valid' },
  unauthorized: { status: 401, title: 'The token is missing or wrong' },
  'not-found': { status: 404, title: 'There is no such thing' },
  'method-not-allowed': { status: 405, title: 'The method is not allowed here' },
  'not-acceptable': { status: 406, title: 'The answer has no such form' },
  'bill-changed': { status: 409, title: 'The bill has changed since the first page' },
  'anomalies-changed': { status: 409, title: 'The anomalies have changed since the first page' },
  'findings-changed': { status: 409, title: 'The opportunities have changed since the first page' },
  'too-large': { status: 413, title: 'The request is too large' },
  'too-long': { status: 414, title: 'The path is too long' },
  'unsupported-media-type': { status: 415, title: 'The body has an unsupported type' },
  'too-many-requests': { status: 429, title: 'Too many requests are waiting' },
  internal: { status: 500, title: 'Internal error' },
  unavailable: { status: 503, title: 'The answer is not available now' },
} as const;
export type ProblemName = keyof typeof PROBLEMS;

const TYPE_PREFIX = 'urn:longshore:problem:';
export const PROBLEM_TYPE = 'application/problem+json';
const RETRY_AFTER_SECONDS = '5';

/** @see https://www.rfc-editor.org/rfc/rfc9457 */
export const ProblemDetails = z
  .object({
    type: z.string().describe('names the problem'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('what happened, and what to do'),
    field: z.string().optional().describe('the field of the request that is not valid'),
  })
  .meta({ id: 'ProblemDetails' });
export type ProblemDetails = z.output<typeof ProblemDetails>;

/** Thrown by an endpoint to answer with a problem. The caller acts on it. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly problem: ProblemName;
  readonly field: string | undefined;

  constructor(problem: ProblemName, detail: string, field?: string) {
    super(detail);
    this.problem = problem;
    this.field = field;
  }
}

/** A problem with one field of the request. */
export function invalidField(field: string, detail: string): ApiProblem {
  return new ApiProblem('invalid-field', detail, field);
}

/** For routes: how these problems are in the document. */
export function problemResponses(
  ...names: readonly ProblemName[]
): Readonly<Record<number, object>> {
  const all: readonly ProblemName[] = [...names, 'unauthorized', 'internal', 'unavailable'];
  return Object.fromEntries(
    all.map((name) => {
      const { status, title } = PROBLEMS[name];
      const content = { [PROBLEM_TYPE]: { schema: ProblemDetails } };
      return [status, { description: title, content }];
    }),
  );
}

/** Sends a problem. */
export function sendProblem(
  reply: FastifyReply,
  problem: ProblemName,
  detail: string,
  field?: string,
): FastifyReply {
  const { status, title } = PROBLEMS[problem];
  const type = `${TYPE_PREFIX}${problem}`;
  const details: ProblemDetails = {
    ...{ type, title, status, detail },
    ...(field !== undefined && { field }),
  };
  if (status === 429 || status === 503) reply.header('retry-after', RETRY_AFTER_SECONDS);
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  return reply
    .code(status)
    .type(PROBLEM_TYPE)
    .serializer((body: unknown) => JSON.stringify(body)) // not in the format of the route's responses
    .send(details);
}

/** Answers an error of an endpoint. @param onInternal receives what only the log may have */
export function answerProblem(
  error: FastifyError,
  reply: FastifyReply,
  onInternal: (problem: string) => void,
): FastifyReply {
  if (error instanceof ApiProblem) {
    return sendProblem(reply, error.problem, error.message, error.field);
  }
  const [issue] = error.validation ?? [];
  if (issue !== undefined) {
    const { field, detail } = invalidPart(error, issue);
    return sendProblem(reply, 'invalid-field', detail, field);
  }
  const cause: unknown = error;
  if (cause instanceof ConfigurationError) {
    return sendProblem(reply, 'invalid-request', withRemedy(cause.message, cause.remedy));
  }
  if (cause instanceof StoreError) {
    if (cause.problem !== 'limit') onInternal(messageOf(error));
    return sendProblem(reply, 'unavailable', withRemedy(cause.message, cause.remedy));
  }
  const known = knownStatus(error.statusCode);
  if (known !== undefined) return sendProblem(reply, known, error.message);
  onInternal(messageOf(error));
  return sendProblem(reply, 'internal', 'see the log of the host');
}

/** Problems by the status of Fastify's own errors. */
const BY_STATUS: Readonly<Partial<Record<number, ProblemName>>> = {
  404: 'not-found',
  413: 'too-large',
  414: 'too-long',
  415: 'unsupported-media-type',
};

function knownStatus(status = 500): ProblemName | undefined {
  return status >= 400 && status < 500 ? (BY_STATUS[status] ?? 'invalid-request') : undefined;
}

const Unknown = z.looseObject({ keys: z.tuple([z.string()], z.string()) });

/** Where a request does not fit its schema. */
function invalidPart(
  { validationContext }: FastifyError,
  issue: NonNullable<FastifyError['validation']>[number],
): { readonly field: string; readonly detail: string } {
  const path = issue.instancePath.split('/').filter((part) => part !== '');
  const unknown = Unknown.safeParse(issue.params).data?.keys[0];
  const named = path[0] ?? unknown ?? validationContext ?? 'body';
  const detail =
    unknown === undefined
      ? `${named}: ${issue.message ?? 'is not valid'}`
      : `${unknown} is not a field of this request`;
  return { field: unknown ?? named, detail };
}

function withRemedy(message: string, remedy: string | undefined): string {
  return remedy === undefined ? message : `${message}; ${remedy}`;
}
