import { anomalyReport, type ShownAnomaly } from '../app/cost/analysis/anomaly-report.ts';
import { wrap } from '../lib/text-width.ts';
import type { Truth } from '../sandbox/ledger/truth.ts';
import type { UsageAnomaly } from '../sandbox/ledger/usage-anomalies.ts';
import type { Store } from '../store/store.ts';
import { anomaliesSection } from './report/finding-sections.ts';
import { sectionsText } from './report/report-text.ts';
import type { Style } from './style.ts';
import { DEFAULT_WIDTH } from './terminal.ts';

/** The bill of a month with what was found in it, and what the ledger of the simulated organization knows. */
export interface AnomaliesStage {
  readonly resources: Store;
  readonly truth: Pick<Truth, 'runaways'>;
}

/** What was unusual in the collected bill: the function that ran away is the greatest of it, by name. */
export async function demoAnomalies(
  { resources, truth }: AnomaliesStage,
  { style, signal }: { readonly style: Style; readonly signal: AbortSignal },
): Promise<{ readonly text: string; readonly isExplained: boolean }> {
  const report = await anomalyReport(resources, { sources: ['longshore'] }, signal);
  const [injected] = truth.runaways();
  const [first] = report.anomalies;
  const isExplained = isNamed(first, injected);
  const { colours, width = DEFAULT_WIDTH } = style;
  const compared = isExplained
    ? 'The ledger of the simulated organization names the same function and days as the cause of the greatest anomaly.'
    : 'The ledger of the simulated organization names another cause.';
  const text = [
    colours.bold('7. What was unusual in this bill.'),
    `${colours.dim('longshore cost anomalies')}\n\n${sectionsText([anomaliesSection(report)], style).trimEnd()}`,
    wrap(compared, width, 0),
  ];
  return { text: `${text.join('\n\n')}\n`, isExplained };
}

/** Does the anomaly begin with the cause, in its place, and name its resource first? */
function isNamed(found: ShownAnomaly | undefined, injected: UsageAnomaly | undefined): boolean {
  if (found === undefined || injected === undefined) return false;
  const { resource, firstDay } = injected;
  const [resourceNamed] = found.explanation?.parts[0]?.parts ?? [];
  return (
    found.startsOn === firstDay &&
    found.account === resource.accountId &&
    found.region === resource.region &&
    resourceNamed?.name === resource.id
  );
}
