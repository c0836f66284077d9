import { z } from 'zod';
import { property } from '../check.ts';
import { defineFinding } from '../define-finding.ts';
import { awsCommand, consoleLink } from '../remedy.ts';

/** The pool of AWS's own addresses. Those that a customer brings are free. */
const AMAZON_POOL = 'amazon';

const AddressProperties = z.object({
  AllocationId: z.string(),
  PublicIp: z.string().optional(),
  AssociationId: z.string().optional(),
  InstanceId: z.string().optional(),
  NetworkInterfaceId: z.string().optional(),
  PublicIpv4Pool: z.string().optional(),
  CustomerOwnedIp: z.string().optional(),
  /** The service that allocated it, and releases it. */
  ServiceManaged: z.string().optional(),
});

/** An Elastic IP address that nothing uses: AWS still charges for it. */
export const Ec2UnassociatedAddress = defineFinding({
  name: 'ec2-unassociated-address',
  title: 'Unassociated Elastic IP address',
  kind: 'AWS::EC2::EIP',
  service: 'VPC',
  type: 'idle',
  change: 'end',
  effort: 'low',
  risk: 'medium',
  see: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/elastic-ip-addresses-eip.html',
  properties: AddressProperties,
  judge(address, { resource }) {
    const { PublicIpv4Pool: pool = AMAZON_POOL, CustomerOwnedIp, AllocationId } = address;
    if (pool !== AMAZON_POOL || CustomerOwnedIp !== undefined) return undefined;
    if (address.ServiceManaged !== undefined) return undefined;
    const user = [address.AssociationId, address.InstanceId, address.NetworkInterfaceId].find(
      (id) => id !== undefined && id !== '',
    );
    return {
      checks: [
        property('AssociationId', user ?? 'none', user === undefined, {
          threshold: 'none',
          comparison: 'is',
        }),
      ],
      found: () => ({
        description: `Nothing uses the address ${address.PublicIp ?? AllocationId}.`,
        remedy: {
          title: 'Release it, unless others allow this very address: it cannot be had again',
          command: awsCommand(
            resource,
            ...['ec2', 'release-address', '--allocation-id', AllocationId],
          ),
          link: consoleLink(resource, `ec2/home#ElasticIpDetails:AllocationId=${AllocationId}`),
        },
        saving: { saves: 'everything' },
      }),
    };
  },
});
