import type { LineItem } from '../../../src/sandbox/ledger/line-item.ts';
import type { MeteredResource, Shortcoming } from '../../../src/sandbox/ledger/metered-resource.ts';
import type { WastedResource } from '../../../src/sandbox/ledger/truth.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';

const DAY_MS = 86_400_000;

/** What a rule should find in an account: ids as findings have them. */
export interface RuleTruth {
  readonly wasted: ReadonlySet<string>;
  /** What it may find as well: an idle instance is also oversized, and its saving is counted once. */
  readonly right: ReadonlySet<string>;
}

type TruthOf = (sandbox: Sandbox, account: string) => RuleTruth;

/** By rule: what the ledger knows of the waste, which no code of a rule takes part in. */
export const RULE_TRUTH: Readonly<Record<string, TruthOf>> = {
  'commitment-candidate': exactly(stableUse),
  'commitment-expiring': exactly(expiringCommitments),
  'commitment-underused': exactly(underusedCommitments),
  'dynamodb-oversized-table': waste('AWS::DynamoDB::Table', 'oversized'),
  'ec2-gp2-volume': shortcoming('AWS::EC2::Volume', 'gp2'),
  'ec2-idle-group-instance': shortcoming('AWS::EC2::Instance', 'idle group'),
  'ec2-idle-instance': waste('AWS::EC2::Instance', 'idle', isInNoGroup),
  'ec2-idle-nat-gateway': waste('AWS::EC2::NatGateway', 'idle'),
  'ec2-idle-vpc-endpoint': waste('AWS::EC2::VPCEndpoint', 'idle'),
  'ec2-office-hours-instance': shortcoming('AWS::EC2::Instance', 'always on'),
  'ec2-old-generation-instance': shortcoming('AWS::EC2::Instance', 'old generation'),
  'ec2-old-snapshot': shortcoming('AWS::EC2::Snapshot', 'old'),
  'ec2-orphaned-snapshot': shortcoming('AWS::EC2::Snapshot', 'orphaned'),
  'ec2-oversized-instance': waste('AWS::EC2::Instance', 'oversized', isInNoGroup),
  'ec2-spot-candidate': shortcoming(
    'AWS::EC2::Instance',
    'on demand although it may be interrupted',
  ),
  'ec2-stopped-instance-volume': shortcoming('AWS::EC2::Volume', 'of a stopped instance'),
  'ec2-unassociated-address': waste('AWS::EC2::EIP', 'idle'),
  'ec2-unattached-volume': waste('AWS::EC2::Volume', 'unattached'),
  'ecr-untagged-images': shortcoming('AWS::ECR::Repository', 'untagged images'),
  'eks-extended-support': shortcoming('AWS::EKS::Cluster', 'extended support'),
  'elasticache-idle-cluster': waste('AWS::ElastiCache::Cluster', 'idle'),
  'elb-idle-load-balancer': waste('AWS::ElasticLoadBalancing::LoadBalancer', 'idle'),
  'elbv2-idle-load-balancer': waste('AWS::ElasticLoadBalancingV2::LoadBalancer', 'idle'),
  'lambda-failing-function': shortcoming('AWS::Lambda::Function', 'failing'),
  'lambda-oversized-memory': waste('AWS::Lambda::Function', 'oversized'),
  'lambda-unused-function': shortcoming('AWS::Lambda::Function', 'never invoked'),
  'logs-unlimited-retention': shortcoming('AWS::Logs::LogGroup', 'no retention'),
  'rds-extended-support': shortcoming('AWS::RDS::DBInstance', 'extended support'),
  'rds-gp2-storage': shortcoming('AWS::RDS::DBInstance', 'gp2'),
  'rds-idle-database': waste('AWS::RDS::DBInstance', 'idle', runs),
  'rds-multi-az-database': shortcoming('AWS::RDS::DBInstance', 'standby that nobody needs'),
  'rds-oversized-database': waste('AWS::RDS::DBInstance', 'oversized', runs),
  'rds-oversized-storage': shortcoming('AWS::RDS::DBInstance', 'storage that is never used'),
  's3-incomplete-uploads': shortcoming('AWS::S3::Bucket', 'incomplete uploads'),
  's3-missing-lifecycle': shortcoming('AWS::S3::Bucket', 'no lifecycle'),
  's3-noncurrent-versions': shortcoming('AWS::S3::Bucket', 'all versions'),
  's3-storage-class': shortcoming('AWS::S3::Bucket', 'rarely read'),
  's3-unused-bucket': shortcoming('AWS::S3::Bucket', 'unused'),
};

function exactly(ids: (sandbox: Sandbox, account: string) => readonly string[]): TruthOf {
  return (sandbox, account) => {
    const wasted = new Set(ids(sandbox, account));
    return { wasted, right: wasted };
  };
}

function shortcoming(kind: string, name: Shortcoming): TruthOf {
  return exactly(({ truth }, account) =>
    truth
      .shortcomings(account)
      .filter((one) => one.kind === kind && one.shortcomings.includes(name))
      .map(storedId),
  );
}

function waste(
  kind: string,
  name: WastedResource['waste'],
  isMeant: (resource: MeteredResource) => boolean = () => true,
): TruthOf {
  return ({ truth }, account) => {
    const all = truth
      .waste(account)
      .filter(({ resource }) => resource.kind === kind && isMeant(resource));
    const idsOf = (...names: readonly string[]): ReadonlySet<string> =>
      new Set(all.filter((one) => names.includes(one.waste)).map((one) => storedId(one.resource)));
    return { wasted: idsOf(name), right: name === 'oversized' ? idsOf(name, 'idle') : idsOf(name) };
  };
}

/** Instances of groups are judged as their group. */
function isInNoGroup({ tags }: MeteredResource): boolean {
  return tags['aws:autoscaling:groupName'] === undefined;
}

/** A stopped database is charged for its storage alone. */
function runs({ meters }: MeteredResource): boolean {
  return meters.some(({ pattern }) => pattern === 'hours');
}

function expiringCommitments({ truth, estate }: Sandbox, account: string): readonly string[] {
  const soon = estate.today.getTime() + 30 * DAY_MS;
  return truth.commitments
    .filter(({ end, accountId }) => accountId === account && end <= soon)
    .map(({ id }) => id);
}

/** In the last month, as commands read it. */
function underusedCommitments({ truth, estate }: Sandbox, account: string): readonly string[] {
  const [year, month] = [estate.today.getUTCFullYear(), estate.today.getUTCMonth()];
  const dayOf = (monthIndex: number): string =>
    new Date(Date.UTC(year, monthIndex, 1)).toISOString().slice(0, 10);
  return truth.commitments
    .filter((one) => one.accountId === account)
    .filter((one) => truth.usedShare(one, dayOf(month - 1), dayOf(month)) < 0.9)
    .map(({ id }) => id);
}

/** Services whose hours of instances on demand cost 50 USD in 30 days, and on no day much less than on average. */
function stableUse({ truth, estate }: Sandbox, account: string): readonly string[] {
  const end = estate.today.getTime() - DAY_MS;
  const dayAt = (time: number): string => new Date(time).toISOString().slice(0, 10);
  const [from, to] = [dayAt(end - 30 * DAY_MS), dayAt(end)];
  const isMeant = ({ recordType, product, commitment, resource }: LineItem): boolean =>
    recordType === 'Usage' &&
    commitment === undefined &&
    resource?.meters.some(({ isSpot }) => isSpot) !== true &&
    /(BoxUsage|InstanceUsage|Multi-AZUsage|NodeUsage|ESInstance):/.test(product.usageType);
  const daily = new Map<string, number[]>();
  const days = truth.totals({
    ...{ from, to, basis: 'effective', accountIds: [account], where: isMeant },
    groupBy: ['SERVICE_CODE', 'day'],
  });
  for (const { keys, amount } of days) {
    const [service = ''] = keys;
    daily.set(service, [...(daily.get(service) ?? []), Number(amount)]);
  }
  return [...daily].flatMap(([service, amounts]) => {
    const [least, sum] = [Math.min(...amounts), amounts.reduce((all, one) => all + one, 0)];
    const isStable = amounts.length === 30 && least >= (0.6 * sum) / 30 && least * 30 >= 50;
    return isStable ? [service] : [];
  });
}

/** The bill has ARNs of most resources; the store has their names. */
function storedId({ id, kind }: MeteredResource): string {
  if (kind === 'AWS::Logs::LogGroup') return id.replace(/^.*:log-group:/, '').replace(/:\*$/, '');
  if (kind === 'AWS::ECR::Repository') return id.replace(/^.*:repository\//, '');
  if (!id.startsWith('arn:') || kind === 'AWS::ElasticLoadBalancingV2::LoadBalancer') return id;
  return id.slice(Math.max(id.lastIndexOf(':'), id.lastIndexOf('/')) + 1);
}
