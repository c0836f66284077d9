import { createReadStream } from 'node:fs';
import path from 'node:path';
import { addAbortSignal } from 'node:stream';
import { z } from 'zod';
import { loadSettings } from '../../config/settings.ts';
import { readYamlFile } from '../../config/yaml-file.ts';
import { drained } from '../../lib/drained.ts';
import { ConfigurationError, messageOf } from '../../lib/errors.ts';
import { linesOf } from '../../lib/lines.ts';
import {
  FaultLog,
  type FaultPlace,
  type FaultReason,
  type FaultSink,
} from '../../mapping/fault.ts';
import { parseExact } from '../../mapping/jq/exact-json.ts';
import { Mapper } from '../../mapping/mapper.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { mappingFile, plansFromMapping } from '../../app/mapping-plans.ts';
import { parseFlags } from '../names.ts';
import { faultList } from '../port-report.ts';
import { createEvaluator } from '../../app/evaluator.ts';
import { count } from '../../lib/table.ts';
import { coloursFor, type Terminal } from '../terminal.ts';

const Flags = z.object({
  input: z.string(),
  config: z.string().optional(),
  settings: z.string().optional(),
  explain: z.boolean().optional(),
});

const RawItem = z.looseObject({ Type: z.string() });

/** Items mapped at once, and most characters of them: items may be large. */
const BATCH = 500;
const BATCH_CHARACTERS = 8_000_000;

/** `longshore map`: entities for raw items, without AWS and without Port. */
export async function runMap(flags: object, terminal: Terminal): Promise<ExitCode> {
  const given = parseFlags(Flags, flags);
  const { env, cwd, stdout, stderr } = terminal;
  const file = given.settings === undefined ? undefined : await readYamlFile(given.settings);
  const settings = loadSettings({ env, file });
  for (const problem of settings.warnings) stderr.write(`setting ignored: ${problem}\n`);
  const document = await mappingFile(given.config, cwd);
  const { config } = await plansFromMapping(document, {
    warn: (message) => {
      stderr.write(`${message}\n`);
    },
  });
  await using evaluator = createEvaluator(settings, env);
  const mapper = new Mapper(config, evaluator);
  const log = new FaultLog();
  const explained: string[] = [];
  const faults = given.explain === true ? new Explainer(log, explained) : log;
  const kinds = new Set(mapper.mappings.map(({ kind }) => kind));
  let items = 0;
  let entities = 0;
  let filtered = 0;
  let others = 0;
  for await (const batch of batches(given.input, cwd, terminal)) {
    items += batch.length;
    const byKind = new Map<string, object[]>();
    for (const item of batch) byKind.set(item.Type, [...(byKind.get(item.Type) ?? []), item]);
    for (const [kind, members] of byKind) {
      if (!kinds.has(kind)) others += members.length;
      const inputs = members.map((item) => ({ item }));
      for (const mapped of await mapper.map(kind, inputs, faults)) {
        filtered += mapped.filtered;
        for (const { entity, isSelected } of mapped.entities) {
          if (!isSelected) continue;
          entities += 1;
          if (!stdout.write(`${JSON.stringify(entity)}\n`)) await drained(stdout);
        }
      }
    }
    for (const line of explained.splice(0)) stderr.write(`${line}\n`);
  }
  const colours = coloursFor(stderr, env);
  const problems = await mapper.problems();
  for (const { place, expression, message } of problems) {
    stderr.write(`${colours.red('not jq')} ${place}: ${expression}: ${message}\n`);
  }
  if (given.explain !== true && log.counts.length > 0) {
    stderr.write(`${faultList(log.counts, colours)}\n`);
  }
  stderr.write(
    `${count(items)} items: ${count(entities)} entities, ${count(filtered)} left out by selectors` +
      `${others === 0 ? '' : `, ${count(others)} of kinds that the mapping does not name`}\n`,
  );
  const isBroken = log.counts.some(({ reason }) => reason === 'selector-failed');
  return problems.length > 0 || isBroken ? EXIT.incomplete : EXIT.complete;
}

/** Tells every fault of every item. */
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

async function* batches(
  input: string,
  cwd: string,
  terminal: Terminal,
): AsyncGenerator<readonly z.output<typeof RawItem>[], void> {
  const name = input === '-' ? 'stdin' : input;
  const stream = input === '-' ? terminal.stdin() : createReadStream(path.resolve(cwd, input));
  addAbortSignal(terminal.signal, stream); // whoever feeds stdin may take long
  let characters = 0;
  let batch: z.output<typeof RawItem>[] = [];
  let number = 0;
  try {
    for await (const line of linesOf(stream)) {
      number += 1;
      if (line.trim() === '') continue;
      batch.push(itemOf(line, `${name}:${number}`));
      characters += line.length;
      if (batch.length < BATCH && characters < BATCH_CHARACTERS) continue;
      yield batch;
      batch = [];
      characters = 0;
    }
  } catch (error) {
    if (error instanceof ConfigurationError || terminal.signal.aborted) throw error;
    throw new ConfigurationError(`cannot read ${name}: ${messageOf(error)}`, {
      cause: error,
      remedy: 'name a file of raw items, such as longshore resync --output writes',
    });
  }
  if (batch.length > 0) yield batch;
}

function itemOf(line: string, place: string): z.output<typeof RawItem> {
  let value: unknown;
  try {
    value = parseExact(line);
  } catch (error) {
    throw new ConfigurationError(`${place}: not JSON`, {
      cause: error,
      remedy: 'give one raw item a line, as JSON',
    });
  }
  const item = RawItem.safeParse(value);
  if (item.success) return item.data;
  throw new ConfigurationError(`${place}: not a raw item: it has no Type`, {
    remedy: 'give raw items such as {"Type":"AWS::SQS::Queue","Properties":{…}}',
  });
}
