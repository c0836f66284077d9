import { z } from 'zod';
import {
  estimateCosts,
  type EstimateCostsOptions,
  type EstimatedCosts,
} from '../../app/cost/engine/estimate-costs.ts';
import { parseOverride } from '../../cost/engine/estimate/override.ts';
import { estimateFacts, estimateRow } from '../../cost/engine/output/estimate-json.ts';
import { isNegative } from '../../cost/engine/projection/usage-file.ts';
import { ConfigurationError } from '../../lib/errors.ts';
import { CostSteps } from '../cost-steps.ts';
import { estimateText } from '../estimate-text.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { oneOf } from '../flag-words.ts';
import { listPieces, ndjsonPieces, writePieces } from '../json-pieces.ts';
import { parseFlags } from '../names.ts';
import { PlanFlags, planInput, pricingOf } from '../plan-flags.ts';
import { storeSettings } from '../store-flags.ts';
import { styleFor, type Terminal } from '../terminal.ts';

const Flags = PlanFlags.extend({
  provider: z.string().optional(),
  resourceType: z.string().optional(),
  property: z.array(z.string()).default([]),
  usage: z.array(z.string()).default([]),
  modify: z.array(z.string()).default([]),
  output: oneOf(['table', 'json', 'ndjson']).default('table'),
});
type Flags = z.output<typeof Flags>;

/** `longshore cost estimate`: what a resource, or a change to resources of a plan, would cost. */
export async function runCostEstimate(flags: object, terminal: Terminal): Promise<ExitCode> {
  const given = parseFlags(Flags, flags);
  const { secrets } = terminal;
  const pricing = pricingOf(given, terminal);
  const input = await planInput(given, 'preview', terminal);
  const of = askedOf(given, input?.plan, pricing.region);
  const settings = await storeSettings(given, terminal);
  using steps = new CostSteps(terminal);
  const { warn, onStep } = steps;
  const stdin = input?.stdin ?? terminal.stdin;
  const costs = await estimateCosts({
    ...pricing,
    ...{ settings, secrets, warn, onStep, of, stdin },
  });
  steps.end();
  await writePieces(piecesOf(costs, given.output, of.plan !== undefined, terminal), terminal);
  return EXIT.complete;
}

function askedOf(
  given: Flags,
  plan: string | undefined,
  region: string | undefined,
): EstimateCostsOptions['of'] {
  const { provider, resourceType: type, property: properties, usage, modify: changes } = given;
  const isSingle = provider !== undefined || type !== undefined || properties.length > 0;
  if (plan !== undefined) {
    if (!isSingle && usage.length === 0) return { plan, changes };
    throw new ConfigurationError('a plan and one resource cannot be estimated at once', {
      remedy: 'give --plan with --modify, or --resource-type with --property and --usage',
    });
  }
  if (type === undefined || (provider === undefined && !hasProvider(type))) {
    throw new ConfigurationError('it is not said what to estimate', {
      remedy: 'give --plan FILE, or --provider aws --resource-type ec2:Instance',
    });
  }
  const measured = usage.map((text) => parseOverride('--usage', text));
  const negative = measured.find(({ text }) => isNegative(text));
  if (negative !== undefined) {
    throw new ConfigurationError(`--usage: ${negative.property} is negative`, {
      remedy: 'give how much is used in a month',
    });
  }
  return {
    ...{ provider, type, region, properties, changes },
    usage: new Map(measured.map(({ property, text }) => [property, text])),
  };
}

/** `aws:ec2/instance:Instance`, `aws_instance`; `ec2:Instance` does not. */
function hasProvider(type: string): boolean {
  return type.split(':').length > 2 || /^[a-z\d]+_/.test(type);
}

function piecesOf(
  costs: EstimatedCosts,
  output: Flags['output'],
  isPlan: boolean,
  { stdout, env }: Terminal,
): Iterable<string> {
  const { estimates } = costs;
  switch (output) {
    case 'table':
      return [estimateText(costs, styleFor(stdout, env))];
    case 'ndjson':
      return ndjsonPieces(estimates, estimateRow);
    case 'json':
      return document(costs, isPlan);
  }
}

/** One resource is an object; those of a plan are a list in one. */
function* document(
  { estimates, prices }: EstimatedCosts,
  isPlan: boolean,
): Generator<string, void> {
  const published = { prices: { publishedFrom: prices.from ?? null, ...prices, from: undefined } };
  const [only] = estimates;
  if (!isPlan && only !== undefined) {
    yield `${JSON.stringify({ ...estimateRow(only), ...published }, null, 2)}\n`;
    return;
  }
  const head = JSON.stringify({ ...estimateFacts(estimates), ...published }, null, 2);
  yield `${head.slice(0, head.lastIndexOf('\n'))},\n  "results": `;
  yield* listPieces(estimates, estimateRow, '  ');
  yield '\n}\n';
}
