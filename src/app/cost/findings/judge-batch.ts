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
} from '../../../cost/resources/price-resources.ts';
import { measuredUsage } from '../../../cost/usage/measured-usage.ts';
import type { ResourceUsage } from '../../../cost/usage/metric-summary.ts';
import { relatedOf } from '../resources/related-properties.ts';
import type { AccountInputs } from './account-inputs.ts';
import { billKey } from './billed-costs.ts';
import { stateAt } from './finding-states.ts';
import type { SeenFindings } from './former-findings.ts';
import { relatedResources, type RelatedSource } from './judged-related.ts';
import type { JudgedPlace, PlacedResource } from './judged-places.ts';
import { serviceKey } from './service-costs.ts';
import type { UsageCursor } from './usage-cursor.ts';
import { usageByName } from './window-usages.ts';

const HOURS_PER_DAY = 24;

/** What the resources of one place are judged with. */
export interface PlaceInputs {
  readonly given: AccountInputs;
  readonly place: JudgedPlace;
  readonly rules: readonly FindingRule[];
  readonly prices: RegionPrices | undefined;
  readonly usage: UsageCursor;
  /** By {@link billKey}. */
  readonly billed: ReadonlyMap<string, BilledCost>;
  /** When resources changed last, by id. */
  readonly changes: ReadonlyMap<string, number>;
}

/** Judges a batch of resources of one place by all rules of their kind. */
export async function judgeBatch(
  batch: readonly PlacedResource[],
  inputs: PlaceInputs,
  seen: SeenFindings,
): Promise<readonly Finding[]> {
  const { given, place, rules, changes } = inputs;
  const resources = batch.map(({ resource, firstSeen }): JudgedResource => {
    const unchangedSince = Math.max(firstSeen, changes.get(resource.id) ?? firstSeen);
    return { ...resource, region: place.region, unchangedSince };
  });
  const related = await relatedResources(rules, resources, relatedSource(given), given.signal);
  const pricing = {
    models: given.models,
    related: (kind: string, arns: readonly string[]) =>
      relatedOf(given.store, kind, arns, given.signal),
  };
  const modelRelated = await relatedOfModels(resources, pricing);
  const findings: Finding[] = [];
  for (const resource of resources) {
    const { account, region, kind, id } = resource;
    const measured = await inputs.usage.of({ account, region, kind, id });
    const model = given.models.get(kind);
    const estimateRelated = model && ownRelated(model, resource.properties, modelRelated);
    findings.push(
      ...judgeResource(rules, {
        ...judged(resource, measured, inputs),
        related: related.get(resource) ?? {},
        isSetAside: (finding) => isSetAside(finding, given, seen),
        costs: {
          model,
          billed: inputs.billed.get(billKey(resource.arn ?? id)) ?? inputs.billed.get(id),
          estimateInputs: {
            region,
            prices: inputs.prices,
            usage: givenUsage(measured, given),
            ...(estimateRelated !== undefined && { related: estimateRelated }),
          },
        },
      }),
    );
  }
  return findings;
}

/** What the resource's rules are given, besides its costs. */
function judged(
  resource: JudgedResource,
  measured: ResourceUsage | undefined,
  { given, place, prices }: PlaceInputs,
): Omit<JudgeInputs, 'related' | 'costs' | 'isSetAside'> {
  const { usages, windowDays, thresholds, now, advised, serviceCosts } = given;
  return {
    ...{ resource, thresholds, prices, now },
    usage: usageByName(measured, usages, windowDays),
    usageProblem: place.usage?.reason,
    types: InstanceTypes.of(prices),
    isAdvisedByAws: advised.has(resource.id) || advised.has(resource.arn ?? ''),
    serviceCost: (currency) => serviceCosts.get(serviceKey(resource.kind, currency)),
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
