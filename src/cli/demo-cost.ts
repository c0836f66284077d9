import { costEstate } from '../app/cost/cost-estate.ts';
import { loadCostModels } from '../app/cost/cost-models.ts';
import { costReport } from '../app/cost/cost-report.ts';
import type { Prices } from '../app/cost/open-prices.ts';
import type { NeedsByKind } from '../cost/prices/price-selection.ts';
import type { Store } from '../store/store.ts';
import { costText } from './cost-text.ts';
import type { Style } from './style.ts';
import type { Terminal } from './terminal.ts';

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
  await costEstate({ store, prices, models, signal, warn });
  const { colours } = style;
  const parts = [colours.bold('5. What these resources cost, by list prices.')];
  for (const grouping of [{ by: 'service' }, { by: 'tag', key: 'team' }] as const) {
    const report = await costReport(store, grouping, {}, signal);
    const flag = grouping.by === 'tag' ? `tag:${grouping.key}` : grouping.by;
    const command = colours.dim(`longshore cost resources --group-by ${flag}`);
    parts.push(`${command}\n\n${costText(report, grouping, style)}`);
  }
  return parts.join('\n\n');
}
