import type { Decimal } from '../../money/decimal.ts';
import type { PluginPrice } from '../plugins/plugin-answer.ts';
import type { PriceUnit } from '../../prices/price-unit.ts';
import type { PriceSource, UnpricedReason } from '../../prices/price.ts';

/** A part of a resource's cost. */
export interface ProjectedComponent {
  /** `storage`; of a resource inside the resource: `root_block_device > storage`. */
  readonly name: string;
  readonly unit: PriceUnit | undefined;
  /** For a month, in the unit. Undefined where it is unknown. */
  readonly quantity: Decimal | undefined;
  /** Of one unit, within the first tier of the price. */
  readonly unitPrice: Decimal | undefined;
  /** For a month. Undefined where it is unknown: `unpriced` says why. */
  readonly monthly: Decimal | undefined;
  /** The usage that the quantity follows from, by its name in a usage file. */
  readonly usage: string | undefined;
  readonly unpriced: { readonly reason: UnpricedReason; readonly detail: string } | undefined;
}

/** Where a cost comes from. */
export type CostAdapter =
  /** Our cost models with AWS's list prices, and what is free by them. */
  | 'longshore'
  /** A YAML file with prices. */
  | 'local-spec'
  /** An assumption that the user asked for. */
  | 'assumed'
  | 'none'
  /** The name of a plugin. */
  | (string & Record<never, never>);

/** What a resource costs in a month, before or after the change. */
export interface SideCost {
  readonly adapter: CostAdapter;
  /** Undefined where no price has one. */
  readonly currency: string | undefined;
  /** The sum of what is priced. Undefined where nothing is: it is unknown, and not 0. */
  readonly monthly: Decimal | undefined;
  readonly components: readonly ProjectedComponent[];
  /** How it came about, for a person. */
  readonly note: string;
  /** Why AWS charges nothing for it. */
  readonly free: string | undefined;
  /** Of the prices. */
  readonly sources: ReadonlySet<PriceSource>;
  /** What the plugin says that has priced it. */
  readonly plugin?: PluginPrice;
  /** Where the cost is unknown: a plugin that was asked has failed. */
  readonly pluginError?: 'PLUGIN_ERROR' | 'TIMEOUT_ERROR';
  /** What another source says, which does not count. */
  readonly alternatives: readonly {
    readonly adapter: CostAdapter;
    readonly monthly: Decimal;
    readonly currency: string;
  }[];
}

/** Nothing is known yet. */
export const NO_COST: SideCost = {
  adapter: 'none',
  currency: undefined,
  monthly: undefined,
  components: [],
  note: '',
  free: undefined,
  sources: new Set(),
  alternatives: [],
};
