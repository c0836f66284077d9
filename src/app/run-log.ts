import type { SyncReport } from '../catalog/sync-report.ts';
import type { RunResult } from './run.ts';

/** Elements of each list in the log; the report of the run has all of them. */
const MOST_SHOWN = 5;

/** The log fields of a finished run. */
export interface RunEnd extends Pick<RunResult, 'status' | 'totals' | 'causes' | 'histories'> {
  /** Causes that are not in `causes`. */
  readonly causesOmitted?: number;
  readonly port: SyncReport | undefined;
}

/**
 * The fields of the log line `run ended`. Because a log line has a limited length, each list is cut to its
 * first, most important elements, and the number of the others is logged.
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

/** The first elements of a list, and the number of the rest. */
function first(name: string, list: readonly unknown[]): object {
  const omitted = list.length - MOST_SHOWN;
  return {
    [name]: list.slice(0, MOST_SHOWN),
    ...(omitted > 0 && { [`${name}Omitted`]: omitted }),
  };
}
