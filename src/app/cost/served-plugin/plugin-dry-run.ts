import type { Described } from '../../../cost/engine/plugins/serve/described-resource.ts';
import { PluginRefusal } from '../../../cost/engine/plugins/serve/plugin-refusal.ts';
import {
  DryRunResponse,
  FieldSupportStatus,
} from '../../../cost/engine/plugins/protocol/finfocus/v1/plugin_info.generated.ts';
import { regionOf } from '../../../cost/engine/plans/region-names.ts';
import type { PluginPrices } from './plugin-prices.ts';
import type { SharedReader } from './shared-reader.ts';

const { FIELD_SUPPORT_STATUS_SUPPORTED: YES, FIELD_SUPPORT_STATUS_CONDITIONAL: DEPENDS } =
  FieldSupportStatus;
const OF_BASIS = 'when the cost is on this basis: see actual_basis in GetPluginInfo';

/** The fields of a cost record that actual costs have. */
const FIELDS = [
  ['charge_period_start', YES, '', 'timestamp'],
  ['charge_period_end', YES, '', 'timestamp'],
  ['billing_currency', YES, '', 'string'],
  ['billed_cost', DEPENDS, OF_BASIS, 'double'],
  ['effective_cost', DEPENDS, OF_BASIS, 'double'],
  ['list_cost', DEPENDS, OF_BASIS, 'double'],
  ['contracted_cost', DEPENDS, OF_BASIS, 'double'],
] as const;

export interface DryRunInputs {
  readonly isSupported: boolean;
  readonly prices: PluginPrices;
  readonly store: SharedReader;
}

/** Which fields answers have, and whether prices and the store are there. */
export async function dryRunAnswer(
  { region }: Described,
  { isSupported, prices, store }: DryRunInputs,
): Promise<DryRunResponse> {
  const errors: string[] = [];
  if (regionOf(region) === undefined) errors.push('region is required, such as eu-west-1');
  else {
    const hasPrices = await prices.hasPrices(region).catch((error: unknown) => {
      if (error instanceof PluginRefusal) return false;
      throw error;
    });
    if (!hasPrices) errors.push(`there are no prices of ${region}`);
  }
  if (!(await store.isThere())) errors.push('there is no store: actual costs are not known');
  return DryRunResponse.fromPartial({
    fieldMappings: FIELDS.map(([fieldName, supportStatus, conditionDescription, expectedType]) => ({
      ...{ fieldName, supportStatus, conditionDescription, expectedType },
    })),
    configurationValid: errors.length === 0,
    configurationErrors: errors,
    resourceTypeSupported: isSupported,
  });
}
