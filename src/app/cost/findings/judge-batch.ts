import type { FindingRule, JudgedResource } from '../../../cost/findings/define-finding.ts';
import { InstanceTypes } from '../../../cost/findings/instance-types.ts';
import {
  judgeResource,
  type Finding,
  type JudgeInputs,
} from '../../../cost/findings/judge-resource.ts';
import type { BilledCost } from '../../../cost/findings/saving.ts';
import type { RegionPrices } from '../../../cost/prices/price-book.ts';
import {
  ownRelated,
  relatedOf as relatedOfModels,
  storedResource,
} from '../../../cost/resources/price-resources.ts';
import { measuredUsage } from '../../../cost/usage/measured-usage.ts';
import type { ResourceUsage } from '../../../cost/usage/metric-summary.ts';
import { relatedOf } from '../resources/related-properties.ts';
import type { AccountInputs } from './account-inputs.ts';
import { billKey } from './billed-costs.ts';
import { stateAt } from './finding-states.ts';
import type { SeenFindings } from './former-findings.ts';
import { relatedResources, type RelatedSource } from './judged-related.ts';
import type { JudgedPlace } from './judged-places.ts';
import { changeKey, type PlacedResource } from './resource-chunks.ts';
import { serviceKey } from './service-costs.ts';
import { usageByName } from './window-usages.ts';

const HOURS_PER_DAY = 24;

/** What the resources of one place are judged with. */
export interface PlaceInputs {
  readonly given: AccountInputs;
  readonly place: JudgedPlace;
  readonly rules: readonly FindingRule[];
  readonly prices: RegionPrices | undefined;
  /** What was measured of a resource. */
  usageOf(id: string): ResourceUsage | undefined;
  /** By {@link billKey}. */
  readonly billed: ReadonlyMap<string, BilledCost>;
  /** When resources changed last, by {@link changeKey}. */
  readonly changes: ReadonlyMap<string, number>;
  readonly seen: SeenFindings;
}

/** Judges a batch of resources of one place by all rules of their kind. */
export async function judgeBatch(
  batch: readonly PlacedResource[],
  inputs: PlaceInputs,
): Promise<readonly Finding[]> {
  const { given, place, rules, changes, prices, billed, seen } = inputs;
  const { region, kind, scope } = place;
  const resources = batch.map(({ row, firstSeen }): JudgedResource => {
    const resource = storedResource(row);
    const changedAt = changes.get(changeKey(scope, resource.id)) ?? firstSeen;
    return { ...resource, region, unchangedSince: Math.max(firstSeen, changedAt) };
  });
  const related = await relatedResources(rules, resources, relatedSource(given), given.signal);
  const pricing = {
    models: given.models,
    related: (of: string, arns: readonly string[]) =>
      relatedOf(given.store, of, arns, given.signal),
  };
  const modelRelated = await relatedOfModels(resources, pricing);
  const model = given.models.get(kind);
  const shared = sharedInputs(inputs);
  const isAside = (finding: string): boolean => isSetAside(finding, given, seen);
  return resources.flatMap((resource) => {
    const { id, arn, properties } = resource;
    const measured = inputs.usageOf(id);
    const own = model && ownRelated(model, properties, modelRelated);
    return judgeResource(rules, {
      ...shared,
      resource,
      usage: usageByName(measured, given.usages, given.windowDays),
      isAdvisedByAws: given.advised.has(id) || given.advised.has(arn ?? ''),
      related: related.get(resource) ?? NONE_RELATED,
      isSetAside: isAside,
      costs: {
        model,
        billed: billed.get(billKey(arn ?? id)) ?? billed.get(id),
        estimateInputs: {
          ...{ region, prices, usage: givenUsage(measured, given) },
          ...(own !== undefined && { related: own }),
        },
      },
    });
  });
}

const NONE_RELATED = {};

/** What all resources of a place are judged with. */
function sharedInputs({
  given: { thresholds, now, serviceCosts, leavesOutNo },
  place: { kind, usage },
  prices,
}: PlaceInputs): Pick<
  JudgeInputs,
  'thresholds' | 'prices' | 'now' | 'usageProblem' | 'types' | 'serviceCost' | 'leavesOutNo'
> {
  return {
    ...{ thresholds, prices, now, leavesOutNo },
    usageProblem: usage?.reason,
    types: InstanceTypes.of(prices),
    serviceCost: (currency) => serviceCosts.get(serviceKey(kind, currency)),
  };
}

/** What is dismissed or done does not count; what it would have replaced does. */
function isSetAside(id: string, { states, now }: AccountInputs, seen: SeenFindings): boolean {
  return stateAt(states.get(id), seen.get(id)?.firstSeen ?? now, now) !== 'open';
}

/** Measured usage prices the usage components of the cost model. */
function givenUsage(
  measured: ResourceUsage | undefined,
  { usages, windowDays }: AccountInputs,
): (name: string) => number | undefined {
  const gives = measured === undefined ? undefined : usages.get(measured.kind)?.gives;
  if (measured === undefined || gives === undefined) return () => undefined;
  const known = measuredUsage(measured.metrics, windowDays * HOURS_PER_DAY);
  return (name) => gives[name]?.(known);
}

function relatedSource({
  store,
  scopes,
  metrics,
  usages,
  until,
  windowDays,
}: AccountInputs): RelatedSource {
  return {
    ...{ reader: store, metrics, usages, until, windowDays },
    scopeOf: (region, kind) =>
      scopes.find((scope) => scope.kind === kind && scope.region === region),
  };
}
