import { eksCluster, eksClusterIndex, eksClusterName } from '../estate/eks-clusters.ts';
import { ServiceError } from '../wire/call.ts';
import { number, refuse, text, type Handler } from './handler.ts';

const MOST_CLUSTERS = 100;

/** @see https://docs.aws.amazon.com/eks/latest/APIReference/API_ListClusters.html */
const listClusters: Handler = (input, { estate, accountId, region, pager }) => {
  refuse(input, 'include');
  const count = estate.countOf('AWS::EKS::Cluster', accountId, region);
  const size = pager.size(number(input, 'maxResults'), 1, MOST_CLUSTERS);
  const page = pager.page(`eks/${accountId}/${region}`, count, size, input['nextToken']);
  return { clusters: page.indices.map(eksClusterName), nextToken: page.next };
};

/** @see https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeCluster.html */
const describeCluster: Handler = (input, { estate, accountId, region, isGone }) => {
  const name = text(input, 'name');
  const index = eksClusterIndex(estate, accountId, region, name);
  if (index === undefined || isGone(name))
    throw new ServiceError('ResourceNotFoundException', `No cluster found for name: ${name}.`, 404);
  return { cluster: eksCluster(estate, accountId, region, index) };
};

export const EKS: Readonly<Record<string, Handler>> = {
  ListClusters: listClusters,
  DescribeCluster: describeCluster,
};
