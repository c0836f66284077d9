import { openComparedStore, type ComparedStore } from '../../app/store/compared-store.ts';
import type { RunScope } from '../../app/run-scope.ts';
import type { ChangeTaker } from '../../store/comparing-writer.ts';
import { outputError } from '../../lib/output-error.ts';
import { progressFor } from '../progress-for.ts';
import { openOutput } from '../query-output.ts';
import { ScopeChangesLines, ScopeChangesText } from '../scope-changes.ts';
import type { ReadingCommand } from '../scope-flags.ts';
import { coloursFor, type Terminal } from '../terminal.ts';
import { watchedRun, type RunOutputs, type WatchedRun } from '../watched-run.ts';

export interface StoreDryRunFlags {
  readonly report?: string | undefined;
  readonly json?: boolean | undefined;
}

/** `longshore resync --sink store --dry-run`: reads AWS, and prints what the run would change in the store. */
export async function storeDryRun(
  { report, json }: StoreDryRunFlags,
  scope: RunScope,
  command: ReadingCommand,
  terminal: Terminal,
): Promise<WatchedRun> {
  const { cwd, signal, stdout, env } = terminal;
  await using store = await openComparedStore(command.settings, cwd, signal);
  const output = await openOutput(undefined, terminal);
  const write = async (text: string): Promise<void> => {
    if (!(await output.write(text))) throw outputError('stdout', undefined);
  };
  const read = async (changes: ChangeTaker): Promise<WatchedRun> => {
    const { openStored } = store;
    const outputs: RunOutputs = {
      report,
      sink: 'store',
      openSink: () => store.sink(changes),
      openStored,
    };
    const progress = await progressFor(json === true ? '-' : undefined, command, terminal);
    return watchedRun(scope, outputs, command.open, progress, terminal);
  };
  if (json === true) {
    await using changes = new ScopeChangesLines(write);
    return await read(changes);
  }
  const width = stdout.isTTY === true ? stdout.columns : undefined;
  const changes = new ScopeChangesText({ colours: coloursFor(stdout, env), width });
  const run = await read(changes);
  await write(headOf(store));
  for (const text of changes.lines()) await write(text);
  return run;
}

function headOf({ name, isMissing }: ComparedStore): string {
  return isMissing
    ? `There is no store yet (${name}): every resource is new.\n\n`
    : `Compared with the store ${name}:\n\n`;
}
