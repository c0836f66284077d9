import type { SyncReport } from '../catalog/sync-report.ts';
import { messageOf } from '../lib/errors.ts';
import { plural } from '../lib/plural.ts';
import { count } from '../lib/table.ts';

/** Thrown when a run was stopped, by Ctrl-C for example: says in one line what happened to its outputs. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
}

/** How far a run had come. */
export interface DoneSoFar {
  readonly resources: number;
  readonly port: Pick<SyncReport, 'created' | 'updated' | 'deleted'> | undefined;
}

/** `stopped by Ctrl-C: 1,204 resources were read; resources.ndjson was not written` */
export function whatWasStopped(
  signal: AbortSignal,
  {
    output,
    report,
  }: { readonly output?: string | undefined; readonly report?: string | undefined },
  { resources, port }: DoneSoFar,
): string {
  const was = resources === 1 ? 'was' : 'were';
  const parts = [`${plural(resources, 'resource')} ${was} read`];
  if (port !== undefined) {
    const { created, updated, deleted } = port;
    const gone = deleted === 0 ? 'nothing was deleted' : `${count(deleted)} deleted`;
    parts.push(`in Port ${count(created)} created, ${count(updated)} updated, ${gone}`);
  }
  if (output === '-') parts.push('the output is not complete');
  else if (output !== undefined) parts.push(`${output} was not written`);
  if (report !== undefined) parts.push(`${report} has what is known so far`);
  return `${messageOf(signal.reason)}: ${parts.join('; ')}`;
}
