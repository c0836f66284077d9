import { z } from 'zod';
import { runUsage } from '../../app/cost/usage/run-usage.ts';
import { isUsageIncomplete } from '../../app/cost/usage/usage-report.ts';
import { runtimeOpener } from '../../app/runtime.ts';
import { USAGES } from '../../cost/usage/registry.generated.ts';
import { systemClock } from '../../lib/clock.ts';
import { ConfigurationError } from '../../lib/errors.ts';
import { CostSteps } from '../cost-steps.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { listOf, parseFlags } from '../names.ts';
import { storeSettings, StoreFlags } from '../store-flags.ts';
import { styleFor, type Terminal } from '../terminal.ts';
import { usagePlanText, usageText } from '../usage-text.ts';

const Flags = StoreFlags.extend({
  accounts: z.string().optional(),
  regions: z.string().optional(),
  kinds: z.string().optional(),
  dryRun: z.boolean().default(false),
  json: z.boolean().default(false),
});

/** `longshore cost usage`: what CloudWatch measured of the stored resources goes into the store. */
export async function runCostUsage(flags: object, terminal: Terminal): Promise<ExitCode> {
  const given = parseFlags(Flags, flags);
  const { cwd, signal, secrets, stdout, env } = terminal;
  const filter = {
    accounts: listOf(given.accounts),
    regions: listOf(given.regions),
    kinds: kindsOf(given.kinds),
  };
  const settings = await storeSettings(given, terminal);
  const style = styleFor(stdout, env);
  using steps = new CostSteps(terminal);
  const { warn } = steps;
  const report = await runUsage({
    ...{ settings, cwd, signal, filter, isDryRun: given.dryRun },
    open: runtimeOpener({ settings, secrets, failsFast: true, warn }),
    observer: () => undefined,
    now: systemClock.now,
    onStep: steps.onStep,
    onPlan: (plan) => {
      if (!given.json) stdout.write(usagePlanText(plan, style));
    },
  });
  steps.end();
  if (given.json) stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else if (!given.dryRun) stdout.write(`\n${usageText(report, style)}`);
  return isUsageIncomplete(report) ? EXIT.incomplete : EXIT.complete;
}

function kindsOf(text: string | undefined): readonly string[] | undefined {
  const names = listOf(text);
  const unknown = names?.find((name) => !(name in USAGES));
  if (unknown === undefined) return names;
  throw new ConfigurationError(`--kinds: no usage of "${unknown}" is defined`, {
    remedy: `use ${Object.keys(USAGES).join(', ')}`,
  });
}
