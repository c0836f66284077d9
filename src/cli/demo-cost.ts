import path from 'node:path';
import { costEstate } from '../app/cost/resources/cost-estate.ts';
import { loadCostModels } from '../app/cost/cost-models.ts';
import { costReport } from '../app/cost/resources/cost-report.ts';
import type { Prices } from '../app/cost/prices/open-prices.ts';
import { decimalText, ZERO } from '../cost/money/decimal.ts';
import type { PaidTotal } from '../cost/prices/paid-calls.ts';
import type { NeedsByKind } from '../cost/prices/price-selection.ts';
import { plural } from '../lib/plural.ts';
import { wrap } from '../lib/text-width.ts';
import type { Store } from '../store/store.ts';
import { costText } from './cost-text.ts';
import { DEMO_PRICES } from './demo-prices.ts';
import type { Style } from './style.ts';
import { DEFAULT_WIDTH, type Terminal } from './terminal.ts';

/** What the demo prices. */
export interface PricedStage {
  readonly resources: Store;
  openPrices(needs: NeedsByKind): Promise<Prices>;
}

/** What the resources of the first run cost, by service and by team. */
export async function demoCost(
  { resources: store, openPrices }: PricedStage,
  style: Style,
  { signal, stderr }: Pick<Terminal, 'signal' | 'stderr'>,
): Promise<string> {
  const models = await loadCostModels();
  using prices = await openPrices(models.needs);
  const warn = (message: string): void => {
    stderr.write(`longshore: ${message}\n`);
  };
  const { paid } = await costEstate({ store, prices, models, signal, warn });
  const { colours, width = DEFAULT_WIDTH } = style;
  const parts = [
    colours.bold('5. What these resources cost, by list prices.'),
    wrap(sourcesText(paid), width, 0),
  ];
  for (const grouping of [{ by: 'service' }, { by: 'tag', key: 'team' }] as const) {
    const report = await costReport(store, grouping, {}, signal);
    const flag = grouping.by === 'tag' ? `tag:${grouping.key}` : grouping.by;
    const command = colours.dim(`longshore cost resources --group-by ${flag}`);
    parts.push(`${command}\n\n${costText(report, grouping, style)}`);
  }
  return parts.join('\n\n');
}

/** Where the prices came from, and what reading them would have cost. */
function sourcesText(paid: PaidTotal | undefined): string {
  const file = path.basename(path.dirname(DEMO_PRICES)) + path.sep + path.basename(DEMO_PRICES);
  const { requests = 0, amount = ZERO } = paid ?? {};
  return (
    `The prices are simulated. They come from the file ${file}, in the form of longshore prices export, except for those ` +
    'that no price list has: spot instances, from the simulated spot price history, and capacity blocks, from the ' +
    `simulated Cost Explorer (${plural(requests, 'paid call')}: at AWS, ${decimalText(amount)} USD).`
  );
}
