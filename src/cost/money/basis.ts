/**
 * Which of FOCUS's four costs a figure is. A price list gives list costs alone.
 *
 * @see https://focus.finops.org/focus-specification/v1-2/
 */
export type Basis = 'ListCost' | 'ContractedCost' | 'BilledCost' | 'EffectiveCost';

/** Hours in a month, as in AWS's calculator. */
export const HOURS_PER_MONTH = 730;
