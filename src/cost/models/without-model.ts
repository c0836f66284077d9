import type { PriceUnit } from '../prices/price-unit.ts';
import type { Component } from './cost-model.ts';

/** A part of the cost that is known to exist, and that the cost model cannot price. */
export function withoutModel(name: string, detail: string, unit: PriceUnit): Component {
  return { name, price: { reason: 'no-model', detail, unit }, quantity: undefined };
}
