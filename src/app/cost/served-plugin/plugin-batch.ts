import {
  checkedResource,
  MOST_IN_BATCH,
  PROJECTION_FIELDS,
} from '../../../cost/engine/plugins/serve/check-request.ts';
import {
  describedOf,
  type Described,
} from '../../../cost/engine/plugins/serve/described-resource.ts';
import { PluginRefusal } from '../../../cost/engine/plugins/serve/plugin-refusal.ts';
import {
  estimateAnswer,
  projectedAnswer,
} from '../../../cost/engine/plugins/serve/priced-answers.ts';
import {
  CostQueryType,
  type BatchCostResponse,
  type BatchCostRequest,
  type CostData,
  type ResourceCostResult,
} from '../../../cost/engine/plugins/protocol/finfocus/v1/costs.generated.ts';
import type { ResourceDescriptor } from '../../../cost/engine/plugins/protocol/finfocus/v1/resource.generated.ts';
import type { ProjectedResource } from '../../../cost/engine/projection/project-plan.ts';
import { actualBatch } from './plugin-actual.ts';
import { checkedBatch, type PluginService } from './plugin-service.ts';

type Data = NonNullable<CostData['data']>;
type Answered = Data | PluginRefusal;

/**
 * The costs of up to 1,000 resources. A resource without an answer gets its error; the others are answered.
 *
 * @throws {PluginRefusal} for a batch that is too large, or that asks for nothing known
 */
export async function batchAnswer(
  service: PluginService,
  request: BatchCostRequest,
  signal: AbortSignal,
): Promise<BatchCostResponse> {
  const { resources } = request;
  checkedBatch(resources);
  const answers = await answersOf(service, request, signal);
  return {
    results: resources.map((resource, index) => resultOf(resource, answers[index])),
    maxBatchSize: MOST_IN_BATCH,
  };
}

async function answersOf(
  service: PluginService,
  request: BatchCostRequest,
  signal: AbortSignal,
): Promise<readonly (Answered | undefined)[]> {
  const { resources, queryType, dryRun } = request;
  if (dryRun) {
    const all: Answered[] = [];
    for (const resource of resources) {
      all.push(
        await refusalOr(async () => ({
          $case: 'dryRunResult',
          value: await service.dryRun({ resource, simulationParameters: {} }),
        })),
      );
    }
    return all;
  }
  switch (queryType) {
    case CostQueryType.COST_QUERY_TYPE_ACTUAL: {
      const all = await actualBatch(resources, request, service.actualCosts(signal));
      return all.map((one) =>
        one instanceof PluginRefusal ? one : { $case: 'actualCost', value: one },
      );
    }
    case CostQueryType.COST_QUERY_TYPE_PROJECTED:
      return await priced(service, resources, (one) => ({
        $case: 'projectedCost',
        value: projectedAnswer(one),
      }));
    case CostQueryType.COST_QUERY_TYPE_ESTIMATE:
      return await priced(service, resources, (one) => ({
        $case: 'estimate',
        value: estimateAnswer(one),
      }));
    case CostQueryType.COST_QUERY_TYPE_UNSPECIFIED:
    case CostQueryType.UNRECOGNIZED:
    default:
      throw new PluginRefusal('invalid-request', 'query_type is estimate, actual or projected', {
        details: { field: 'query_type' },
      });
  }
}

/** All resources that can be priced are priced together. */
async function priced(
  service: PluginService,
  resources: readonly ResourceDescriptor[],
  answer: (projected: ProjectedResource) => Data,
): Promise<readonly (Answered | undefined)[]> {
  const checked = resources.map((resource): Described | PluginRefusal => {
    try {
      const own = checkedResource(resource, PROJECTION_FIELDS);
      service.check(own);
      return describedOf(own);
    } catch (error) {
      if (error instanceof PluginRefusal) return error;
      throw error;
    }
  });
  const projected = await service.prices.price(
    checked.filter((one): one is Described => !(one instanceof PluginRefusal)),
  );
  let next = 0;
  return checked.map((one) => {
    if (one instanceof PluginRefusal) return one;
    const found = projected[next];
    next += 1;
    if (found === undefined) return undefined;
    try {
      return answer(found);
    } catch (error) {
      if (error instanceof PluginRefusal) return error;
      throw error;
    }
  });
}

async function refusalOr(ask: () => Promise<Data>): Promise<Answered> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof PluginRefusal) return error;
    throw error;
  }
}

/** The caller has the tags: without them, an answer fits into the 4 MB that clients take. */
function resultOf(asked: ResourceDescriptor, answer: Answered | undefined): ResourceCostResult {
  const resource = { ...asked, tags: {} };
  if (answer !== undefined && !(answer instanceof PluginRefusal)) {
    return { resource, result: { $case: 'costData', value: { data: answer } } };
  }
  return {
    resource,
    result: {
      $case: 'error',
      value: {
        code: answer?.status ?? 13,
        message: answer?.message ?? 'no answer',
        resourceTypeUnsupported:
          answer?.reason === 'unsupported-type' || answer?.reason === 'invalid-provider',
      },
    },
  };
}
