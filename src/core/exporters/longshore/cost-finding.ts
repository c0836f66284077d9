import { z } from 'zod';
import { defineStoredKind } from '../define-stored-kind.ts';
import type { RelationDefaults } from '../entity-defaults.ts';
import type { ObjectKind } from '../object-kind.ts';

const Amount = z.number().optional();
const Time = z.iso.datetime();

const Properties = z.object({
  Id: z.string(),
  Rule: z.string(),
  Type: z.string(),
  Service: z.string(),
  AccountId: z.string(),
  Region: z.string(),
  Kind: z.string(),
  ResourceId: z.string(),
  ResourceArn: z.string().optional(),
  ResourceName: z.string().optional(),
  LoadBalancerName: z.string().optional(),
  Verdict: z.string(),
  Reason: z.string().optional(),
  Detail: z.string().optional(),
  Fix: z.string().optional(),
  Title: z.string(),
  Description: z.string(),
  Evidence: z.array(z.unknown()),
  Remedy: z.record(z.string(), z.unknown()).optional(),
  Change: z.string(),
  Effort: z.string(),
  Risk: z.string(),
  Priority: z.string().optional(),
  Confidence: Amount,
  MonthlyCost: Amount,
  OwnMonthlySaving: Amount,
  MonthlySaving: Amount,
  Currency: z.string().optional(),
  Basis: z.string().optional(),
  Period: z.string().optional(),
  Source: z.string().optional(),
  SavingProblem: z.string().optional(),
  Overlapping: z.array(z.unknown()),
  State: z.string(),
  StateReason: z.string().optional(),
  DismissedUntil: Time.optional(),
  FirstSeen: Time,
  LastSeen: Time,
});

/** The entity of the resource, where its default entity is identified by the id in the finding. */
function byId(to: ObjectKind, part: string): RelationDefaults<never> {
  return relationTo(to, part, 'ResourceId');
}

/** The same, for an ARN. */
function byArn(to: ObjectKind, part: string): RelationDefaults<never> {
  return relationTo(to, part, 'ResourceArn');
}

function relationTo(to: ObjectKind, part: string, from: string): RelationDefaults<never> {
  const jq = `if .Properties.Kind == "${to}" then .Properties.${from} else null end`;
  return { to, by: { [part]: { jq } } };
}

/** What is wasted, or may be: the findings of `longshore cost findings`. */
export const CostFinding = defineStoredKind({
  kind: 'Longshore::Cost::Finding',
  title: 'cost finding',
  properties: Properties,
  entity: {
    blueprint: 'costFinding',
    identifier: 'Id',
    title: 'Title',
    properties: [
      ...(['Type', 'Service', 'Rule', 'Verdict', 'State', 'Priority'] as const),
      ...(['MonthlySaving', 'Currency', 'Basis', 'Period', 'Source', 'SavingProblem'] as const),
      ...(['MonthlyCost', 'Confidence', 'Effort', 'Risk', 'Description', 'Reason', 'Fix'] as const),
      ...(['Evidence', 'Remedy', 'Region', 'Kind', 'ResourceId', 'ResourceArn'] as const),
      ...(['FirstSeen', 'DismissedUntil', 'StateReason'] as const),
    ],
    relations: {
      address: byId('AWS::EC2::EIP', 'AllocationId'),
      bucket: byArn('AWS::S3::Bucket', 'Arn'),
      cacheCluster: byArn('AWS::ElastiCache::Cluster', 'ARN'),
      classicLoadBalancer: {
        to: 'AWS::ElasticLoadBalancing::LoadBalancer',
        by: { LoadBalancerName: 'LoadBalancerName' },
      },
      database: byArn('AWS::RDS::DBInstance', 'DBInstanceArn'),
      eksCluster: { ...byArn('AWS::EKS::Cluster', 'Arn'), title: 'EKS cluster' },
      function: byArn('AWS::Lambda::Function', 'FunctionArn'),
      instance: byId('AWS::EC2::Instance', 'InstanceId'),
      loadBalancer: byArn('AWS::ElasticLoadBalancingV2::LoadBalancer', 'LoadBalancerArn'),
      logGroup: byArn('AWS::Logs::LogGroup', 'LogGroupArn'),
      natGateway: { ...byId('AWS::EC2::NatGateway', 'NatGatewayId'), title: 'NAT gateway' },
      repository: byArn('AWS::ECR::Repository', 'RepositoryArn'),
      snapshot: byId('AWS::EC2::Snapshot', 'SnapshotId'),
      table: byArn('AWS::DynamoDB::Table', 'TableArn'),
      volume: byId('AWS::EC2::Volume', 'VolumeId'),
      vpcEndpoint: { ...byId('AWS::EC2::VPCEndpoint', 'VpcEndpointId'), title: 'VPC endpoint' },
    },
  },
  identifiers: ['Kind', 'Region', 'Id'],
});
