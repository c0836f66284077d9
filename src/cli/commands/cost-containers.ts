import { z } from 'zod';
import {
  CONTAINER_GROUPS,
  containerGroupName,
  containerGroupOf,
  containerReport,
  containerReportJson,
  type ContainerGroup,
  type ContainerReport,
} from '../../app/cost/bill/container-report.ts';
import { chargePeriod } from '../../app/cost/bill/charge-period.ts';
import { minus, plus } from '../../cost/money/decimal.ts';
import { systemClock } from '../../lib/clock.ts';
import { ConfigurationError } from '../../lib/errors.ts';
import { plural } from '../../lib/plural.ts';
import { AnalysisFlags, openBill } from '../analysis-flags.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { parseFlags } from '../names.ts';
import { money } from '../report/amounts.ts';
import { sectionsText } from '../report/report-text.ts';
import type { Section } from '../report/section.ts';
import { storeSettings } from '../store-flags.ts';
import { styleFor, type Terminal } from '../terminal.ts';

const MOST_ROWS = 50;

const Flags = AnalysisFlags.extend({
  from: z.string().optional(),
  to: z.string().optional(),
  groupBy: z.string().default('namespace'),
});

/** `longshore cost containers`: what pods and tasks cost, as Cost and Usage Reports divide their nodes. */
export async function runCostContainers(flags: object, terminal: Terminal): Promise<ExitCode> {
  const given = parseFlags(Flags, flags);
  const question = {
    period: chargePeriod(given.from, given.to, systemClock.now()),
    group: groupOf(given.groupBy),
  };
  const { signal, stdout, env } = terminal;
  const settings = await storeSettings(given, terminal);
  await using reader = await openBill(settings, terminal);
  const report = await containerReport(reader, question, signal);
  stdout.write(
    given.format === 'json'
      ? `${JSON.stringify(containerReportJson(report), null, 2)}\n`
      : sectionsText([containersSection(report)], styleFor(stdout, env)),
  );
  return EXIT.complete;
}

function groupOf(text: string): ContainerGroup {
  const group = containerGroupOf(text);
  if (group !== undefined) return group;
  throw new ConfigurationError(`--group-by: "${text}" is not known`, {
    remedy: `use ${CONTAINER_GROUPS.join(', ')} or tag:KEY`,
  });
}

function containersSection({ question, rows, others, nodes, sources }: ContainerReport): Section {
  const { period, group } = question;
  const name = containerGroupName(group);
  const from = sources.map((one) => `${one.name} (${one.source}), read at ${one.collectedAt}`);
  return {
    heading: `Cost of containers, ${period.from} to ${period.to}`,
    summary:
      rows.length === 0
        ? 'None: the bill of this time has no split cost allocation data. Turn it on in the cost management preferences of the payer account, and in the Cost and Usage Report.'
        : undefined,
    columns: [
      { heading: name },
      { heading: 'Used', align: 'right' },
      { heading: 'Part of unused', align: 'right' },
      { heading: 'Together', align: 'right' },
    ],
    rows: rows
      .slice(0, MOST_ROWS)
      .map((row) => [
        row.name ?? `(no ${name})`,
        money(row.used, row.currency),
        money(row.unused, row.currency),
        money(plus(row.used, row.unused), row.currency),
      ]),
    notes: [
      ...(rows.length > MOST_ROWS
        ? [`${rows.length - MOST_ROWS} with less cost not shown: see --format json.`]
        : []),
      ...[...others].map(
        ([currency, { used, unused }]) =>
          `Of further groups beyond the first ${rows.length}: ${money(plus(used, unused), currency)}.`,
      ),
      ...nodes.map(
        ({ nodes: count, cost, split, currency }) =>
          `The instance hours of ${plural(count, 'node')} cost ${money(cost, currency)}: ${money(split, currency)} of it is divided here, ${money(minus(cost, split), currency)} is not. It is in the bill once, as the cost of the nodes.`,
      ),
      ...(from.length === 0 ? [] : [`basis EffectiveCost of the nodes; from ${from.join(', ')}.`]),
    ],
  };
}
