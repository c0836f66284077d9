import { createReadStream } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { PlanError } from '../../../cost/engine/plans/plan-error.ts';
import type { Plan } from '../../../cost/engine/plans/planned-resource.ts';
import { readPlan } from '../../../cost/engine/plans/read-plan.ts';
import { errorCode } from '../../../lib/error-code.ts';
import { fileReason } from '../../../lib/file-reason.ts';

export interface OpenPlanOptions {
  /** A file, or `-` for standard input. */
  readonly plan: string;
  readonly cwd: string;
  stdin(): Readable;
  /** The region of resources that do not tell theirs. */
  readonly region: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Reads a plan from a file or from standard input.
 *
 * @throws {PlanError} for a plan that cannot be read
 */
export async function openPlan(options: OpenPlanOptions): Promise<Plan> {
  const { plan: name, cwd, stdin, signal } = options;
  try {
    const source = name === '-' ? stdin() : createReadStream(path.resolve(cwd, name), { signal });
    return await readPlan(source, options);
  } catch (error) {
    signal.throwIfAborted();
    if (errorCode(error) === undefined || error instanceof PlanError) throw error;
    throw new PlanError('unreadable', `Could not read the plan ${name}: ${fileReason(error)}`, {
      cause: error,
      remedy: 'give the name of a file, or - for standard input',
    });
  }
}
