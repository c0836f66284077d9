import type { SyncReport } from '../catalog/sync-report.ts';
import { plural } from '../lib/plural.ts';
import { count } from '../lib/table.ts';
import { textWidth } from '../lib/text-width.ts';

/**
 * Thrown when a run was stopped, for example by Ctrl-C. Its message says in one line what happened to the
 * outputs.
 */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
}

/** The reason as text: `stopped by Ctrl-C`. */
export function stopReason({ reason }: { readonly reason: unknown }): string {
  const hasMessage = typeof reason === 'object' && reason !== null && 'message' in reason;
  return String(hasMessage ? reason.message : reason);
}

/** How much a run had done when it was stopped. */
export interface DoneSoFar {
  readonly resources: number;
  readonly port: Pick<SyncReport, 'created' | 'updated' | 'deleted'> | undefined;
}

/** What the command puts before the message. */
const PREFIX = 'longshore: ';

/**
 * `stopped by Ctrl-C: 1,204 resources read; resources.ndjson not written`
 *
 * @param width columns of the terminal: what does not fit on one line is left out; undefined for no terminal
 */
export function whatWasStopped(
  signal: AbortSignal,
  width: number | undefined,
  {
    output,
    report,
  }: { readonly output?: string | undefined; readonly report?: string | undefined },
  { resources, port }: DoneSoFar,
): string {
  const first = `${plural(resources, 'resource')} read`;
  const parts: string[] = [];
  if (port !== undefined) {
    const { created, updated, deleted } = port;
    const gone = deleted === 0 ? 'nothing was deleted' : `${count(deleted)} deleted`;
    parts.push(`in Port ${count(created)} created, ${count(updated)} updated, ${gone}`);
  }
  if (output === '-') parts.push('the output is incomplete');
  else if (output !== undefined) parts.push(`${output} not written`);
  if (report !== undefined) parts.push(`see ${report}`);
  const start = `${stopReason(signal)}: ${first}`;
  return parts.reduce((line, part) => {
    const longer = `${line}; ${part}`;
    return width === undefined || textWidth(PREFIX + longer) <= width ? longer : line;
  }, start);
}
