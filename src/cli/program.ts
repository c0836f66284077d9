import { Command, Option } from 'commander';
import { VERSION } from '../app/version.ts';
import { addCompletion } from './program/completion.ts';
import { addConfig } from './program/config.ts';
import { addCost, addPrices } from './program/cost.ts';
import { addDoctor } from './program/doctor.ts';
import { addExporter } from './program/exporter.ts';
import { addGet, addKinds, addIamPolicy } from './program/kinds.ts';
import { addMap } from './program/map.ts';
import { addPlugin } from './program/plugins.ts';
import { addQuery, addDiff } from './program/query.ts';
import { addResync, addPlan } from './program/resync.ts';
import { addDemo, addSandbox } from './program/sandbox.ts';
import { addServe } from './program/serve.ts';
import type { Running } from './program/running.ts';
import { DEFAULT_WIDTH, type Output, type Terminal, type Verbosity } from './terminal.ts';

/** In the order of the help text. */
const COMMANDS = [
  addDemo,
  addResync,
  addServe,
  addExporter,
  addQuery,
  addDiff,
  addCost,
  addPrices,
  addPlugin,
  addPlan,
  addMap,
  addGet,
  addKinds,
  addIamPolicy,
  addDoctor,
  addConfig,
  addCompletion,
  addSandbox,
] as const;

/** The commands and their flags. A command's modules load when it runs. */
export function createProgram({ terminal: given, ended }: Running): Command {
  const { stdout, stderr } = given;
  let verbosity: Verbosity = given.verbosity ?? 'normal';
  const terminal: Terminal = {
    ...given,
    get verbosity() {
      return verbosity;
    },
  };
  const program = new Command('longshore')
    .description('Reads AWS organizations into Port: quickly, and with a record of what was read.')
    .version(VERSION)
    .showHelpAfterError('(run with --help for the options and examples)')
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      getOutHelpWidth: () => widthOf(stdout),
      getErrHelpWidth: () => widthOf(stderr),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .exitOverride();
  for (const add of COMMANDS) add(program, { terminal, ended });
  // Before or after the command's name: `longshore --quiet resync` and `longshore resync --quiet`.
  for (const command of [program, ...program.commands]) addVerbosity(command);
  program.hook('preAction', (_, command) => {
    const { quiet, verbose } = command.optsWithGlobals<VerbosityFlags>();
    if (quiet === true) verbosity = 'quiet';
    else if (verbose === true) verbosity = 'verbose';
  });
  return program;
}

interface VerbosityFlags {
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

function addVerbosity(command: Command): void {
  command
    .addOption(new Option('--quiet', 'print errors only').conflicts('verbose'))
    .addOption(new Option('--verbose', 'log every step').conflicts('quiet'));
}

/** Help is at most 80 columns wide: longer lines are hard to read. */
function widthOf({ isTTY = false, columns = DEFAULT_WIDTH }: Output): number {
  return isTTY && columns > 0 ? Math.min(columns, DEFAULT_WIDTH) : DEFAULT_WIDTH;
}
