import path from 'node:path';
import { z } from 'zod';
import {
  CHARGE_FILES,
  exportCharges,
  type ChargeFile,
} from '../../app/cost/bill/export-charges.ts';
import { chargePeriod } from '../../app/cost/bill/charge-period.ts';
import { FILL_BILL, storedPeriods } from '../../app/cost/bill/charge-sources.ts';
import { periodSql } from '../../app/cost/bill/charge-report.ts';
import { allRows } from '../../app/store/all-rows.ts';
import { openReader } from '../../app/store/open-reader.ts';
import { systemClock } from '../../lib/clock.ts';
import { ConfigurationError } from '../../lib/errors.ts';
import { plural } from '../../lib/plural.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { parseFlags } from '../names.ts';
import { openOutput } from '../query-output.ts';
import { storeSettings, StoreFlags } from '../store-flags.ts';
import type { Terminal } from '../terminal.ts';

const Flags = StoreFlags.extend({
  format: z.enum(['focus-1.2'], { error: 'must be focus-1.2' }).default('focus-1.2'),
  from: z.string().optional(),
  to: z.string().optional(),
});

/** `longshore cost export`: charges as a file in the form of FOCUS 1.2. */
export async function runCostExport(
  file: string,
  flags: object,
  terminal: Terminal,
): Promise<ExitCode> {
  const given = parseFlags(Flags, flags);
  const format = formatOf(file);
  const period = chargePeriod(given.from, given.to, systemClock.now());
  const { cwd, signal, stdout } = terminal;
  const settings = await storeSettings(given, terminal);
  await using reader = await openReader(settings, cwd, signal, FILL_BILL);
  const [row] = await allRows(
    reader,
    `select count(*) from charges where ${periodSql(period)}`,
    signal,
  );
  const charges = Number(row?.[0] ?? 0);
  if (charges === 0) {
    const stored = await storedPeriods(reader, signal);
    throw new ConfigurationError(`there are no charges from ${period.from} to ${period.to}`, {
      remedy:
        stored === undefined ? FILL_BILL : `the store has ${stored}: choose with --from and --to`,
    });
  }
  const output = await openOutput(path.resolve(cwd, file), terminal);
  try {
    for await (const piece of exportCharges(reader, format, period, signal)) {
      await output.write(piece);
    }
    await output.finish();
  } catch (error) {
    await output.abandon();
    throw error;
  }
  stdout.write(
    `written: ${file}, ${plural(charges, 'charge')} from ${period.from} to ${period.to}\n`,
  );
  return EXIT.complete;
}

function formatOf(file: string): ChargeFile {
  const extension = path.extname(file).slice(1).toLowerCase();
  const format = CHARGE_FILES.find((known) => known === extension);
  if (format !== undefined) return format;
  throw new ConfigurationError(`${file}: the name does not say the format`, {
    remedy: 'end it in .parquet or .csv',
  });
}
