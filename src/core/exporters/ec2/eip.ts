import { DescribeAddressesCommand, EC2Client } from '@aws-sdk/client-ec2';
import type { Address } from '@aws-sdk/client-ec2';
import { z } from 'zod';
import { answered } from '../../actions/missing-answer.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { tagList } from '../fields.ts';
import { describeLimits } from './describe-limits.ts';
import { namedIn } from './changed.ts';
import { nameTagOr } from './name-tag.ts';

/** DescribeAddresses has no pages: one response has all. Larger than any quota of a region. */
const ADDRESSES_PER_ANSWER = 10_000;

/** Carrier addresses and customer-owned ones have no `PublicIp`. */
type Item = Address & { readonly AllocationId: string };
type Source = Address;

const Properties = z.object({
  AllocationId: z.string(),
  PublicIp: z.string().optional(),
  Domain: z.string().optional(),
  AssociationId: z.string().optional(),
  InstanceId: z.string().optional(),
  NetworkInterfaceId: z.string().optional(),
  NetworkInterfaceOwnerId: z.string().optional(),
  PrivateIpAddress: z.string().optional(),
  NetworkBorderGroup: z.string().optional(),
  PublicIpv4Pool: z.string().optional(),
  CarrierIp: z.string().optional(),
  CustomerOwnedIp: z.string().optional(),
  CustomerOwnedIpv4Pool: z.string().optional(),
  SubnetId: z.string().optional(),
  ServiceManaged: z.string().optional(),
  Tags: tagList.optional(),
} satisfies FieldsOf<Source>);

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAddresses.html */
export const Ec2Eip = defineKind({
  kind: 'AWS::EC2::EIP',
  title: 'Elastic IP address',
  reach: 'regional',
  client: EC2Client,
  properties: Properties,
  primaryIdentifier: ['PublicIp', 'AllocationId'],
  entity: {
    blueprint: 'ec2Eip',
    icon: 'EC2',
    identifier: 'AllocationId',
    title: nameTagOr('PublicIp'),
    properties: [
      'PublicIp',
      'PrivateIpAddress',
      'AssociationId',
      'NetworkInterfaceId',
      'PublicIpv4Pool',
      'NetworkBorderGroup',
      'ServiceManaged',
      'Tags',
    ],
    derived: {
      usage: {
        title: 'Usage',
        jq: 'if .Properties.AssociationId == null then "idle" else "associated" end',
      },
    },
    relations: {
      // Undefined for an address of a NAT gateway, a load balancer or a network interface.
      instance: {
        to: 'AWS::EC2::Instance',
        by: {
          InstanceId: {
            jq: 'if .Properties.InstanceId == "" then null else .Properties.InstanceId end',
          },
        },
      },
    },
  },
  list: {
    operation: 'DescribeAddresses',
    permissions: ['ec2:DescribeAddresses'],
    pageSize: ADDRESSES_PER_ANSWER,
    async *pages({ client, signal }) {
      yield await client.send(new DescribeAddressesCommand({}), { abortSignal: signal });
    },
    items: (page) => page.Addresses?.filter(isIdentified),
  },
  get: {
    identifiers: ['AllocationId'],
    arn: /^ec2:elastic-ip\/(?<AllocationId>[^/]+)$/,
    of: ({ AllocationId }) => [AllocationId],
    async find([allocationId = ''], { client, signal }) {
      const command = new DescribeAddressesCommand({ AllocationIds: [allocationId] });
      const { Addresses = [] } = await client.send(command, { abortSignal: signal });
      return answered(Addresses.find(isIdentified), allocationId);
    },
  },
  idOf: ({ AllocationId }) => AllocationId,
  listed: (address) => address,
  errors: { notFound: ['InvalidAllocationID.NotFound'] },
  limits: describeLimits('ec2:DescribeAddresses'),
  actions: { defaults: [], options: [] },
  liveEvents: {
    source: 'ec2.amazonaws.com',
    // DisassociateAddress names only the association, which no longer exists.
    events: [
      'AllocateAddress',
      'AcceptAddressTransfer',
      'AssociateAddress',
      'CreateNatGateway',
      'AssociateNatGatewayAddress',
      'ReleaseAddress',
      'CreateTags',
      'DeleteTags',
    ],
    deletions: ['ReleaseAddress'],
    resources: (call) => namedIn(call, 'eipalloc'),
    stub: ([AllocationId = '']) => ({ properties: { AllocationId } }),
  },
});

function isIdentified(address: Address): address is Item {
  return address.AllocationId !== undefined;
}
