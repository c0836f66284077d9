import { z } from 'zod';
import type { ActualPeriod } from '../../../cost/engine/actual/actual-period.ts';
import { billName, bucketName } from '../../../cost/engine/actual/bill-names.ts';
import type { DayCharge } from '../../../cost/engine/actual/charged-cost.ts';
import { checkedPeriod, missing } from '../../../cost/engine/plugins/serve/check-request.ts';
import { nextToken, pageOf, type Page } from '../../../cost/engine/plugins/serve/page-token.ts';
import { PluginRefusal } from '../../../cost/engine/plugins/serve/plugin-refusal.ts';
import { fallbackHint } from '../../../cost/engine/plugins/serve/priced-answers.ts';
import {
  ActualCostData,
  ActualCostResult,
  GetActualCostResponse,
  type BatchCostRequest,
  type GetActualCostRequest,
} from '../../../cost/engine/plugins/protocol/finfocus/v1/costs.generated.ts';
import type { FocusCostRecord } from '../../../cost/engine/plugins/protocol/finfocus/v1/focus_record.generated.ts';
import type { ResourceDescriptor } from '../../../cost/engine/plugins/protocol/finfocus/v1/resource.generated.ts';
import { DAY_MS } from '../../../cost/engine/results/cost-result.ts';
import type { Basis } from '../../../cost/money/basis.ts';
import { toNumber } from '../../../cost/money/decimal.ts';
import { namedCharges } from '../engine/charge-costs.ts';
import type { SharedReader } from './shared-reader.ts';

/** A longer name is in no bill. */
const LONGEST_NAME = 2_048;
/** Days of all resources in one answer: clients take messages of up to 4 MB. */
const MOST_IN_BATCH = 30_000;
const MOST_OF_ONE = 1_000;

/** FinFocus's AWS plugin wants a descriptor as JSON in place of the id. */
const InJson = z.looseObject({ id: z.string().optional(), arn: z.string().optional() });

export interface ActualCosts {
  readonly store: SharedReader;
  readonly basis: Basis;
  readonly signal: AbortSignal;
}

/**
 * What the bill says that a resource has cost, day by day.
 *
 * @throws {PluginRefusal} for a request without id or period, and without a bill
 */
export async function actualAnswer(
  request: GetActualCostRequest,
  costs: ActualCosts,
): Promise<GetActualCostResponse> {
  const { resourceId, arn, start, end, tags } = request;
  if (resourceId.trim() === '') throw missing('resource_id');
  const period = checkedPeriod(start, end);
  const page = pageOf(request);
  const names = namesOf([resourceId, arn], tags['resource_type'] ?? '');
  const [charges = []] = await chargesOf([names], period, costs);
  return GetActualCostResponse.fromPartial(pageOfCharges(charges, page, costs.basis));
}

/** The same for many resources at once, each with its first page. Those without a name in the bill are refused. */
export async function actualBatch(
  resources: readonly ResourceDescriptor[],
  { start, end }: BatchCostRequest,
  costs: ActualCosts,
): Promise<readonly (ActualCostData | PluginRefusal)[]> {
  const period = checkedPeriod(start, end);
  const size = Math.min(MOST_OF_ONE, Math.floor(MOST_IN_BATCH / Math.max(1, resources.length)));
  const page: Page = { offset: 0, size };
  const names = resources.map(({ id, arn, tags, resourceType }) =>
    namesOf([tags['pulumi:cloudId'] ?? '', id, arn], resourceType),
  );
  const all = await chargesOf(names, period, costs);
  return all.map((charges, index) =>
    names[index]?.length === 0
      ? missing('id')
      : ActualCostData.fromPartial(pageOfCharges(charges, page, costs.basis)),
  );
}

async function chargesOf(
  names: readonly (readonly string[])[],
  period: ActualPeriod,
  { store, basis, signal }: ActualCosts,
): Promise<readonly (readonly DayCharge[])[]> {
  return await store.use(async (reader) => {
    const charges = await namedCharges(reader, new Set(names.flat()), { period, basis, signal });
    if (charges.until === undefined) {
      throw new PluginRefusal('not-configured', 'the store has no bill of this time', {
        remedy: 'longshore cost collect, or longshore cost import',
      });
    }
    return names.map((own) => charges.of(own));
  });
}

/** What the bill may call the resource. */
function namesOf(given: readonly string[], type: string): readonly string[] {
  const names = new Set<string>();
  for (const text of given.flatMap(fromJson)) {
    if (text === '' || text.length > LONGEST_NAME) continue;
    names.add(text).add(billName(text));
    const isBucket = /s3.*bucket/i.test(type) && /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(text);
    if (isBucket) names.add(bucketName(text)).add(`arn:aws:s3:::${text}`);
  }
  return [...names];
}

function fromJson(text: string): readonly string[] {
  if (!text.startsWith('{') || text.length > LONGEST_NAME) return [text];
  try {
    const { id = '', arn = '' } = InJson.parse(JSON.parse(text));
    return [id, arn];
  } catch {
    return [text]; // an id that begins with a brace
  }
}

function pageOfCharges(
  charges: readonly DayCharge[],
  page: Page,
  basis: Basis,
): Pick<GetActualCostResponse, 'results' | 'fallbackHint' | 'nextPageToken' | 'totalCount'> {
  const sorted = charges.toSorted((one, other) =>
    keyOf(one) < keyOf(other) ? -1 : keyOf(one) > keyOf(other) ? 1 : 0,
  );
  return {
    results: sorted.slice(page.offset, page.offset + page.size).map((one) => resultOf(one, basis)),
    fallbackHint: fallbackHint(charges.length > 0),
    nextPageToken: nextToken(page, sorted.length),
    totalCount: sorted.length,
  };
}

function keyOf({ day, currency, source }: DayCharge): string {
  return `${day} ${currency} ${source}`;
}

function resultOf({ day, currency, source, amount }: DayCharge, basis: Basis): ActualCostResult {
  const start = new Date(`${day}T00:00:00Z`);
  const cost = toNumber(amount);
  return ActualCostResult.fromPartial({
    timestamp: start,
    cost,
    source,
    focusRecord: {
      chargePeriodStart: start,
      chargePeriodEnd: new Date(start.getTime() + DAY_MS),
      billingCurrency: currency,
      ...FOCUS_COSTS[basis](cost),
    },
  });
}

const FOCUS_COSTS: Readonly<Record<Basis, (cost: number) => Partial<FocusCostRecord>>> = {
  BilledCost: (billedCost) => ({ billedCost }),
  EffectiveCost: (effectiveCost) => ({ effectiveCost }),
  ListCost: (listCost) => ({ listCost }),
  ContractedCost: (contractedCost) => ({ contractedCost }),
};
