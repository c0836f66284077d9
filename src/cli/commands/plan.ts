import { ResyncHandlers } from '../../resync/handler.ts';
import type { PlanEntry } from '../../resync/sync/plan-target.ts';
import { drained } from '../../lib/drained.ts';
import { z } from 'zod';
import { exitCodeOf, type ExitCode } from '../exit.ts';
import { plansFromMapping } from '../mapping-plans.ts';
import { listOf, parseFlags } from '../names.ts';
import { mappingForPort } from '../port-mapping.ts';
import { withheldText } from '../port-report.ts';
import { copyState, createEvaluator, createPortClient, openPortRun } from '../port-runtime.ts';
import { createLogger } from '../progress.ts';
import { coloursFor, type Terminal } from '../terminal.ts';
import { describeRun, watchedRun } from '../watched-run.ts';
import { opener, progressFor, runScope, ScopeFlags, settingsOf } from './resync.ts';

const Flags = ScopeFlags.extend({ json: z.boolean().optional(), compare: z.boolean().optional() });

/** `longshore plan`: what a resync would do in Port. */
export async function runPlan(flags: object, terminal: Terminal): Promise<ExitCode> {
  const given = parseFlags(Flags, flags);
  const settings = await settingsOf(given, terminal);
  const logger = createLogger(terminal, settings.logLevel);
  const { cwd, signal, env, stdout } = terminal;
  using client = createPortClient(settings);
  const document = await mappingForPort(given.config, cwd, client, signal);
  const mapping = await plansFromMapping(document, listOf(given.kinds), new ResyncHandlers());
  const scope = runScope(given, mapping, settings, terminal);
  await using state = await copyState(settings, cwd);
  await using evaluator = createEvaluator(settings, env);
  const colours = coloursFor(stdout, env);
  const write = async (text: string): Promise<void> => {
    if (!stdout.write(`${text}\n`)) await drained(stdout);
  };
  const run = await watchedRun(
    scope,
    {
      openPort: (ledger, running) =>
        openPortRun({
          settings,
          scope,
          client,
          store: state.store,
          evaluator,
          ledger,
          cwd,
          signal: running,
          comparesWithPort: given.compare,
          onPlanEntry: (entry) =>
            write(given.json === true ? JSON.stringify(entry) : entryText(entry, colours)),
        }),
    },
    opener(settings, logger, terminal),
    progressFor(undefined, logger, terminal),
    terminal,
  );
  if (given.json === true) {
    const { status, histories } = run.ledger;
    const summary = { action: 'summary', status, histories, ...run.port };
    await write(JSON.stringify(terminal.secrets.maskAll(summary)));
  } else {
    await write('');
    await write(describeRun(run, stdout, terminal).replace(/^Port: /m, 'A resync would: '));
  }
  return exitCodeOf(run.ledger.status);
}

/** An entry as a person reads it: what happens to which entity, then field by field. */
function entryText(entry: PlanEntry, colours: ReturnType<typeof coloursFor>): string {
  const name = `${entry.blueprint} ${entry.identifier}`;
  switch (entry.action) {
    case 'create':
      return `${colours.green('+ create')}   ${name}`;
    case 'delete':
      return `${colours.red('- delete')}   ${name}`;
    case 'withhold':
      return `${colours.yellow('! withhold')} ${name}: ${withheldText(entry.reason)}`;
    case 'update': {
      const fields = entry.changes.map(
        ({ field, before, after }) =>
          `             ${field}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`,
      );
      const note = fields.length === 0 ? ' (written again: its last write is not proved)' : '';
      return [`${colours.cyan('~ change')}   ${name}${note}`, ...fields].join('\n');
    }
  }
}
