import path from 'node:path';
import { z } from 'zod';
import { parseFilters, parseGroups } from '../../app/cost/bill/charge-groups.ts';
import { chargePeriod } from '../../app/cost/bill/charge-period.ts';
import {
  costSummary,
  costSummaryJson,
  type CostSummary,
} from '../../app/cost/analysis/cost-summary.ts';
import { AtomicFile } from '../../lib/atomic-file.ts';
import { systemClock } from '../../lib/clock.ts';
import { ConfigurationError } from '../../lib/errors.ts';
import { openBill, SeriesFlags } from '../analysis-flags.ts';
import { BASES, BASIS_WORDS } from '../basis-words.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { oneOf } from '../flag-words.ts';
import { parseFlags } from '../names.ts';
import { reportHtml } from '../report/report-html.ts';
import { reportMarkdown } from '../report/report-markdown.ts';
import { reportSections } from '../report/report-sections.ts';
import { sectionsText } from '../report/report-text.ts';
import { storeSettings } from '../store-flags.ts';
import type { Style } from '../style.ts';
import { styleFor, type Terminal } from '../terminal.ts';

const Flags = SeriesFlags.extend({
  basis: oneOf(BASIS_WORDS).default('billed'),
  allocateBy: z.string().default('account'),
  format: oneOf(['text', 'json', 'markdown', 'html']).default('text'),
  out: z.string().optional(),
});
type Flags = z.output<typeof Flags>;

/** `longshore cost report`: everything that the store says of cost. */
export async function runCostReport(flags: object, terminal: Terminal): Promise<ExitCode> {
  const given = parseFlags(Flags, flags);
  const now = systemClock.now();
  const [allocatedBy, ...further] = parseGroups(given.allocateBy);
  if (further.length > 0) {
    throw new ConfigurationError('--allocate-by takes one group', {
      remedy: 'give account, service, region or tag:KEY',
    });
  }
  const question = {
    period: chargePeriod(given.from, given.to, now),
    groups: parseGroups(given.groupBy ?? 'service'),
    filters: parseFilters(given.filter),
    basis: BASES[given.basis],
    allocatedBy,
    now,
  };
  const { cwd, signal, stdout, env } = terminal;
  const settings = await storeSettings(given, terminal);
  await using reader = await openBill(settings, terminal);
  const { budgets } = settings.cost;
  const summary = await costSummary(reader, { ...question, budgets }, signal);
  const style = styleFor(stdout, env);
  const text = formatted(summary, given.format, style);
  if (given.out === undefined) stdout.write(text);
  else {
    const file = await AtomicFile.open(path.resolve(cwd, given.out), signal);
    try {
      file.stream.write(text);
      await file.finish();
    } finally {
      await file.abandon();
    }
  }
  return EXIT.complete;
}

function formatted(summary: CostSummary, format: Flags['format'], style: Style): string {
  switch (format) {
    case 'text':
      return sectionsText(reportSections(summary), style);
    case 'json':
      return `${JSON.stringify(costSummaryJson(summary), null, 2)}\n`;
    case 'markdown':
      return reportMarkdown(summary);
    case 'html':
      return reportHtml(summary);
  }
}
