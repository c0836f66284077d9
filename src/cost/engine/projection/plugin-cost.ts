import type { PluginCost } from '../plugins/projected-by-plugins.ts';
import { unpricedCost } from './planned-cost.ts';
import { NO_COST, type SideCost } from './side-cost.ts';

/** The cost by plugins alone. */
export function costOfPlugins(said: PluginCost | undefined, name: string): SideCost {
  const reasons = said?.reasons.join('; ') ?? '';
  const detail = reasons === '' ? `plugin ${name} is not for this type and region` : reasons;
  const unpriced = { ...NO_COST, ...unpricedCost('no-price', detail), note: detail };
  return said === undefined ? unpriced : withReasons(unpriced, said);
}

/** The price of a plugin, with ours as an alternative; or ours, with why the plugins have none if it is unknown. */
export function withReasons(own: SideCost, { prices, reasons, error }: PluginCost): SideCost {
  const [first, ...others] = prices;
  if (first === undefined) {
    if (own.monthly !== undefined || reasons.length === 0) return own;
    return {
      ...own,
      note: [own.note, ...reasons.filter((one) => one !== own.note)].join('; '),
      ...(error !== undefined && { pluginError: error }),
    };
  }
  const { plugin: adapter, currency, monthly, note } = first;
  const ours =
    own.monthly === undefined || own.currency === undefined || own.adapter === 'assumed'
      ? []
      : [{ adapter: own.adapter, monthly: own.monthly, currency: own.currency }];
  return {
    ...NO_COST,
    ...{ adapter, currency, monthly, note },
    plugin: first,
    alternatives: [
      ...others.map((one) => ({
        ...{ adapter: one.plugin, monthly: one.monthly, currency: one.currency },
      })),
      ...ours,
      ...own.alternatives,
    ],
  };
}
