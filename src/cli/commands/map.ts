import { createReadStream } from 'node:fs';
import path from 'node:path';
import { addAbortSignal } from 'node:stream';
import { z } from 'zod';
import { loadSettings } from '../../config/settings.ts';
import { readYamlFile } from '../../config/read-yaml-file.ts';
import { drained } from '../../lib/drained.ts';
import {
  FaultLog,
  type FaultPlace,
  type FaultReason,
  type FaultSink,
} from '../../mapping/fault.ts';
import { mapItems } from '../../app/map-items.ts';
import { Mapper } from '../../mapping/mapper.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { mappingFile, plansFromMapping } from '../../app/mapping-plans.ts';
import { parseFlags } from '../names.ts';
import { faultList } from '../port-report.ts';
import { createEvaluator } from '../../app/evaluator.ts';
import { plural } from '../../lib/plural.ts';
import { count } from '../../lib/table.ts';
import { styleFor, type Terminal } from '../terminal.ts';

const Flags = z.object({
  input: z.string(),
  config: z.string().optional(),
  settings: z.string().optional(),
  explain: z.boolean().optional(),
});

/** `longshore map`: maps raw items to entities, without AWS and without Port. */
export async function runMap(flags: object, terminal: Terminal): Promise<ExitCode> {
  const given = parseFlags(Flags, flags);
  const { env, cwd, stdout, stderr, signal, verbosity } = terminal;
  const warn = (text: string): void => {
    if (verbosity !== 'quiet') stderr.write(`${text}\n`);
  };
  const file = given.settings === undefined ? undefined : await readYamlFile(given.settings);
  const settings = loadSettings({ env, file });
  for (const problem of settings.warnings) warn(`setting ignored: ${problem}`);
  const document = await mappingFile(given.config, cwd);
  const { config } = await plansFromMapping(document, { warn });
  await using evaluator = createEvaluator(settings, env);
  const mapper = new Mapper(config, evaluator);
  const log = new FaultLog();
  const explained: string[] = [];
  const faults = given.explain === true ? new Explainer(log, explained) : log;
  const name = given.input === '-' ? 'stdin' : given.input;
  const input =
    given.input === '-' ? terminal.stdin() : createReadStream(path.resolve(cwd, given.input));
  addAbortSignal(signal, input); // stdin may stay open for a long time
  const batches = mapItems(input, name, mapper, faults, signal);
  let next = await batches.next();
  for (; next.done !== true; next = await batches.next()) {
    for (const entity of next.value)
      if (!stdout.write(`${JSON.stringify(entity)}\n`)) await drained(stdout);
    for (const line of explained.splice(0)) stderr.write(`${line}\n`);
  }
  const { items, entities, filtered, others } = next.value;
  const style = styleFor(stderr, env);
  const problems = await mapper.problems();
  for (const { place, expression, message } of problems) {
    stderr.write(`${style.colours.red('not jq')} ${place}: ${expression}: ${message}\n`);
  }
  if (given.explain !== true && log.counts.length > 0) {
    warn(faultList(log.counts, style));
  }
  warn(
    `${plural(items, 'item')}: ${plural(entities, 'entity', 'entities')}, ${count(filtered)} left out by selectors` +
      (others === 0 ? '' : `, ${count(others)} of kinds that are not in the mapping`),
  );
  const isBroken = log.counts.some(({ reason }) => reason === 'selector-failed');
  return problems.length > 0 || isBroken ? EXIT.incomplete : EXIT.complete;
}

/** Writes a line for every fault of every item. */
class Explainer implements FaultSink {
  readonly #log: FaultLog;
  readonly #lines: string[];

  constructor(log: FaultLog, lines: string[]) {
    this.#log = log;
    this.#lines = lines;
  }

  add(reason: FaultReason, place: FaultPlace, message: string, nameOf: () => string): void {
    this.#log.add(reason, place, message, nameOf);
    this.#lines.push(`${nameOf()}: ${place.place}: ${reason}: ${place.expression}: ${message}`);
  }
}
