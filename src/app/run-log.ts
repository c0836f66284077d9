import type { SyncReport } from '../catalog/sync-report.ts';
import type { RunResult } from './run.ts';

/** Elements of each list that the log shows; the report of the run has all of them. */
const MOST_SHOWN = 5;

/** What the log says of a run that has ended. */
export interface RunEnd extends Pick<RunResult, 'status' | 'totals' | 'causes' | 'histories'> {
  /** Causes that are not among `causes`. */
  readonly causesOmitted?: number;
  readonly port: SyncReport | undefined;
}

/**
 * The fields of the log line `run ended`. Of each list it has the first elements, which concern the most, and
 * how many were left out: a log line has a limited length.
 */
export function runEndFields({
  status,
  causes,
  causesOmitted = 0,
  histories,
  port,
}: RunEnd): object {
  const omitted = Math.max(0, causes.length - MOST_SHOWN) + causesOmitted;
  return {
    status,
    causes: causes.slice(0, MOST_SHOWN),
    ...(omitted > 0 && { causesOmitted: omitted }),
    ...first('histories', histories ?? []),
    ...(port !== undefined && { port: portFields(port) }),
  };
}

function portFields(report: SyncReport): object {
  const { resyncId, filtered, mapped, unchanged, created, updated, deleted, failed } = report;
  const { withheld, checked, missing, voidMappings, stateProblems, failures, faults } = report;
  return {
    ...{ resyncId, filtered, mapped, unchanged, created, updated, deleted, failed },
    ...first('withheld', withheld),
    checked,
    ...first('voidMappings', voidMappings),
    ...first('stateProblems', stateProblems),
    ...first('failures', failures),
    ...first('faults', faults),
    missing: { ...first('accounts', missing.accounts), ...first('regions', missing.regions) },
  };
}

/** The first elements of a list, and how many there are beyond them. */
function first(name: string, list: readonly unknown[]): object {
  const omitted = list.length - MOST_SHOWN;
  return {
    [name]: list.slice(0, MOST_SHOWN),
    ...(omitted > 0 && { [`${name}Omitted`]: omitted }),
  };
}
