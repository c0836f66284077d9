import type { Basis } from '../cost/money/basis.ts';

/** FOCUS's four costs, by the word of the flag. */
export const BASES: Readonly<Record<'billed' | 'effective' | 'list' | 'contracted', Basis>> = {
  billed: 'BilledCost',
  effective: 'EffectiveCost',
  list: 'ListCost',
  contracted: 'ContractedCost',
};
export const BASIS_WORDS = ['billed', 'effective', 'list', 'contracted'] as const;
