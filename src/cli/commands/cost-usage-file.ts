import { z } from 'zod';
import { measuredUsageFile } from '../../app/cost/engine/measured-usage-file.ts';
import { usageYaml } from '../../cost/engine/output/usage-yaml.ts';
import { dayName } from '../../cost/usage/usage-days.ts';
import { CostSteps } from '../cost-steps.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { writePieces } from '../json-pieces.ts';
import { parseFlags } from '../names.ts';
import { planNameOf } from '../plan-flags.ts';
import { storeSettings, StoreFlags } from '../store-flags.ts';
import type { Terminal } from '../terminal.ts';

const Flags = StoreFlags.extend({
  plan: z.string().optional(),
  pulumiJson: z.string().optional(),
  pulumiState: z.string().optional(),
});

/** `longshore cost usage-file`: measured usage as a usage file, for `--usage-file`. */
export async function runCostUsageFile(flags: object, terminal: Terminal): Promise<ExitCode> {
  const given = parseFlags(Flags, flags);
  const { cwd, signal, stdin } = terminal;
  const settings = await storeSettings(given, terminal);
  using steps = new CostSteps(terminal);
  await using usage = await measuredUsageFile({
    ...{ settings, cwd, signal, stdin, region: undefined, onStep: steps.onStep },
    plan: planNameOf(given),
  });
  steps.end();
  const { from, until } = usage.window;
  const head = [
    'Usage of resources a month of 730 hours, for longshore cost projected --usage-file.',
    `Measured by CloudWatch from ${dayName(from)} to ${dayName(until - 1)}. Comments: not measured.`,
  ];
  await writePieces(usageYaml(usage.entries, head), terminal);
  return EXIT.complete;
}
