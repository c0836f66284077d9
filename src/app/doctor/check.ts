import { z } from 'zod';
import type { DoctorContext } from './doctor-context.ts';

/** `unknown`: could not be checked, because something that it depends on failed, or it took too long. */
export const CheckStatus = z.enum(['ok', 'warning', 'failed', 'unknown']);
export type CheckStatus = z.output<typeof CheckStatus>;

/** One line of `longshore doctor`, and one element of `longshore doctor --json`. */
export const Finding = z.object({
  /** The name of the check. */
  check: z.string(),
  status: CheckStatus,
  message: z.string(),
  /** More lines for a person, below the message; programs read `details`. */
  lines: z.array(z.string()).optional(),
  /** What to do about it. */
  fix: z.string().optional(),
  /** Facts behind the message, such as every account with its outcome. */
  details: z.array(z.record(z.string(), z.unknown())).optional(),
});
export type Finding = z.output<typeof Finding>;

/** What a check has found; one check may find several things. */
export type CheckResult = Omit<Finding, 'check'>;

/** One check. An error that it throws becomes a finding, and never stops other checks. */
export interface Check {
  readonly name: string;
  /** @param signal aborted when the time of the check is over: what was found until then still counts */
  run(context: DoctorContext, signal: AbortSignal): Promise<readonly CheckResult[]>;
}
