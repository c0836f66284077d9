import { z } from 'zod';
import { messageOf } from '../lib/errors.ts';
import { ConnectionError } from '../lib/network/connection-error.ts';
import type { PortAnswer } from './answer.ts';
import { NOT_PORT, PortError, remedyOf } from './port-error.ts';

/** The call in an error message. */
interface CallTitle {
  readonly method: string;
  readonly path: string;
}

/** The code of a refusal that is not in Port's format. */
const UNKNOWN = 'unknown';

/** Port's error format; `ok` proves that the error is from Port. */
const Problem = z.object({
  ok: z.boolean().optional(),
  error: z.string().optional(),
  message: z.string().optional(),
});

/**
 * Parses a response that proves that the call succeeded.
 *
 * @param secrets values that an error's message must not contain
 * @throws {PortError} when Port reports a failure, or the response has another format
 */
export function contentOf<Output>(
  request: CallTitle,
  answer: PortAnswer,
  form: z.ZodType<Output>,
  secrets: readonly string[],
): Output {
  const content = jsonOf(answer);
  const problem = Problem.safeParse(content);
  if (problem.data?.ok === false) throw refusal(request, answer, secrets);
  const result = form.safeParse(content);
  if (content !== undefined && result.success) return result.data;
  const what = content === undefined ? 'is not from Port (no JSON)' : 'has an unknown format';
  throw new PortError(`${titleOf(request)}: the answer ${what}`, {
    status: answer.status,
    portCode: content === undefined ? NOT_PORT : 'unexpected_answer',
    remedy:
      'check OCEAN__PORT__BASE_URL and proxies between here and Port; if they are correct, report it',
    cause: result.error,
  });
}

/** @param secrets values that the message must not contain, although a proxy may repeat them */
export function refusal(
  request: CallTitle,
  answer: PortAnswer,
  secrets: readonly string[],
): PortError {
  const { status } = answer;
  const content = jsonOf(answer);
  const problem = Problem.safeParse(content).data ?? {};
  const code =
    content === undefined ? NOT_PORT : problem.ok === false ? (problem.error ?? UNKNOWN) : UNKNOWN;
  const told = problem.error ?? (content === undefined ? 'not a response from Port' : UNKNOWN);
  const reason = secrets
    .filter((secret) => secret !== '')
    .reduce(
      (masked, secret) => masked.replaceAll(secret, '…'),
      `${told}: ${problem.message ?? 'no reason given'}`,
    );
  return new PortError(`${titleOf(request)}: ${status} ${reason}`, {
    status,
    portCode: code,
    remedy: remedyOf(status, code),
  });
}

/** The error of a call without a response. */
export function unreachable(request: CallTitle, cause: unknown): PortError {
  const remedy = cause instanceof ConnectionError ? cause.remedy : undefined;
  return new PortError(`${titleOf(request)}: no answer from Port: ${messageOf(cause)}`, {
    status: 0,
    portCode: 'no_answer',
    remedy: remedy ?? remedyOf(0, 'no_answer'),
    cause,
  });
}

function titleOf({ method, path }: CallTitle): string {
  return `${method} ${path}`;
}

/** Undefined for anything but JSON. An empty body is an empty object. */
function jsonOf({ headers, text }: PortAnswer): unknown {
  if (text === '') return {};
  if (!/\bjson\b/i.test(String(headers['content-type'] ?? ''))) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
