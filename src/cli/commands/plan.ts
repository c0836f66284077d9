import type { PlanEntry } from '../../catalog/write/plan-target.ts';
import { drained } from '../../lib/drained.ts';
import { z } from 'zod';
import { exitCodeOf, type ExitCode } from '../exit.ts';
import { parseFlags } from '../names.ts';
import { planDefaultBlueprints } from '../../app/default-blueprints.ts';
import { PlanText } from '../plan-text.ts';
import { findMapping } from '../../app/port-mapping.ts';
import { copyState } from '../../app/state.ts';
import { createEvaluator } from '../../app/evaluator.ts';
import { createPortClient } from '../../app/port-client.ts';
import { openPortRun } from '../../app/port-run.ts';
import { progressFor } from '../progress-for.ts';
import { styleFor, type Terminal } from '../terminal.ts';
import { describeRun, watchedRun } from '../watched-run.ts';
import { readingCommand, ScopeFlags, scopeToRead, warnOf } from '../scope-flags.ts';

const Flags = ScopeFlags.extend({
  json: z.boolean().optional(),
  compare: z.boolean().optional(),
  summary: z.boolean().optional(),
});

/** `longshore plan`: what a resync would do in Port. */
export async function runPlan(flags: object, terminal: Terminal): Promise<ExitCode> {
  const given = parseFlags(Flags, flags);
  const command = await readingCommand(given, terminal);
  const { settings, open, logger } = command;
  const { cwd, signal, env, stdout } = terminal;
  using client = createPortClient(settings, {
    firstContact: { failsFast: true, warn: warnOf(logger) },
  });
  const { document, source, isFirst } = await findMapping(given.config, cwd, client, signal);
  const scope = await scopeToRead(given, document, command, terminal);
  const planned =
    isFirst && settings.host.initializePortResources
      ? await planDefaultBlueprints(client, [...scope.mapping.selectors.keys()], signal)
      : undefined;
  await using state = await copyState(settings, cwd);
  await using evaluator = createEvaluator(settings, env);
  const write = async (text: string): Promise<void> => {
    if (!stdout.write(`${text}\n`)) await drained(stdout);
  };
  const isJson = given.json === true;
  const isSummary = given.summary === true;
  const text = new PlanText();
  const take = async (entry: PlanEntry): Promise<void> => {
    text.add(entry);
    if (isJson && !isSummary) await write(JSON.stringify(entry));
  };
  if (!isJson) await write(`Mapping: ${source}\n`);
  for (const entry of planned?.entries ?? []) await take(entry);
  const run = await watchedRun(
    scope,
    {
      openPort: (running) =>
        openPortRun({
          settings,
          scope,
          client,
          store: state.store,
          evaluator,
          cwd,
          signal: running,
          comparesWithPort: given.compare,
          plan: { onEntry: take, blueprints: planned?.blueprints },
        }),
    },
    open,
    await progressFor(undefined, command, terminal),
    terminal,
  );
  if (isJson) {
    const { status, histories } = run.ledger;
    const summary = { action: 'summary', mapping: source, status, histories };
    await write(
      JSON.stringify(terminal.secrets.maskAll({ ...summary, planned: text.counts, ...run.port })),
    );
  } else {
    const style = styleFor(stdout, env);
    if (isSummary) await write(text.summary(style.width));
    else for (const line of text.lines(style)) await write(line);
    await write('');
    await write(describeRun(run, stdout, terminal, true));
  }
  return exitCodeOf(run.ledger.status);
}
