import {
  DescribeInstancesCommand,
  DescribeInstanceStatusCommand,
  EC2Client,
  paginateDescribeInstances,
  paginateDescribeInstanceStatus,
} from '@aws-sdk/client-ec2';
import type { Instance, InstanceStatus, Reservation } from '@aws-sdk/client-ec2';
import { z } from 'zod';
import type { ActionContext } from '../../actions/action.ts';
import { batched } from '../../actions/batched.ts';
import { answered } from '../../actions/missing-answer.ts';
import { paged } from '../../actions/paged.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { toSecurityGroups } from '../common-relations.ts';
import { textAt, textsIn } from '../live-event.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, structureList, tagList, time } from '../fields.ts';
import { describeLimits } from './describe-limits.ts';
import { nameTagOr } from './name-tag.ts';

/** The most that DescribeInstances and DescribeInstanceStatus give in one page. */
const INSTANCES_PER_PAGE = 1_000;
/** The maximum number of values in a filter. */
const INSTANCES_PER_FILTER = 200;
/** The maximum number of ids per call of DescribeInstanceStatus. */
const STATUSES_PER_CALL = 100;

type IdentifiedInstance = Instance & { readonly InstanceId: string };

/** An instance and its reservation. */
interface ReservedInstance {
  readonly instance: IdentifiedInstance;
  readonly reservation: Omit<Reservation, 'Instances'>;
}

type Context = ActionContext<EC2Client>;
type Source = Instance & InstanceStatus & { InstanceArn: string; Reason: string };

const Properties = z.object({
  InstanceId: z.string(),
  InstanceArn: z.string().optional(),
  InstanceType: z.string().optional(),
  ImageId: z.string().optional(),
  State: structure.optional(),
  StateReason: structure.optional(),
  StateTransitionReason: z.string().optional(),
  Reason: z.string().optional(),
  LaunchTime: time.optional(),
  UsageOperation: z.string().optional(),
  UsageOperationUpdateTime: time.optional(),
  AmiLaunchIndex: z.number().int().optional(),
  Architecture: z.string().optional(),
  AvailabilityZone: z.string().optional(),
  BootMode: z.string().optional(),
  CurrentInstanceBootMode: z.string().optional(),
  ClientToken: z.string().optional(),
  EbsOptimized: z.boolean().optional(),
  EnaSupport: z.boolean().optional(),
  SourceDestCheck: z.boolean().optional(),
  Hypervisor: z.string().optional(),
  KeyName: z.string().optional(),
  Platform: z.string().optional(),
  PlatformDetails: z.string().optional(),
  PrivateDnsName: z.string().optional(),
  PrivateIpAddress: z.string().optional(),
  PublicDnsName: z.string().optional(),
  PublicIpAddress: z.string().optional(),
  RootDeviceName: z.string().optional(),
  RootDeviceType: z.string().optional(),
  SubnetId: z.string().optional(),
  VirtualizationType: z.string().optional(),
  VpcId: z.string().optional(),
  CapacityReservationSpecification: structure.optional(),
  CpuOptions: structure.optional(),
  EnclaveOptions: structure.optional(),
  HibernationOptions: structure.optional(),
  MaintenanceOptions: structure.optional(),
  MetadataOptions: structure.optional(),
  Monitoring: structure.optional(),
  NetworkPerformanceOptions: structure.optional(),
  Operator: structure.optional(),
  Placement: structure.optional(),
  PrivateDnsNameOptions: structure.optional(),
  BlockDeviceMappings: structureList.optional(),
  NetworkInterfaces: structureList.optional(),
  ProductCodes: structureList.optional(),
  SecurityGroups: structureList.optional(),
  Tags: tagList.optional(),
  InstanceState: structure.optional(),
  InstanceStatus: structure.optional(),
  SystemStatus: structure.optional(),
  Events: structureList.optional(),
} satisfies FieldsOf<Source>);

/** The statuses of a whole region, including stopped instances. */
async function* statusPages(
  context: Context,
): AsyncGenerator<readonly (readonly [string, InstanceStatus])[], void> {
  const input = { IncludeAllInstances: true, MaxResults: INSTANCES_PER_PAGE };
  for await (const page of sdkPages(paginateDescribeInstanceStatus, context, input)) {
    yield (page.InstanceStatuses ?? []).map((status) => [status.InstanceId ?? '', status] as const);
  }
}

const idOf = ({ instance }: ReservedInstance): string => instance.InstanceId;

const StatusById = batched({
  name: 'DescribeInstanceStatusAction',
  permissions: ['ec2:DescribeInstanceStatus'],
  size: STATUSES_PER_CALL,
  idOf,
  async call(items: readonly ReservedInstance[], { client, signal }: Context) {
    const command = new DescribeInstanceStatusCommand({
      IncludeAllInstances: true,
      InstanceIds: items.map(idOf),
    });
    const { InstanceStatuses = [] } = await client.send(command, { abortSignal: signal });
    return InstanceStatuses.map((status) => ({ id: status.InstanceId ?? '', value: status }));
  },
});

const DescribeInstanceStatus = paged<EC2Client, ReservedInstance, InstanceStatus>({
  name: 'DescribeInstanceStatusAction',
  permissions: ['ec2:DescribeInstanceStatus'],
  size: INSTANCES_PER_PAGE,
  idOf,
  pages: (_, context) => statusPages(context),
  single: StatusById,
});

/** EC2 returns no ARN of an instance: this jq builds it, in any partition. */
const ARN =
  '(if .__ExtraContext.Region | startswith("cn-") then "arn:aws-cn" ' +
  'elif .__ExtraContext.Region | startswith("us-gov-") then "arn:aws-us-gov" else "arn:aws" end) + ":ec2:" + ' +
  '.__ExtraContext.Region + ":" + .__ExtraContext.AccountId + ":instance/" + .Properties.InstanceId';

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html */
export const Ec2Instance = defineKind({
  kind: 'AWS::EC2::Instance',
  title: 'EC2 instance',
  reach: 'regional',
  client: EC2Client,
  properties: Properties,
  entity: {
    blueprint: 'ec2Instance',
    icon: 'EC2',
    identifier: 'InstanceId',
    title: nameTagOr('InstanceId'),
    properties: [
      'InstanceType',
      'ImageId',
      'LaunchTime',
      'VpcId',
      'PrivateIpAddress',
      'PublicIpAddress',
      'Tags',
    ],
    relations: {
      subnet: { to: 'AWS::EC2::Subnet', by: { SubnetId: 'SubnetId' } },
      securityGroups: toSecurityGroups('SecurityGroups[].GroupId'),
    },
    derived: {
      state: { title: 'State', jq: '.Properties.State.Name' },
      availabilityZone: {
        title: 'Availability Zone',
        jq: '.Properties.Placement.AvailabilityZone',
      },
      arn: { title: 'ARN', jq: ARN },
    },
  },
  list: {
    operation: 'DescribeInstances',
    permissions: ['ec2:DescribeInstances'],
    pageSize: INSTANCES_PER_PAGE,
    pages: (context) =>
      sdkPages(paginateDescribeInstances, context, { MaxResults: INSTANCES_PER_PAGE }),
    items: (page) => page.Reservations?.flatMap(instancesOf),
  },
  get: {
    identifiers: ['InstanceId'],
    arn: /^ec2:instance\/(?<InstanceId>[^/]+)$/,
    of: ({ instance }) => [instance.InstanceId],
    async find([instanceId = ''], { client, signal }) {
      const command = new DescribeInstancesCommand({ InstanceIds: [instanceId] });
      const { Reservations = [] } = await client.send(command, { abortSignal: signal });
      return answered(Reservations.flatMap(instancesOf)[0], instanceId);
    },
    findMany: {
      size: INSTANCES_PER_FILTER,
      async find(missing, context) {
        const found: ReservedInstance[] = [];
        const Filters = [{ Name: 'instance-id', Values: missing.map(([id = '']) => id) }];
        const input = { Filters, MaxResults: INSTANCES_PER_PAGE };
        for await (const page of sdkPages(paginateDescribeInstances, context, input)) {
          const reservations = answered(page.Reservations, 'the list of reservations');
          found.push(...reservations.flatMap(instancesOf));
        }
        return found;
      },
    },
    isDeleted: ({ instance }) => instance.State?.Name === 'terminated',
  },
  idOf,
  listed: ({ instance }) => instance,
  extraContext: ({ reservation }, { account, region }) => ({
    AccountId: account.id,
    Region: region,
    ...reservation,
  }),
  errors: { notFound: ['InvalidInstanceID.NotFound', 'InvalidInstanceID.Malformed'] },
  limits: describeLimits('ec2:DescribeInstances', 'ec2:DescribeInstanceStatus'),
  actions: { defaults: [], options: [DescribeInstanceStatus] },
  liveEvents: {
    source: 'ec2.amazonaws.com',
    events: [
      'RunInstances',
      'StartInstances',
      'StopInstances',
      'RebootInstances',
      'TerminateInstances',
      'ModifyInstanceAttribute',
      'ModifyInstanceMetadataOptions',
      'MonitorInstances',
      'UnmonitorInstances',
      'AssociateIamInstanceProfile',
      'AssociateAddress',
      'AttachVolume',
      'DetachVolume',
      'CreateTags',
      'DeleteTags',
    ],
    deletions: ['TerminateInstances'],
    resources: ({ requestParameters, responseElements }) =>
      [
        ...textsIn(responseElements, ['instancesSet', 'items'], 'instanceId'),
        ...textsIn(requestParameters, ['instancesSet', 'items'], 'instanceId'),
        ...textsIn(requestParameters, ['resourcesSet', 'items'], 'resourceId'),
        textAt(requestParameters, 'instanceId') ??
          textAt(responseElements, 'instanceId') ??
          // These two calls wrap their parameters in a member.
          textAt(requestParameters, 'ModifyInstanceMetadataOptionsRequest', 'InstanceId') ??
          textAt(requestParameters, 'AssociateIamInstanceProfileRequest', 'InstanceId') ??
          '',
      ]
        .filter((id) => id.startsWith('i-'))
        .map((id) => [id]),
    stub: ([InstanceId = '']) => ({ properties: { InstanceId } }),
  },
});

function instancesOf({ Instances = [], ...reservation }: Reservation): ReservedInstance[] {
  return Instances.filter(isIdentified).map((instance) => ({ instance, reservation }));
}

function isIdentified(instance: Instance): instance is IdentifiedInstance {
  return instance.InstanceId !== undefined;
}
