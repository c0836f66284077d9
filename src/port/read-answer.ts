import { z } from 'zod';
import { messageOf } from '../lib/errors.ts';
import { ConnectionError } from '../lib/network/connection-error.ts';
import type { PortAnswer } from './answer.ts';
import { NOT_PORT, PortError, remedyOf } from './port-error.ts';

/** What an error says of a call. */
interface CallTitle {
  readonly method: string;
  readonly path: string;
}

/** The code of a refusal that does not name one as Port does. */
const UNKNOWN = 'unknown';

/** How Port tells an error; `ok` proves that it is Port who tells it. */
const Problem = z.object({
  ok: z.boolean().optional(),
  error: z.string().optional(),
  message: z.string().optional(),
});

/**
 * The answer's content, of the form that proves that the call was done.
 *
 * @param secrets what an error's message must not repeat
 * @throws {PortError} when Port says that it did not do it, or the answer is not of that form
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
  const what = content === undefined ? 'is not Port’s (no JSON)' : 'has an unknown form';
  throw new PortError(`${titleOf(request)}: the answer ${what}`, {
    status: answer.status,
    portCode: content === undefined ? NOT_PORT : 'unexpected_answer',
    remedy:
      'check OCEAN__PORT__BASE_URL and proxies between here and Port; report it if they are right',
    cause: result.error,
  });
}

/** @param secrets what the message must not repeat, though somebody in between may */
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
  const told = problem.error ?? (content === undefined ? 'not an answer of Port’s' : UNKNOWN);
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

/** The error of a call without an answer. */
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
