import { z } from 'zod';

/** An error in a service's model. */
export interface ModelledError {
  /** With its namespace: `com.amazonaws.sqs#QueueDoesNotExist`. */
  readonly id: string;
  /** Its name on the wire: `AWS.SimpleQueueService.NonExistentQueue`. */
  readonly code: string;
  readonly status: number;
}

/** An error's schema: a tuple that begins with -3. */
const ErrorSchema = z
  .tuple([
    z.literal(-3),
    z.string(),
    z.string(),
    z
      .object({
        error: z.enum(['client', 'server']).optional(),
        httpError: z.number().optional(),
        awsQueryError: z.tuple([z.string(), z.number()]).optional(),
      })
      .catch({}),
  ])
  .rest(z.unknown());

/**
 * The errors of a client's package, by their names.
 *
 * @param hasQueryCodes false for a service that does not send the codes of the query protocol, though its
 *   model has kept them
 */
export function errorsOf(
  clientPackage: object,
  hasQueryCodes: boolean,
): ReadonlyMap<string, ModelledError> {
  const errors = new Map<string, ModelledError>();
  for (const exported of Object.values(clientPackage)) {
    const parsed = ErrorSchema.safeParse(exported);
    if (!parsed.success) continue;
    const [, namespace, name, traits] = parsed.data;
    const { error, httpError = error === 'server' ? 500 : 400 } = traits;
    const queryError = hasQueryCodes ? traits.awsQueryError : undefined;
    const [code, status] = queryError ?? [name, httpError];
    errors.set(name, { id: `${namespace}#${name}`, code, status });
  }
  return errors;
}
