import { z } from 'zod';
import type { WindowUsage } from '../window-usage.ts';

/** The properties of a function that rules read. */
export const FunctionProperties = z.object({
  FunctionName: z.string(),
  /** MiB. */
  MemorySize: z.number().optional(),
  LastModified: z.string().optional(),
  /** Of functions on managed instances, which have memory of their own. */
  CapacityProviderConfig: z.unknown().optional(),
});
export type FunctionProperties = z.output<typeof FunctionProperties>;

/**
 * Since when a function has certainly existed, in milliseconds since the Unix epoch. Lambda does not tell when it was
 * created: it is at least as old as its last change, and as its first invocation in the window.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html
 */
export function existsSince(
  { LastModified = '' }: FunctionProperties,
  invocations: WindowUsage | undefined,
): number | undefined {
  const changed = Date.parse(LastModified);
  const { firstAt } = invocations ?? {};
  if (Number.isNaN(changed)) return firstAt;
  return firstAt === undefined ? changed : Math.min(changed, firstAt);
}

/** Whether CloudWatch says that nothing invoked it in the window. */
export function isNeverInvoked(invocations: WindowUsage | undefined): boolean {
  return invocations !== undefined && invocations.known > 0 && invocations.sum === 0;
}
