import type { EstateOptions } from '../../../src/sandbox/estate/estate.ts';
import { startSandbox, type Sandbox } from '../../../src/sandbox/sandbox.ts';
import type { SandboxOptions } from '../../../src/sandbox/sandbox-options.ts';
import { simulatedHandlers } from '../../../src/sandbox/simulation/handlers.ts';
import type {
  CallRule,
  SimulatedKind,
  SimulatedResource,
} from '../../../src/sandbox/simulation/simulated-kind.ts';
import type { Place } from '../../../src/sandbox/simulation/place.ts';

export const REGION = 'eu-west-1';

/** Clusters of ECS, with as little about each as a rule needs. */
export function clusters(
  rules: { readonly list?: CallRule; readonly describe?: CallRule },
  more: Partial<SimulatedKind> = {},
): SimulatedKind {
  return {
    kind: 'AWS::ECS::Cluster',
    client: () => import('@aws-sdk/client-ecs'),
    gone: 'ClusterNotFoundException',
    calls: {
      'ecs:ListClusters': { most: 100, ...rules.list },
      'ecs:DescribeClusters': {
        of: { clusters: ['clusterName', 'clusterArn'] },
        batch: 3,
        ...rules.describe,
      },
    },
    at(place): SimulatedResource {
      const { clusterName, clusterArn } = clusterAt(place);
      return {
        names: { clusterName, clusterArn },
        replies: {
          'ecs:ListClusters': () => ({ clusterArns: [clusterArn] }),
          'ecs:DescribeClusters': () => ({
            clusters: [{ clusterName, clusterArn, settings: [], tags: [] }],
          }),
        },
        items: () => [],
      };
    },
    ...more,
  };
}

function clusterAt({ accountId, region, n }: Place) {
  const clusterName = `cluster-${n}`;
  return { clusterName, clusterArn: `arn:aws:ecs:${region}:${accountId}:cluster/${clusterName}` };
}

/** A sandbox that answers with these kinds instead of its own, in one account and region. */
export function sandboxOf(
  kinds: readonly SimulatedKind[],
  counts: Omit<EstateOptions, 'seed'>,
  options: Omit<SandboxOptions, 'estate' | 'replies'> = {},
): Promise<Sandbox> {
  return startSandbox({
    estate: { seed: 'example', accounts: 1, regions: [REGION], usedRegions: 1, ...counts },
    replies: simulatedHandlers(kinds),
    ...options,
  });
}
