import { arnAt, named, textAt, type LiveEventRules } from '../live-event.ts';

/** The name within `arn:aws:kafka:region:account:cluster/name/id`. */
export function clusterNameOf(clusterArn: string): string {
  return clusterArn.split('/')[1] ?? '';
}

/** The changes of clusters of both types: their events and ARNs are the same. */
export const CLUSTER_EVENTS = {
  source: 'kafka.amazonaws.com',
  events: [
    'CreateCluster',
    'CreateClusterV2',
    'DeleteCluster',
    'UpdateBrokerCount',
    'UpdateBrokerStorage',
    'UpdateBrokerType',
    'UpdateClusterConfiguration',
    'UpdateClusterKafkaVersion',
    'UpdateConnectivity',
    'UpdateMonitoring',
    'UpdateRebalancing',
    'UpdateSecurity',
    'UpdateStorage',
    'TagResource',
    'UntagResource',
  ],
  deletions: ['DeleteCluster'],
  resources: ({ requestParameters, responseElements }) =>
    named(
      [
        textAt(responseElements, 'clusterArn'),
        arnAt(requestParameters, 'clusterArn'),
        arnAt(requestParameters, 'resourceArn'),
      ].find((arn) => arn?.includes(':cluster/')), // any resource of the service has tags
    ),
  stub: ([ClusterArn = '']) => ({
    properties: { ClusterArn, ClusterName: clusterNameOf(ClusterArn) },
  }),
} satisfies LiveEventRules;
