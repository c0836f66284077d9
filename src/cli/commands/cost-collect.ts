import { z } from 'zod';
import { chargePeriod } from '../../app/cost/bill/charge-period.ts';
import { isIncomplete } from '../../app/cost/collect/collect-report.ts';
import { COLLECT_SOURCES, type CollectSource } from '../../app/cost/collect/collect-source.ts';
import { runCollect } from '../../app/cost/collect/run-collect.ts';
import { runtimeOpener } from '../../app/runtime.ts';
import { systemClock } from '../../lib/clock.ts';
import { ConfigurationError } from '../../lib/errors.ts';
import { collectText, explorerPlanText, planText } from '../collect-text.ts';
import { CostSteps } from '../cost-steps.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { listOf, parseFlags } from '../names.ts';
import { storeSettings, StoreFlags } from '../store-flags.ts';
import { styleFor, type Terminal } from '../terminal.ts';

const Flags = StoreFlags.extend({
  from: z.string().optional(),
  to: z.string().optional(),
  sources: z.string().optional(),
  dryRun: z.boolean().default(false),
  again: z.boolean().default(false),
  json: z.boolean().default(false),
});

/** `longshore cost collect`: the bill of AWS becomes charges in the store. */
export async function runCostCollect(flags: object, terminal: Terminal): Promise<ExitCode> {
  const given = parseFlags(Flags, flags);
  const { cwd, signal, secrets, stdout, stderr, env } = terminal;
  const months = monthsOf(given.from, given.to);
  const sources = sourcesOf(given.sources);
  const settings = await storeSettings(given, terminal);
  const style = styleFor(stdout, env);
  using steps = new CostSteps(terminal);
  const { warn } = steps;
  const report = await runCollect({
    ...{ settings, cwd, signal, sources, ...months, isAgain: given.again, isDryRun: given.dryRun },
    openWith: (its) => runtimeOpener({ settings: its, secrets, failsFast: true, warn }),
    observer: () => undefined,
    now: systemClock.now,
    onStep: steps.onStep,
    onPlan: (plan) => {
      if (given.json) return;
      stdout.write(planText(plan, style));
    },
    onExplorerPlan: (plan) => {
      stderr.write(`${explorerPlanText(plan)}\n`);
    },
  });
  steps.end();
  if (given.json) stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else if (!given.dryRun || report.scopes.length > 0) {
    stdout.write(`\n${collectText(report, style)}`);
  }
  return isIncomplete(report) ? EXIT.incomplete : EXIT.complete;
}

/** Whole months: a bill is replaced by the month. */
function monthsOf(
  from: string | undefined,
  to: string | undefined,
): { readonly from: string | undefined; readonly to: string | undefined } {
  if (from === undefined && to === undefined) return { from: undefined, to: undefined };
  const period = chargePeriod(from, to, systemClock.now());
  const month = (day: string): string => day.slice(0, 'YYYY-MM'.length);
  return {
    from: from === undefined ? undefined : month(period.from),
    to: to === undefined ? undefined : month(period.to),
  };
}

function sourcesOf(text: string | undefined): ReadonlySet<CollectSource> | undefined {
  const names = listOf(text);
  if (names === undefined) return undefined;
  return new Set(
    names.map((name) => {
      const known = COLLECT_SOURCES.find((source) => source === name);
      if (known !== undefined) return known;
      throw new ConfigurationError(`--sources: "${name}" is not known`, {
        remedy: `use ${COLLECT_SOURCES.join(', ')}`,
      });
    }),
  );
}
