import { z } from 'zod';
import type { Decimal } from '../money/decimal.ts';
import { filledText, idOfArn, NOTHING_KNOWN, numberAmount, regionOfArn, time, type Recommendation } from './recommendation.ts'; // prettier-ignore

const Opportunity = z
  .object({
    estimatedMonthlySavings: z
      .object({ currency: filledText, value: numberAmount })
      .partial()
      .optional(),
  })
  .optional()
  .transform((opportunity) => opportunity?.estimatedMonthlySavings);

/** What a resource has, or could have: each type has some of these. */
const Configuration = z.object({
  instanceType: filledText,
  volumeType: filledText,
  volumeSize: z.number().optional(),
  volumeBaselineIOPS: z.number().optional(),
  volumeBaselineThroughput: z.number().optional(),
  storageType: filledText,
  allocatedStorage: z.number().optional(),
  iops: z.number().optional(),
  storageThroughput: z.number().optional(),
  memory: z.number().optional(),
  cpu: z.number().optional(),
});
type Configuration = z.output<typeof Configuration>;

const Option = z.object({
  rank: z.number().optional(),
  savingsOpportunity: Opportunity,
  savingsOpportunityAfterDiscounts: Opportunity,
  migrationEffort: filledText,
  instanceType: filledText,
  dbInstanceClass: filledText,
  configuration: Configuration.optional(),
  storageConfiguration: Configuration.optional(),
  memorySize: z.number().optional(),
  memory: z.number().optional(),
  cpu: z.number().optional(),
});
type Option = z.output<typeof Option>;
const options = z.array(Option).default([]);

/** The answers of all listings: each has some of these. */
const Item = z.object({
  accountId: filledText,
  instanceArn: filledText,
  autoScalingGroupArn: filledText,
  volumeArn: filledText,
  functionArn: filledText,
  serviceArn: filledText,
  resourceArn: filledText,
  resourceId: filledText,
  resourceType: filledText,
  finding: filledText,
  instanceFinding: filledText,
  storageFinding: filledText,
  lookBackPeriodInDays: z.number().optional(),
  lookbackPeriodInDays: z.number().optional(),
  lastRefreshTimestamp: time,
  currentInstanceType: filledText,
  currentConfiguration: Configuration.optional(),
  currentMemorySize: z.number().optional(),
  currentServiceConfiguration: Configuration.optional(),
  currentDBInstanceClass: filledText,
  currentStorageConfiguration: Configuration.optional(),
  recommendationOptions: options,
  volumeRecommendationOptions: options,
  memorySizeRecommendationOptions: options,
  serviceRecommendationOptions: options,
  instanceRecommendationOptions: options,
  storageRecommendationOptions: options,
  savingsOpportunity: Opportunity,
  savingsOpportunityAfterDiscounts: Opportunity,
});
type Item = z.output<typeof Item>;

/** AWS's findings that say that nothing should change, or that it does not know. */
const AS_IT_SHOULD_BE = ['optimized', 'unavailable', 'not_applicable'];

/** The kinds of idle resources, and what is to be done with them. */
const IDLE: Readonly<Record<string, readonly [kind: string, action: string]>> = {
  AutoScalingGroup: ['AWS::AutoScaling::AutoScalingGroup', 'ScaleIn'],
  DocumentDBCluster: ['AWS::DocDB::DBCluster', 'Delete'],
  DynamoDBTable: ['AWS::DynamoDB::Table', 'Delete'],
  EBSVolume: ['AWS::EC2::Volume', 'Delete'],
  EC2Instance: ['AWS::EC2::Instance', 'Stop'],
  ECSService: ['AWS::ECS::Service', 'Delete'],
  ElastiCacheCluster: ['AWS::ElastiCache::CacheCluster', 'Delete'],
  MemoryDBCluster: ['AWS::MemoryDB::Cluster', 'Delete'],
  NatGateway: ['AWS::EC2::NatGateway', 'Delete'],
  RDSDBInstance: ['AWS::RDS::DBInstance', 'Stop'],
};

/** A change that a listing proposes. */
interface Proposal {
  readonly part: string;
  readonly finding: string | undefined;
  readonly options: readonly Option[];
  readonly current: string | undefined;
  /** The text of an option, and what is to be done for it. */
  recommended(option: Option): string | undefined;
  action?(option: Option): string;
}

/**
 * What Compute Optimizer proposes for one resource: AWS's first option. Nothing for a resource that is as it should be.
 *
 * @param kind a kind, or `idle`
 * @throws {ZodError} for an item of another form
 */
export function optimizerRecommendations(kind: string, detail: unknown): readonly Recommendation[] {
  const item = Item.parse(detail);
  if (kind === 'idle') return [idleRecommendation(item, detail)];
  return proposalsOf(kind, item).flatMap((proposal) => {
    const [option] = [...proposal.options].sort(
      (one, other) => (one.rank ?? 1) - (other.rank ?? 1),
    );
    const isFine = AS_IT_SHOULD_BE.includes(proposal.finding?.toLowerCase() ?? '');
    if (option === undefined || isFine) return [];
    return [
      {
        ...basics(item, kind, detail),
        id: `${arnOf(item) ?? ''}#${proposal.part}`,
        action: proposal.action?.(option) ?? 'Rightsize',
        finding: proposal.finding,
        current: proposal.current,
        recommended: proposal.recommended(option),
        ...savingsOf(option),
        effort: option.migrationEffort,
      },
    ];
  });
}

function proposalsOf(kind: string, item: Item): readonly Proposal[] {
  const { finding } = item;
  switch (kind) {
    case 'AWS::EC2::Instance':
      return [{ part: 'instance', finding, options: item.recommendationOptions, current: item.currentInstanceType, recommended: (option) => option.instanceType }];
    case 'AWS::AutoScaling::AutoScalingGroup':
      return [{ part: 'group', finding, options: item.recommendationOptions, current: item.currentConfiguration?.instanceType, recommended: (option) => option.configuration?.instanceType }];
    case 'AWS::EC2::Volume': {
      const { currentConfiguration } = item;
      const action = ({ configuration }: Option): string => configuration?.volumeType === currentConfiguration?.volumeType ? 'Rightsize' : 'Upgrade';
      return [{ part: 'volume', finding, options: item.volumeRecommendationOptions, current: storageText(currentConfiguration), recommended: (option) => storageText(option.configuration), action }];
    }
    case 'AWS::Lambda::Function':
      return [{ part: 'memory', finding, options: item.memorySizeRecommendationOptions, current: memoryText(item.currentMemorySize), recommended: (option) => memoryText(option.memorySize) }];
    case 'AWS::ECS::Service':
      return [{ part: 'service', finding, options: item.serviceRecommendationOptions, current: taskText(item.currentServiceConfiguration), recommended: taskText }];
    case 'AWS::RDS::DBInstance':
      return [
        { part: 'instance', finding: item.instanceFinding, options: item.instanceRecommendationOptions, current: item.currentDBInstanceClass, recommended: (option) => option.dbInstanceClass },
        { part: 'storage', finding: item.storageFinding, options: item.storageRecommendationOptions, current: storageText(item.currentStorageConfiguration), recommended: (option) => storageText(option.storageConfiguration) },
      ];
    default:
      return [];
  }
} // prettier-ignore

function idleRecommendation(item: Item, detail: unknown): Recommendation {
  const [kind, action] = IDLE[item.resourceType ?? ''] ?? [undefined, 'Delete'];
  return {
    ...basics(item, kind, detail),
    id: `${arnOf(item) ?? item.resourceId ?? ''}#idle`,
    action,
    finding: item.finding,
    current: item.resourceType,
    ...savingsOf(item),
  };
}

function basics(
  item: Item,
  kind: string | undefined,
  detail: unknown,
): Omit<Recommendation, 'id' | 'action'> {
  const arn = arnOf(item);
  return {
    ...NOTHING_KNOWN,
    account: item.accountId,
    region: regionOfArn(arn),
    resourceId: item.resourceId ?? idOfArn(arn),
    resourceArn: arn,
    kind,
    lookbackDays: Math.round(item.lookBackPeriodInDays ?? item.lookbackPeriodInDays ?? 0) || undefined,
    refreshedAt: item.lastRefreshTimestamp,
    detail,
  };
} // prettier-ignore

function arnOf(item: Item): string | undefined {
  const { instanceArn, autoScalingGroupArn, volumeArn, functionArn, serviceArn } = item;
  const arn = instanceArn ?? autoScalingGroupArn ?? volumeArn ?? functionArn ?? serviceArn;
  return arn ?? item.resourceArn;
}

function savingsOf({
  savingsOpportunity: before,
  savingsOpportunityAfterDiscounts: after,
}: Pick<Option, 'savingsOpportunity' | 'savingsOpportunityAfterDiscounts'>): {
  readonly savingBeforeDiscounts: Decimal | undefined;
  readonly savingAfterDiscounts: Decimal | undefined;
  readonly currency: string;
} {
  return {
    savingBeforeDiscounts: before?.value,
    savingAfterDiscounts: after?.value,
    currency: before?.currency ?? after?.currency ?? 'USD',
  };
}

function storageText(has: Configuration | undefined): string | undefined {
  if (has === undefined) return undefined;
  const amounts = [
    [has.volumeSize ?? has.allocatedStorage, 'GiB'],
    [has.volumeBaselineIOPS ?? has.iops, 'IOPS'],
    [has.volumeBaselineThroughput ?? has.storageThroughput, 'MiB/s'],
  ].flatMap(([amount, unit]) => (amount === undefined ? [] : [`${String(amount)} ${String(unit)}`]));
  return [has.volumeType ?? has.storageType, ...amounts].filter(Boolean).join(', ') || undefined;
} // prettier-ignore

function memoryText(size: number | undefined): string | undefined {
  return size === undefined ? undefined : `${String(size)} MB memory`;
}

/** CPU is in units: 1,024 are one vCPU. */
function taskText(has: Pick<Option, 'cpu' | 'memory'> | undefined): string | undefined {
  const cpu = has?.cpu === undefined ? [] : [`${String(has.cpu)} CPU units`];
  const memory = memoryText(has?.memory);
  return [...cpu, ...(memory === undefined ? [] : [memory])].join(', ') || undefined;
}
