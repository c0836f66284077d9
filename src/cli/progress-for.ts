import type { Logger } from 'pino';
import { errorCode } from '../lib/error-code.ts';
import { outputTargetOf } from '../lib/output-target.ts';
import { LiveProgress } from './live-progress.ts';
import { bothProgresses, LoggedProgress, NO_PROGRESS, type Progress } from './progress.ts';
import type { StatusArea } from './status-area.ts';
import type { Terminal } from './terminal.ts';

/** Selects how a run's progress is shown. */
export interface ProgressView {
  readonly logger: Logger;
  readonly area: StatusArea;
}

/**
 * Shows a run's progress: in place on a terminal, otherwise as log lines. Never in place where resources are
 * written to the same terminal.
 *
 * @param output where resources are written, as the user named it
 */
export async function progressFor(
  output: string | undefined,
  { logger, area }: ProgressView,
  terminal: Terminal,
): Promise<Progress> {
  const { stderr, env, signal, verbosity } = terminal;
  if (verbosity === 'quiet') return NO_PROGRESS;
  const logged = new LoggedProgress(logger);
  if (stderr.isTTY !== true || env['TERM'] === 'dumb') return logged;
  if (await isShown(output, terminal)) return verbosity === 'verbose' ? logged : NO_PROGRESS;
  const live = new LiveProgress(area, Date.now, signal);
  return verbosity === 'verbose' ? bothProgresses(live, logged) : live;
}

/** Are resources written to a terminal? If so, we assume that stderr uses the same one. */
async function isShown(output: string | undefined, { stdout }: Terminal): Promise<boolean> {
  if (output === undefined) return false;
  if (output === '-') return stdout.isTTY === true;
  try {
    const target = await outputTargetOf(output);
    if (target.type === 'file') return false;
    if (target.type === 'descriptor') return target.descriptor === 2 || stdout.isTTY === true;
    return /^\/dev\/(?:tty|pts\/|console)/.test(target.path);
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return false; // the sink reports the error
  }
}
