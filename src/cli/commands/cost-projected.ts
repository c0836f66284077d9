import { z } from 'zod';
import { projectCosts, type ProjectedCosts } from '../../app/cost/engine/project-costs.ts';
import { runtimeOpener } from '../../app/runtime.ts';
import { projectedRow, projectedSummary } from '../../cost/engine/output/projected-json.ts';
import { regionOf } from '../../cost/engine/plans/region-names.ts';
import { drained } from '../../lib/drained.ts';
import { ConfigurationError } from '../../lib/errors.ts';
import { CostSteps } from '../cost-steps.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { oneOf } from '../flag-words.ts';
import { parseFlags } from '../names.ts';
import { changeText, projectedText } from '../projected-text.ts';
import { storeSettings, StoreFlags } from '../store-flags.ts';
import { styleFor, type Terminal } from '../terminal.ts';

const Flags = StoreFlags.extend({
  plan: z.string().optional(),
  pulumiJson: z.string().optional(),
  region: z.string().optional(),
  prices: z.string().optional(),
  usageFile: z.string().optional(),
  specDir: z.string().optional(),
  assumeUnpriced: oneOf(['seed', 'peer']).optional(),
  output: oneOf(['table', 'json', 'ndjson']).default('table'),
  failOnUnpriced: z.boolean().default(false),
});
type Flags = z.output<typeof Flags>;

/** What is shown of a plan's costs: all of them, or what changes. */
type Shown = 'projected' | 'diff';

/** Rows that are turned into text at once. */
const ROWS_AT_ONCE = 500;

/** `longshore cost projected` and `longshore cost diff`: what the resources of a plan will cost. */
export async function runCostProjected(
  flags: object,
  terminal: Terminal,
  shown: Shown,
): Promise<ExitCode> {
  const given = parseFlags(Flags, flags);
  const plan = planOf(given);
  const { cwd, signal, secrets, stdout, env } = terminal;
  const settings = await storeSettings(given, terminal);
  using steps = new CostSteps(terminal);
  const { warn, onStep } = steps;
  const open = runtimeOpener({ settings, secrets, failsFast: true, warn });
  const costs = await projectCosts({
    ...{ settings, cwd, plan, open, signal, warn, onStep },
    stdin: () => terminal.stdin(),
    region: regionFlag(given.region) ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'],
    usageFile: given.usageFile,
    specFolder: given.specDir,
    assumption: given.assumeUnpriced,
  });
  steps.end();
  const style = styleFor(stdout, env);
  const text = shown === 'diff' ? changeText : projectedText;
  const output = given.output === 'table' ? [text(costs, style)] : rows(costs, given.output);
  for (const piece of output) {
    signal.throwIfAborted();
    stdout.write(piece);
    await drained(stdout);
  }
  return given.failOnUnpriced && costs.totals.unpriced > 0 ? EXIT.incomplete : EXIT.complete;
}

/** The document in pieces: a plan may have a hundred thousand resources. */
function* rows(costs: ProjectedCosts, format: 'json' | 'ndjson'): Generator<string, void> {
  const { resources } = costs;
  if (format === 'json') {
    const head = JSON.stringify(projectedSummary(costs), null, 2);
    yield `${head.slice(0, head.lastIndexOf('\n}'))},\n  "resources": [`;
  }
  for (let at = 0; at < resources.length; at += ROWS_AT_ONCE) {
    const texts = resources.slice(at, at + ROWS_AT_ONCE).map((resource, index) => {
      const row = projectedRow(resource);
      if (format === 'ndjson') return `${JSON.stringify(row)}\n`;
      const text = JSON.stringify(row, null, 2).replaceAll('\n', '\n    ');
      return `${at + index === 0 ? '' : ','}\n    ${text}`;
    });
    yield texts.join('');
  }
  if (format === 'json') yield resources.length === 0 ? ']\n}\n' : '\n  ]\n}\n';
}

function planOf({ plan, pulumiJson }: Flags): string {
  const names = [plan, pulumiJson].filter((name) => name !== undefined);
  const [name] = names;
  if (name !== undefined && names.length === 1) return name;
  throw new ConfigurationError(
    names.length === 0 ? 'no plan was given' : '--plan and --pulumi-json name two plans',
    { remedy: 'give one file with --plan FILE, or - for standard input' },
  );
}

function regionFlag(text: string | undefined): string | undefined {
  if (text === undefined || regionOf(text) !== undefined) return text;
  throw new ConfigurationError(`--region: "${text}" is not the name of a region`, {
    remedy: 'name it as AWS does, such as eu-west-1',
  });
}
