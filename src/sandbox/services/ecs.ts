import {
  cluster,
  clusterArn,
  clusterIndex,
  service,
  serviceArn,
  serviceIndex,
} from '../estate/clusters.ts';
import { ServiceError } from '../wire/call.ts';
import { number, refuse, text, texts, type Handler } from './handler.ts';

const MOST_NAMES = 100;
const MOST_SERVICES = 10;
/** What ListServices gives when no number is asked for. */
const SERVICES_PER_PAGE = 10;

/** What DescribeClusters leaves out unless it is asked to include it. */
const INCLUDED_BY = {
  tags: 'TAGS',
  settings: 'SETTINGS',
  statistics: 'STATISTICS',
  configuration: 'CONFIGURATIONS',
  attachments: 'ATTACHMENTS',
} as const;

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeClusters.html */
const describeClusters: Handler = (input, { estate, accountId, region, isGone, isOmitted }) => {
  const asked = texts(input, 'clusters') ?? [];
  if (asked.length > MOST_NAMES)
    throw new ServiceError('InvalidParameterException', 'at most 100 clusters');
  const include = new Set(texts(input, 'include'));
  const clusters: object[] = [];
  const failures: object[] = [];
  // ECS promises no order: the answer runs the other way round.
  for (const name of [...asked].reverse()) {
    const index = clusterIndex(estate, accountId, region, name);
    if (index === undefined || isGone(name)) {
      failures.push({ arn: name, reason: 'MISSING' });
    } else if (!isOmitted(name)) {
      const entries = Object.entries(cluster(estate, accountId, region, index));
      clusters.push(Object.fromEntries(entries.filter(([field]) => isIncluded(field, include))));
    }
  }
  return { clusters, failures };
};

function isIncluded(field: string, include: ReadonlySet<string>): boolean {
  const name = Object.entries(INCLUDED_BY).find(([member]) => member === field)?.[1];
  return name === undefined || include.has(name);
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListServices.html */
const listServices: Handler = (input, { estate, accountId, region, pager }) => {
  const name = text(input, 'cluster');
  const index = clusterIndex(estate, accountId, region, name);
  if (index === undefined) throw new ServiceError('ClusterNotFoundException', 'Cluster not found.');
  const list = `services/${accountId}/${region}/${index}`;
  refuse(input, 'launchType', 'schedulingStrategy');
  const asked = number(input, 'maxResults') ?? SERVICES_PER_PAGE;
  const size = pager.size(asked, 1, MOST_NAMES);
  const page = pager.page(
    list,
    estate.countPerParent('AWS::ECS::Service', accountId, region),
    size,
    input['nextToken'],
  );
  return {
    serviceArns: page.indices.map((position) => serviceArn(accountId, region, index, position)),
    nextToken: page.next,
  };
};

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html */
const describeServices: Handler = (input, { estate, accountId, region, isGone, isOmitted }) => {
  const asked = texts(input, 'services') ?? [];
  if (asked.length > MOST_SERVICES)
    throw new ServiceError('InvalidParameterException', 'at most 10 services');
  const index = clusterIndex(estate, accountId, region, text(input, 'cluster'));
  if (index === undefined) throw new ServiceError('ClusterNotFoundException', 'Cluster not found.');
  const services: object[] = [];
  const failures: object[] = [];
  const withTags = texts(input, 'include')?.includes('TAGS') === true;
  for (const name of [...asked].reverse()) {
    const position = serviceIndex(estate, accountId, region, index, name);
    if (position === undefined || isGone(name)) failures.push({ arn: name, reason: 'MISSING' });
    else if (!isOmitted(name)) {
      const { tags, ...found } = service(estate, accountId, region, index, position);
      services.push(withTags ? { ...found, tags } : found);
    }
  }
  return { services, failures };
};

export const ECS: Readonly<Record<string, Handler>> = {
  ListClusters: (input, { estate, accountId, region, pager }) => {
    const count = estate.countOf('AWS::ECS::Cluster', accountId, region);
    const size = pager.size(number(input, 'maxResults'), 1, MOST_NAMES);
    const page = pager.page(`clusters/${accountId}/${region}`, count, size, input['nextToken']);
    return {
      clusterArns: page.indices.map((index) => clusterArn(accountId, region, index)),
      nextToken: page.next,
    };
  },
  DescribeClusters: describeClusters,
  ListServices: listServices,
  DescribeServices: describeServices,
};
