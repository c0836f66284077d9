import {
  DescribeVolumeAttributeCommand,
  DescribeVolumesCommand,
  EC2Client,
  paginateDescribeVolumes,
} from '@aws-sdk/client-ec2';
import type { Volume } from '@aws-sdk/client-ec2';
import { z } from 'zod';
import type { ActionContext } from '../../actions/action.ts';
import { answered } from '../../actions/missing-answer.ts';
import { perItem } from '../../actions/per-item.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { toKey } from '../common-relations.ts';
import { textAt, textsIn } from '../live-event.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, structureList, tagList, time } from '../fields.ts';
import { describeLimits } from './describe-limits.ts';
import { nameTagOr } from './name-tag.ts';

/** The maximum page size of DescribeVolumes. */
const VOLUMES_PER_PAGE = 1_000;

type IdentifiedVolume = Volume & { readonly VolumeId: string };
type Source = Volume & { AutoEnableIO: boolean };

const Properties = z.object({
  VolumeId: z.string(),
  VolumeType: z.string().optional(),
  AvailabilityZone: z.string().optional(),
  AvailabilityZoneId: z.string().optional(),
  OutpostArn: z.string().optional(),
  State: z.string().optional(),
  SnapshotId: z.string().optional(),
  SourceVolumeId: z.string().optional(),
  Size: z.number().int().optional(),
  Iops: z.number().int().optional(),
  Throughput: z.number().int().optional(),
  VolumeInitializationRate: z.number().int().optional(),
  FastRestored: z.boolean().optional(),
  Encrypted: z.boolean().optional(),
  KmsKeyId: z.string().optional(),
  SseType: z.string().optional(),
  MultiAttachEnabled: z.boolean().optional(),
  CreateTime: time.optional(),
  Operator: structure.optional(),
  Attachments: structureList.optional(),
  Tags: tagList.optional(),
  AutoEnableIO: z.boolean().optional(),
} satisfies FieldsOf<Source>);

const DescribeVolumeAttribute = perItem({
  name: 'DescribeVolumeAttributeAction',
  permissions: ['ec2:DescribeVolumeAttribute'],
  async call({ VolumeId }: IdentifiedVolume, { client, signal }: ActionContext<EC2Client>) {
    const command = new DescribeVolumeAttributeCommand({ VolumeId, Attribute: 'autoEnableIO' });
    const { AutoEnableIO } = await client.send(command, { abortSignal: signal });
    return { AutoEnableIO: AutoEnableIO?.Value };
  },
});

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVolumes.html */
export const Ec2Volume = defineKind({
  kind: 'AWS::EC2::Volume',
  title: 'EBS volume',
  reach: 'regional',
  client: EC2Client,
  properties: Properties,
  entity: {
    blueprint: 'ec2Volume',
    icon: 'EC2',
    identifier: 'VolumeId',
    title: nameTagOr('VolumeId'),
    properties: [
      'VolumeType',
      'State',
      'Size',
      'Iops',
      'Encrypted',
      'AvailabilityZone',
      'CreateTime',
      'Tags',
    ],
    // Several for a volume with multi-attach; none for volumes that AWS attaches to its own machines.
    relations: {
      instances: {
        to: 'AWS::EC2::Instance',
        by: { InstanceId: { each: '.Properties.Attachments[]?.InstanceId' } },
      },
      key: toKey('KmsKeyId'),
    },
  },
  list: {
    operation: 'DescribeVolumes',
    permissions: ['ec2:DescribeVolumes'],
    pageSize: VOLUMES_PER_PAGE,
    pages: (context) =>
      sdkPages(paginateDescribeVolumes, context, { MaxResults: VOLUMES_PER_PAGE }),
    items: (page) => page.Volumes?.filter(isIdentified),
  },
  get: {
    identifiers: ['VolumeId'],
    arn: /^ec2:volume\/(?<VolumeId>[^/]+)$/,
    of: ({ VolumeId }) => [VolumeId],
    async find([volumeId = ''], { client, signal }) {
      const command = new DescribeVolumesCommand({ VolumeIds: [volumeId] });
      const { Volumes = [] } = await client.send(command, { abortSignal: signal });
      return answered(Volumes.find(isIdentified), volumeId);
    },
  },
  idOf: (volume) => volume.VolumeId,
  listed: (volume) => volume,
  errors: { notFound: ['InvalidVolume.NotFound', 'InvalidVolumeID.Malformed'] },
  limits: describeLimits('ec2:DescribeVolumes', 'ec2:DescribeVolumeAttribute'),
  actions: { defaults: [], options: [DescribeVolumeAttribute] },
  liveEvents: {
    source: 'ec2.amazonaws.com',
    events: [
      'CreateVolume',
      'ModifyVolume',
      'ModifyVolumeAttribute',
      'AttachVolume',
      'DetachVolume',
      'DeleteVolume',
      'CreateTags',
      'DeleteTags',
    ],
    deletions: ['DeleteVolume'],
    resources: ({ requestParameters, responseElements }) =>
      [
        ...textsIn(requestParameters, ['resourcesSet', 'items'], 'resourceId'),
        textAt(responseElements, 'volumeId') ??
          textAt(requestParameters, 'volumeId') ??
          // Of these events, only ModifyVolume wraps its parameters in a member.
          textAt(requestParameters, 'ModifyVolumeRequest', 'VolumeId') ??
          '',
      ]
        .filter((id) => id.startsWith('vol-'))
        .map((id) => [id]),
    stub: ([VolumeId = '']) => ({ properties: { VolumeId } }),
  },
});

function isIdentified(volume: Volume): volume is IdentifiedVolume {
  return volume.VolumeId !== undefined;
}
