import {
  DescribeTransitGatewayVpcAttachmentsCommand,
  EC2Client,
  paginateDescribeTransitGatewayAttachments,
  paginateDescribeTransitGatewayVpcAttachments,
} from '@aws-sdk/client-ec2';
import type { TransitGatewayAttachment, TransitGatewayVpcAttachment } from '@aws-sdk/client-ec2';
import { z } from 'zod';
import type { ActionContext } from '../../actions/action.ts';
import { batched } from '../../actions/batched.ts';
import { answered } from '../../actions/missing-answer.ts';
import { paged } from '../../actions/paged.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { toSubnets } from '../common-relations.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, tagList, time } from '../fields.ts';
import { describeLimits } from './describe-limits.ts';
import { namedIn } from './changed.ts';
import { nameTagOr } from './name-tag.ts';

/** The most that EC2 gives in one page of either list. */
const ATTACHMENTS_PER_PAGE = 1_000;
/** The maximum number of values in a filter. */
const VALUES_PER_FILTER = 200;

type Item = TransitGatewayVpcAttachment & { readonly TransitGatewayAttachmentId: string };

/** Fields that only the list of all attachments has, not the list of VPC attachments. */
type Association = Pick<
  TransitGatewayAttachment,
  'Association' | 'NatGatewaySupport' | 'TransitGatewayOwnerId'
>;

type Source = TransitGatewayVpcAttachment & Association & { Id: string };

const Properties = z.object({
  TransitGatewayAttachmentId: z.string(),
  Id: z.string(),
  TransitGatewayId: z.string().optional(),
  VpcId: z.string().optional(),
  VpcOwnerId: z.string().optional(),
  SubnetIds: z.array(z.string()).optional(),
  State: z.string().optional(),
  Options: structure.optional(),
  CreationTime: time.optional(),
  Tags: tagList.optional(),
  TransitGatewayOwnerId: z.string().optional(),
  Association: structure.optional(),
  NatGatewaySupport: z.string().optional(),
} satisfies FieldsOf<Source>);

const DescribeTransitGatewayAttachments = paged<EC2Client, Item, Association>({
  name: 'DescribeTransitGatewayAttachmentsAction',
  permissions: ['ec2:DescribeTransitGatewayAttachments'],
  adds: ['TransitGatewayOwnerId', 'Association', 'NatGatewaySupport'],
  size: ATTACHMENTS_PER_PAGE,
  idOf,
  pages: (_, context) => associations('resource-type', ['vpc'], context),
  single: batched({
    name: 'DescribeTransitGatewayAttachmentsAction',
    permissions: ['ec2:DescribeTransitGatewayAttachments'],
    size: VALUES_PER_FILTER,
    idOf,
    async call(items: readonly Item[], context: ActionContext<EC2Client>) {
      const found: { readonly id: string; readonly value: Association }[] = [];
      const ids = items.map(idOf);
      for await (const page of associations('transit-gateway-attachment-id', ids, context))
        found.push(...page.map(([id, value]) => ({ id, value })));
      return found;
    },
  }),
});

/**
 * Attachments to VPCs, like CloudFormation's type of this name: without those to VPNs, peers and Direct
 * Connect gateways.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeTransitGatewayVpcAttachments.html
 */
export const Ec2TransitGatewayAttachment = defineKind({
  kind: 'AWS::EC2::TransitGatewayAttachment',
  title: 'transit gateway attachment',
  reach: 'regional',
  client: EC2Client,
  properties: Properties,
  primaryIdentifier: ['Id'],
  entity: {
    blueprint: 'ec2TransitGatewayAttachment',
    icon: 'VPC',
    identifier: 'TransitGatewayAttachmentId',
    title: nameTagOr('TransitGatewayAttachmentId'),
    // Accounts that it is shared with see it too, without tags: only its owner has the entity.
    query: '.Properties.VpcOwnerId == .__ExtraContext.AccountId',
    properties: [
      'TransitGatewayId',
      'VpcOwnerId',
      'State',
      'SubnetIds',
      'Options',
      'CreationTime',
      'Tags',
    ],
    relations: {
      vpc: { to: 'AWS::EC2::VPC', title: 'VPC', by: { VpcId: 'VpcId' } },
      subnets: toSubnets('SubnetIds'),
    },
  },
  list: {
    operation: 'DescribeTransitGatewayVpcAttachments',
    permissions: ['ec2:DescribeTransitGatewayVpcAttachments'],
    pageSize: ATTACHMENTS_PER_PAGE,
    pages: (context) =>
      sdkPages(paginateDescribeTransitGatewayVpcAttachments, context, {
        MaxResults: ATTACHMENTS_PER_PAGE,
      }),
    items: (page) => page.TransitGatewayVpcAttachments?.filter(isIdentified).filter(isThere),
  },
  get: {
    identifiers: ['TransitGatewayAttachmentId'],
    arn: /^ec2:transit-gateway-attachment\/(?<TransitGatewayAttachmentId>[^/]+)$/,
    of: (attachment) => [idOf(attachment)],
    async find([attachmentId = ''], { client, signal }) {
      const command = new DescribeTransitGatewayVpcAttachmentsCommand({
        TransitGatewayAttachmentIds: [attachmentId],
      });
      const answer = await client.send(command, { abortSignal: signal });
      const found = answer.TransitGatewayVpcAttachments?.find(isIdentified);
      const attachment = answered(found, attachmentId);
      return isThere(attachment) ? attachment : undefined;
    },
  },
  idOf,
  listed: (attachment) => ({ ...attachment, Id: idOf(attachment) }),
  errors: {
    notFound: [
      'InvalidTransitGatewayAttachmentID.NotFound',
      'InvalidTransitGatewayAttachmentID.Malformed',
    ],
  },
  limits: describeLimits(
    'ec2:DescribeTransitGatewayVpcAttachments',
    'ec2:DescribeTransitGatewayAttachments',
  ),
  actions: { defaults: [], options: [DescribeTransitGatewayAttachments] },
  liveEvents: {
    source: 'ec2.amazonaws.com',
    events: [
      'CreateTransitGatewayVpcAttachment',
      'AcceptTransitGatewayVpcAttachment',
      'RejectTransitGatewayVpcAttachment',
      'ModifyTransitGatewayVpcAttachment',
      'AssociateTransitGatewayRouteTable',
      'DisassociateTransitGatewayRouteTable',
      'DeleteTransitGatewayVpcAttachment',
      'CreateTags',
      'DeleteTags',
    ],
    deletions: ['DeleteTransitGatewayVpcAttachment'],
    resources: (call) => namedIn(call, 'tgw-attach'),
    stub: ([TransitGatewayAttachmentId = '']) => ({
      properties: { TransitGatewayAttachmentId, Id: TransitGatewayAttachmentId },
    }),
  },
});

function isIdentified(attachment: TransitGatewayVpcAttachment): attachment is Item {
  return attachment.TransitGatewayAttachmentId !== undefined;
}

/** AWS describes a deleted attachment for some time. */
function isThere({ State }: Item): boolean {
  return State !== 'deleted';
}

function idOf({ TransitGatewayAttachmentId }: Item): string {
  return TransitGatewayAttachmentId;
}

async function* associations(
  filter: string,
  values: string[],
  context: ActionContext<EC2Client>,
): AsyncGenerator<readonly (readonly [id: string, value: Association])[], void> {
  const input = { Filters: [{ Name: filter, Values: values }], MaxResults: ATTACHMENTS_PER_PAGE };
  for await (const page of sdkPages(paginateDescribeTransitGatewayAttachments, context, input)) {
    yield (page.TransitGatewayAttachments ?? []).map((attachment) => {
      const { TransitGatewayOwnerId, Association, NatGatewaySupport } = attachment;
      const value = { TransitGatewayOwnerId, Association, NatGatewaySupport };
      return [attachment.TransitGatewayAttachmentId ?? '', value] as const;
    });
  }
}
