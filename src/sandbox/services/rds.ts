import {
  dbCluster,
  dbClusterArn,
  dbClusterIndex,
  dbInstance,
  dbInstanceArn,
  dbInstanceIndex,
} from '../estate/databases.ts';
import { ServiceError } from '../wire/call.ts';
import { number, refuse, text, type Handler, type HandlerContext } from './handler.ts';

const FEWEST_RECORDS = 20;
const MOST_RECORDS = 100;

type Input = Parameters<Handler>[0];

function instanceOf(name: string, { estate, accountId, region, isGone }: HandlerContext): number {
  const index = dbInstanceIndex(estate, accountId, region, name);
  if (index !== undefined && !isGone(dbInstanceArn(accountId, region, index))) return index;
  throw new ServiceError('DBInstanceNotFound', `DBInstance ${name} not found.`, 404);
}

function clusterOf(name: string, { estate, accountId, region, isGone }: HandlerContext): number {
  const index = dbClusterIndex(estate, accountId, region, name);
  if (index !== undefined && !isGone(dbClusterArn(accountId, region, index))) return index;
  throw new ServiceError('DBClusterNotFoundFault', `DBCluster ${name} not found.`, 404);
}

/** One page of what this place holds of a kind. */
function pageOf(
  kind: 'AWS::RDS::DBInstance' | 'AWS::RDS::DBCluster',
  input: Input,
  context: HandlerContext,
) {
  const { estate, accountId, region, pager } = context;
  const size = pager.size(number(input, 'MaxRecords'), FEWEST_RECORDS, MOST_RECORDS);
  const count = estate.countOf(kind, accountId, region);
  return pager.page(`${kind}/${accountId}/${region}`, count, size, input['Marker']);
}

/** @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBInstances.html */
const describeDbInstances: Handler = (input, context) => {
  refuse(input, 'Filters');
  const { estate, accountId, region } = context;
  const name = text(input, 'DBInstanceIdentifier');
  if (name !== '') {
    return { DBInstances: [dbInstance(estate, accountId, region, instanceOf(name, context))] };
  }
  const { indices, next } = pageOf('AWS::RDS::DBInstance', input, context);
  const DBInstances = indices.map((index) => dbInstance(estate, accountId, region, index));
  return { DBInstances, Marker: next };
};

/** @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBClusters.html */
const describeDbClusters: Handler = (input, context) => {
  refuse(input, 'Filters', 'IncludeShared');
  const { estate, accountId, region } = context;
  const name = text(input, 'DBClusterIdentifier');
  if (name !== '') {
    return { DBClusters: [dbCluster(estate, accountId, region, clusterOf(name, context))] };
  }
  const { indices, next } = pageOf('AWS::RDS::DBCluster', input, context);
  const DBClusters = indices.map((index) => dbCluster(estate, accountId, region, index));
  return { DBClusters, Marker: next };
};

/** @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ListTagsForResource.html */
const listTagsForResource: Handler = (input, context) => {
  refuse(input, 'Filters');
  const { estate, accountId, region } = context;
  const arn = text(input, 'ResourceName');
  const { TagList } = arn.includes(':cluster:')
    ? dbCluster(estate, accountId, region, clusterOf(arn, context))
    : dbInstance(estate, accountId, region, instanceOf(arn, context));
  return { TagList };
};

export const RDS: Readonly<Record<string, Handler>> = {
  DescribeDBInstances: describeDbInstances,
  DescribeDBClusters: describeDbClusters,
  ListTagsForResource: listTagsForResource,
};
