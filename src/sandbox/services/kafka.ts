import {
  kafkaCluster,
  kafkaClusterIndex,
  kafkaClusterV2,
  type KafkaKind,
} from '../estate/kafka-clusters.ts';
import { ServiceError } from '../wire/call.ts';
import { number, refuse, text, type Handler, type HandlerContext } from './handler.ts';

const MOST_CLUSTERS = 100;

const KINDS = [
  'AWS::MSK::Cluster',
  'AWS::MSK::ServerlessCluster',
] as const satisfies readonly KafkaKind[];
const BY_TYPE: Readonly<Record<string, readonly KafkaKind[]>> = {
  '': KINDS,
  PROVISIONED: ['AWS::MSK::Cluster'],
  SERVERLESS: ['AWS::MSK::ServerlessCluster'],
};

/** The first version of the API knows provisioned clusters only. */
const listClusters: Handler = (input, { estate, accountId, region, pager }) => {
  refuse(input, 'ClusterNameFilter');
  const count = estate.countOf('AWS::MSK::Cluster', accountId, region);
  const size = pager.size(number(input, 'MaxResults'), 1, MOST_CLUSTERS);
  const page = pager.page(`clusters/${accountId}/${region}`, count, size, input['NextToken']);
  return {
    ClusterInfoList: page.indices.map((index) => kafkaCluster(estate, accountId, region, index)),
    NextToken: page.next,
  };
};

/** @see https://docs.aws.amazon.com/MSK/2.0/APIReference/v2-clusters.html */
const listClustersV2: Handler = (input, { estate, accountId, region, pager }) => {
  refuse(input, 'ClusterNameFilter');
  const type = text(input, 'ClusterTypeFilter');
  const kinds = BY_TYPE[type];
  if (kinds === undefined) throw badRequest(`${type} is no type of clusters`);
  const all = kinds.flatMap((kind) =>
    Array.from({ length: estate.countOf(kind, accountId, region) }, (_, index) => ({
      kind,
      index,
    })),
  );
  const size = pager.size(number(input, 'MaxResults'), 1, MOST_CLUSTERS);
  const list = `clusters v2/${accountId}/${region}/${type}`;
  const page = pager.page(list, all.length, size, input['NextToken']);
  return {
    ClusterInfoList: all
      .filter((_, position) => page.indices.includes(position))
      .map(({ kind, index }) => kafkaClusterV2(estate, kind, accountId, region, index)),
    NextToken: page.next,
  };
};

/** Which cluster an input names, whatever its type. */
function named(
  input: Parameters<Handler>[0],
  { estate, accountId, region, isGone }: HandlerContext,
): { readonly kind: KafkaKind; readonly index: number } {
  const arn = text(input, 'ClusterArn');
  if (!arn.startsWith('arn:')) throw badRequest('One or more of the parameters are not valid.');
  for (const kind of KINDS) {
    const index = kafkaClusterIndex(estate, kind, accountId, region, arn);
    if (index !== undefined && !isGone(arn)) return { kind, index };
  }
  throw new ServiceError('NotFoundException', 'The cluster does not exist.', 404);
}

function badRequest(message: string): ServiceError {
  return new ServiceError('BadRequestException', message);
}

export const KAFKA: Readonly<Record<string, Handler>> = {
  ListClusters: listClusters,
  ListClustersV2: listClustersV2,
  DescribeCluster: (input, context) => {
    const { kind, index } = named(input, context);
    if (kind === 'AWS::MSK::ServerlessCluster')
      throw badRequest('This operation cannot be performed on serverless clusters.');
    const { estate, accountId, region } = context;
    return { ClusterInfo: kafkaCluster(estate, accountId, region, index) };
  },
  DescribeClusterV2: (input, context) => {
    const { kind, index } = named(input, context);
    const { estate, accountId, region } = context;
    return { ClusterInfo: kafkaClusterV2(estate, kind, accountId, region, index) };
  },
};
