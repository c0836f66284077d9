import { AccountClient, ListRegionsCommand } from '@aws-sdk/client-account';
import {
  AutoScalingClient,
  DescribeNotificationConfigurationsCommand,
} from '@aws-sdk/client-auto-scaling';
import { CloudControlClient, ListResourcesCommand } from '@aws-sdk/client-cloudcontrol';
import {
  CloudWatchLogsClient,
  DescribeIndexPoliciesCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  BatchGetDeploymentGroupsCommand,
  CodeDeployClient,
  ListDeploymentTargetsCommand,
} from '@aws-sdk/client-codedeploy';
import { CodePipelineClient, ListActionExecutionsCommand } from '@aws-sdk/client-codepipeline';
import {
  DescribeVolumeAttributeCommand,
  DescribeFastSnapshotRestoresCommand,
  DescribeVpcEncryptionControlsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import type { Place } from './place.ts';

/** A way in which Longshore reads moto. */
export type Reading = 'listing' | 'listing, tags one by one' | 'single fetch';

/** A call that moto does not implement: the suite makes it, and it must fail. */
export interface MissingCall {
  readonly type: 'missing call';
  readonly kind: string;
  readonly call: string;
  /** Longshore's action that fails because of it, and leaves a gap. */
  readonly action?: string;
  /** The fields that are not compared because of it; undefined if the whole kind is not compared. */
  readonly fields?: readonly string[];
  readonly reason: string;
  make(place: Place): Promise<unknown>;
}

/** Fields in which moto contradicts itself or AWS: they must differ. */
export interface WrongFields {
  readonly type: 'wrong fields';
  readonly kind: string;
  readonly fields: readonly string[];
  /** Fields that can differ, because they are random. */
  readonly sometimes?: readonly string[];
  readonly readings: readonly Reading[];
  readonly reason: string;
}

/** A missing resource for which moto does not respond as AWS does: fetching it must not be "not found". */
export interface WrongAbsence {
  readonly type: 'wrong absence';
  readonly kind: string;
  readonly reason: string;
}

/** Responses that the AWS SDK for JavaScript cannot read: without the correction in serve.py, reading must fail. */
export interface Correction {
  readonly type: 'correction';
  readonly kind: string;
  readonly fields: readonly string[];
  readonly reason: string;
}

export type Difference = MissingCall | WrongFields | WrongAbsence | Correction;

const NOT_IMPLEMENTED = 'not implemented in moto';
const TAGGING =
  'moto’s tagging API does not support the service; tags are compared when read one by one';

/** All known differences of moto that affect our kinds. */
export const DIFFERENCES: readonly Difference[] = [
  {
    type: 'missing call',
    kind: 'every kind',
    call: 'account:ListRegions',
    fields: [],
    reason: `${NOT_IMPLEMENTED}; Longshore takes the regions from ec2:DescribeRegions`,
    make: (place) => place.of(AccountClient).send(new ListRegionsCommand({})),
  },
  {
    type: 'missing call',
    kind: 'any other CloudFormation type',
    call: 'cloudcontrol:ListResources',
    reason: `${NOT_IMPLEMENTED}: moto has no Cloud Control`,
    make: (place) =>
      place
        .of(CloudControlClient)
        .send(new ListResourcesCommand({ TypeName: 'AWS::CloudWatch::Alarm' })),
  },
  {
    type: 'missing call',
    kind: 'AWS::EC2::VPC',
    call: 'ec2:DescribeVpcEncryptionControls',
    action: 'DescribeVpcEncryptionControlsAction',
    fields: ['VpcEncryptionControl'],
    reason: NOT_IMPLEMENTED,
    make: (place) => place.of(EC2Client).send(new DescribeVpcEncryptionControlsCommand({})),
  },
  {
    type: 'missing call',
    kind: 'AWS::CodeDeploy::DeploymentTarget',
    call: 'codedeploy:ListDeploymentTargets',
    reason: NOT_IMPLEMENTED,
    make: (place) =>
      place.of(CodeDeployClient).send(new ListDeploymentTargetsCommand({ deploymentId: 'd-1' })),
  },
  {
    type: 'missing call',
    kind: 'AWS::CodePipeline::ActionExecution',
    call: 'codepipeline:ListActionExecutions',
    reason: NOT_IMPLEMENTED,
    make: (place) =>
      place
        .of(CodePipelineClient)
        .send(new ListActionExecutionsCommand({ pipelineName: 'orders' })),
  },
  {
    type: 'missing call',
    kind: 'AWS::Logs::LogGroup',
    call: 'logs:DescribeIndexPolicies',
    action: 'DescribeIndexPoliciesAction',
    fields: ['FieldIndexPolicies'],
    reason: NOT_IMPLEMENTED,
    make: (place) =>
      place
        .of(CloudWatchLogsClient)
        .send(new DescribeIndexPoliciesCommand({ logGroupIdentifiers: ['/app/orders'] })),
  },
  {
    type: 'missing call',
    kind: 'AWS::EC2::Volume',
    call: 'ec2:DescribeVolumeAttribute',
    action: 'DescribeVolumeAttributeAction',
    fields: ['AutoEnableIO'],
    reason: NOT_IMPLEMENTED,
    make: (place) =>
      place.of(EC2Client).send(
        new DescribeVolumeAttributeCommand({
          VolumeId: 'vol-00000000000000000',
          Attribute: 'autoEnableIO',
        }),
      ),
  },
  {
    type: 'missing call',
    kind: 'AWS::EC2::Snapshot',
    call: 'ec2:DescribeFastSnapshotRestores',
    reason: `${NOT_IMPLEMENTED}; its DescribeSnapshots also returns the snapshots of all public images`,
    make: (place) => place.of(EC2Client).send(new DescribeFastSnapshotRestoresCommand({})),
  },
  {
    type: 'missing call',
    kind: 'AWS::CodeDeploy::DeploymentGroup',
    call: 'codedeploy:BatchGetDeploymentGroups',
    action: 'GetDeploymentGroupDetailsAction',
    fields: [
      'DeploymentGroupId',
      'DeploymentConfigName',
      'Ec2TagFilters',
      'OnPremisesInstanceTagFilters',
      'AutoScalingGroups',
      'ServiceRoleArn',
      'TargetRevision',
      'TriggerConfigurations',
      'AlarmConfiguration',
      'AutoRollbackConfiguration',
      'DeploymentStyle',
      'OutdatedInstancesStrategy',
      'BlueGreenDeploymentConfiguration',
      'LoadBalancerInfo',
      'LastSuccessfulDeployment',
      'LastAttemptedDeployment',
      'Ec2TagSet',
      'OnPremisesTagSet',
      'ComputePlatform',
      'EcsServices',
      'TerminationHookEnabled',
    ],
    reason: `${NOT_IMPLEMENTED}: only names and tags are compared`,
    make: (place) =>
      place.of(CodeDeployClient).send(
        new BatchGetDeploymentGroupsCommand({
          applicationName: 'orders',
          deploymentGroupNames: ['production'],
        }),
      ),
  },
  {
    type: 'missing call',
    kind: 'AWS::AutoScaling::AutoScalingGroup',
    call: 'autoscaling:DescribeNotificationConfigurations',
    action: 'DescribeNotificationConfigurationsAction',
    fields: ['NotificationConfigurations'],
    reason: NOT_IMPLEMENTED,
    make: (place) =>
      place.of(AutoScalingClient).send(new DescribeNotificationConfigurationsCommand({})),
  },
  {
    type: 'wrong fields',
    kind: 'AWS::S3::Bucket',
    fields: ['__ExtraContext.Region'],
    readings: ['listing', 'listing, tags one by one', 'single fetch'],
    reason: 'moto’s ListBuckets returns no BucketRegion, even if the request has a page size',
  },
  {
    type: 'wrong fields',
    kind: 'AWS::ECR::Repository',
    fields: ['LifecyclePolicy.lastEvaluatedAt'],
    readings: ['listing', 'listing, tags one by one', 'single fetch'],
    reason: 'moto returns the time of the call',
  },
  {
    type: 'wrong fields',
    kind: 'AWS::RDS::DBInstance',
    fields: ['LatestRestorableTime'],
    readings: ['listing', 'single fetch'],
    reason: 'moto returns the time of the call',
  },
  {
    type: 'wrong fields',
    kind: 'AWS::RDS::DBCluster',
    fields: ['LatestRestorableTime'],
    readings: ['listing', 'single fetch'],
    reason: 'moto returns the time of the call',
  },
  {
    type: 'wrong fields',
    kind: 'AWS::CodeBuild::BuildRun',
    fields: ['Phases'],
    sometimes: ['EndTime'],
    readings: ['listing', 'single fetch'],
    reason: 'moto’s builds advance with every BatchGetBuilds',
  },
  {
    type: 'wrong fields',
    kind: 'AWS::ECR::Repository',
    fields: ['Tags'],
    readings: ['listing'],
    reason: TAGGING,
  },
  {
    type: 'wrong fields',
    kind: 'AWS::OpenSearchService::Domain',
    fields: ['Tags'],
    readings: ['listing'],
    reason: TAGGING,
  },
  {
    type: 'wrong fields',
    kind: 'AWS::Route53::HostedZone',
    fields: ['HostedZoneTags', 'Tags'],
    readings: ['listing'],
    reason: TAGGING,
  },
  {
    type: 'wrong fields',
    kind: 'AWS::CloudFront::Distribution',
    fields: ['ETag'],
    readings: ['single fetch'],
    reason: 'moto’s list call does not return it',
  },
  {
    type: 'wrong fields',
    kind: 'AWS::MemoryDB::User',
    fields: ['TagList'],
    readings: ['listing'],
    reason: TAGGING,
  },
  {
    type: 'wrong fields',
    kind: 'AWS::CodePipeline::Pipeline',
    fields: ['Tags'],
    readings: ['listing'],
    reason: TAGGING,
  },
  {
    type: 'wrong absence',
    kind: 'AWS::MSK::Cluster',
    reason: 'moto fails with HTTP 500',
  },
  {
    type: 'wrong absence',
    kind: 'AWS::MSK::ServerlessCluster',
    reason: 'moto fails with HTTP 500',
  },
  {
    type: 'wrong absence',
    kind: 'AWS::CodeBuild::Project',
    reason: 'moto’s BatchGetProjects omits it, but does not list it in projectsNotFound',
  },
  {
    type: 'wrong absence',
    kind: 'AWS::CodeBuild::BuildRun',
    reason: 'moto’s BatchGetBuilds omits it, but does not list it in buildsNotFound',
  },
  {
    type: 'wrong absence',
    kind: 'AWS::EC2::NatGateway',
    reason: 'moto’s DescribeNatGateways returns an empty list',
  },
  {
    type: 'wrong absence',
    kind: 'AWS::EC2::TransitGatewayAttachment',
    reason: 'moto’s DescribeTransitGatewayVpcAttachments returns an empty list',
  },
  {
    type: 'correction',
    kind: 'AWS::MSK::Cluster',
    fields: ['CreationTime'],
    reason: 'moto writes the time without its time zone',
  },
  {
    type: 'correction',
    kind: 'AWS::MSK::ServerlessCluster',
    fields: ['CreationTime'],
    reason: 'moto writes the time without its time zone',
  },
  {
    type: 'correction',
    kind: 'AWS::CodePipeline::Pipeline',
    fields: ['Created', 'Updated'],
    reason: 'moto writes the times as text',
  },
  {
    type: 'correction',
    kind: 'AWS::SES::EmailIdentity',
    fields: ['DkimAttributes.LastKeyGenerationTimestamp'],
    reason: 'moto writes the time as text',
  },
];

/** Does a difference excuse this field of a mismatch? `Tags` does for `Tags[0].Value`. */
export function excuses(fields: readonly string[], field: string): boolean {
  return fields.some(
    (name) => field === name || field.startsWith(`${name}.`) || field.startsWith(`${name}[`),
  );
}
