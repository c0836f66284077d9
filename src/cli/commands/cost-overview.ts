import { z } from 'zod';
import { overviewCosts, type OverviewCosts } from '../../app/cost/engine/overview-costs.ts';
import {
  overviewEnd,
  overviewMetadata,
  overviewRow,
} from '../../cost/engine/output/overview-json.ts';
import { overviewTotals, type OverviewTotal } from '../../cost/engine/overview/overview-totals.ts';
import { ConfigurationError } from '../../lib/errors.ts';
import { systemClock } from '../../lib/clock.ts';
import { BASES, BASIS_WORDS } from '../basis-words.ts';
import { CostSteps } from '../cost-steps.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { oneOf } from '../flag-words.ts';
import { listPieces, ndjsonPieces, writePieces } from '../json-pieces.ts';
import { parseFlags } from '../names.ts';
import { overviewText } from '../overview-text.ts';
import { PlanFlags, planInput, pricingOf } from '../plan-flags.ts';
import { storeSettings } from '../store-flags.ts';
import { styleFor, type Terminal } from '../terminal.ts';

const Flags = PlanFlags.extend({
  from: z.string().optional(),
  to: z.string().optional(),
  basis: oneOf(BASIS_WORDS).default('effective'),
  output: oneOf(['table', 'json', 'ndjson']).default('table'),
});
type Flags = z.output<typeof Flags>;

/** `longshore cost overview`: what resources cost in the bill, as they are, and after a change. */
export async function runCostOverview(flags: object, terminal: Terminal): Promise<ExitCode> {
  const given = parseFlags(Flags, flags);
  const { pulumiState } = given;
  const planned = await planInput({ ...given, pulumiState: undefined }, 'preview', terminal);
  const input = planned ?? (await planInput(given, 'preview', terminal));
  if (input === undefined) {
    throw new ConfigurationError('no plan and no stack was given', {
      remedy: 'give --plan FILE, --pulumi-state FILE, both, or --stack NAME to ask Pulumi',
    });
  }
  const settings = await storeSettings(given, terminal);
  using steps = new CostSteps(terminal);
  const { warn, onStep } = steps;
  const found = await overviewCosts({
    ...pricingOf(given, terminal),
    ...input,
    ...{ settings, warn, onStep, secrets: terminal.secrets },
    state: planned === undefined ? undefined : pulumiState,
    ...{ from: given.from, to: given.to, basis: BASES[given.basis] },
    now: () => systemClock.now(),
  });
  steps.end();
  const costs = { ...found, totals: overviewTotals(found.rows) };
  await writePieces(piecesOf(costs, given, terminal), terminal);
  return EXIT.complete;
}

function piecesOf(
  costs: OverviewCosts & { readonly totals: readonly OverviewTotal[] },
  { output, basis: word }: Flags,
  { stdout, env }: Terminal,
): Iterable<string> {
  const basis = BASES[word];
  switch (output) {
    case 'table':
      return [overviewText(costs, word, styleFor(stdout, env))];
    case 'ndjson':
      return ndjsonPieces(costs.rows, (row) => overviewRow(row, { ...costs, basis }));
    case 'json':
      return document({ ...costs, basis });
  }
}

function* document(
  costs: OverviewCosts & { readonly totals: readonly OverviewTotal[]; readonly basis: string },
): Generator<string, void> {
  const { rows } = costs;
  const head = JSON.stringify({ metadata: overviewMetadata(rows, costs) }, null, 2);
  yield `${head.slice(0, head.lastIndexOf('\n'))},\n  "resources": `;
  yield* listPieces(rows, (row) => overviewRow(row, costs), '  ');
  yield `,${JSON.stringify(overviewEnd(rows, costs), null, 2).slice(1)}\n`;
}
