import { z } from 'zod';
import type { DoctorContext } from './doctor-context.ts';

/** `unknown`: could not be checked, because a dependency failed or time ran out. */
export const CheckStatus = z.enum(['ok', 'warning', 'failed', 'unknown']);
export type CheckStatus = z.output<typeof CheckStatus>;

/** One line of `longshore doctor`, and one element of `longshore doctor --json`. */
export const Finding = z.object({
  /** The name of the check. */
  check: z.string(),
  status: CheckStatus,
  message: z.string(),
  /** More lines for people, below the message; programs read `details`. */
  lines: z.array(z.string()).optional(),
  /** What to do about it. */
  fix: z.string().optional(),
  /** Facts behind the message, such as every account with its outcome. */
  details: z.array(z.record(z.string(), z.unknown())).optional(),
});
export type Finding = z.output<typeof Finding>;

/** The finding of a check; one check may have several. */
export type CheckResult = Omit<Finding, 'check'>;

/** One check. An error that it throws becomes a finding and does not stop other checks. */
export interface Check {
  readonly name: string;
  /** @param signal aborted when the check runs out of time; findings up to then still count */
  run(context: DoctorContext, signal: AbortSignal): Promise<readonly CheckResult[]>;
}
