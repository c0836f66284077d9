import path from 'node:path';
import { z } from 'zod';
import { exportPrices } from '../../app/cost/prices/export-prices.ts';
import { AwsNameLookup } from '../../app/name-lookup.ts';
import { runtimeOpener } from '../../app/runtime.ts';
import { count, table } from '../../lib/table.ts';
import { CostSteps } from '../cost-steps.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { parseFlags, regionsOf } from '../names.ts';
import { storeSettings, StoreFlags } from '../store-flags.ts';
import { styleFor, type Terminal } from '../terminal.ts';

const Flags = StoreFlags.extend({ regions: z.string().optional(), prices: z.string().optional() });

/** `longshore prices export` */
export async function runPricesExport(
  file: string,
  flags: object,
  terminal: Terminal,
): Promise<ExitCode> {
  const given = parseFlags(Flags, flags);
  const { cwd, signal, secrets, stdout, env } = terminal;
  const settings = await storeSettings(given, terminal);
  using steps = new CostSteps(terminal);
  const { warn, onStep } = steps;
  const open = runtimeOpener({ settings, secrets, failsFast: true, warn });
  const named = await regionsOf(given.regions, new AwsNameLookup({ open, signal }));
  const regions = named === undefined ? undefined : [...named];
  const target = path.resolve(cwd, file);
  const states = await exportPrices({
    ...{ settings, cwd, open, signal, onStep },
    ...{ file: target, regions },
  });
  steps.end();
  for (const { problem } of states) if (problem !== undefined) warn(problem.message);
  const rows = states.map(({ region, prices, ambiguous, facts }) => [
    region,
    count(prices),
    count(ambiguous.length),
    facts?.publicationDate.slice(0, 'YYYY-MM-DD'.length) ?? '',
    facts?.source ?? '',
  ]);
  const columns = [
    { heading: 'Region' },
    { heading: 'Prices', align: 'right' },
    { heading: 'Ambiguous', align: 'right', narrow: 'drop' },
    { heading: 'Published' },
    { heading: 'Source' },
  ] as const;
  stdout.write(`${table(columns, rows, styleFor(stdout, env).width)}\n`);
  const isComplete = states.every(({ state }) => state === 'current');
  if (states.some(({ prices }) => prices > 0)) stdout.write(`\nwritten: ${file}\n`);
  return isComplete ? EXIT.complete : EXIT.incomplete;
}
