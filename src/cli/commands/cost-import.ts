import { z } from 'zod';
import { runImport } from '../../app/cost/bill/run-import.ts';
import { EXPORT_TYPES } from '../../cost/billing/charge-source.ts';
import { CostSteps } from '../cost-steps.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { oneOf } from '../flag-words.ts';
import { importText } from '../import-text.ts';
import { parseFlags } from '../names.ts';
import { storeSettings, StoreFlags } from '../store-flags.ts';
import { styleFor, type Terminal } from '../terminal.ts';

const Flags = StoreFlags.extend({
  type: oneOf(EXPORT_TYPES).optional(),
  dryRun: z.boolean().default(false),
  json: z.boolean().default(false),
});

/** `longshore cost import`: exports of the bill on disk become charges in the store. */
export async function runCostImport(
  paths: readonly string[],
  flags: object,
  terminal: Terminal,
): Promise<ExitCode> {
  const given = parseFlags(Flags, flags);
  const { cwd, signal, stdout, env } = terminal;
  const settings = await storeSettings(given, terminal);
  using steps = new CostSteps(terminal);
  const report = await runImport({
    ...{ settings, cwd, paths, signal, onStep: steps.onStep },
    type: given.type,
    isDryRun: given.dryRun,
  });
  steps.end();
  const text = given.json
    ? `${JSON.stringify(report, null, 2)}\n`
    : importText(report, styleFor(stdout, env));
  stdout.write(text);
  return EXIT.complete;
}
