import { z } from 'zod';
import { HOURS_PER_MONTH } from '../../money/basis.ts';
import { defineCostModel } from '../define-cost-model.ts';

/** The pool of AWS's own addresses. */
const AMAZON_POOL = 'amazon';

const Properties = z.object({
  AssociationId: z.string().optional(),
  InstanceId: z.string().optional(),
  NetworkInterfaceId: z.string().optional(),
  /** Of an address that the customer brought, the customer's pool. */
  PublicIpv4Pool: z.string().optional(),
  CustomerOwnedIp: z.string().optional(),
  CustomerOwnedIpv4Pool: z.string().optional(),
  CarrierIp: z.string().optional(),
});

/**
 * AWS charges for each of its public IPv4 addresses, used or not. Addresses that a customer brings are free.
 *
 * @see https://aws.amazon.com/vpc/pricing/
 */
export const Ec2EipCost = defineCostModel({
  kind: 'AWS::EC2::EIP',
  pricing: 'https://aws.amazon.com/vpc/pricing/',
  properties: Properties,
  prices: {
    address: {
      service: 'AmazonVPC',
      family: '',
      usageType: ['PublicIPv4:InUseAddress', 'PublicIPv4:IdleAddress'],
      key: ['usagetype'],
      unit: 'Hrs',
    },
  },
  plan: {
    terraform: ['aws_eip'],
    pulumi: ['aws:ec2/eip:Eip'],
    properties: {
      InstanceId: 'instance',
      NetworkInterfaceId: 'network_interface',
      PublicIpv4Pool: 'public_ipv4_pool',
      CustomerOwnedIpv4Pool: 'customer_owned_ipv4_pool',
    },
  },
  components(address, { price }) {
    if (isBrought(address)) return [];
    if (address.CarrierIp !== undefined) {
      const detail = 'a carrier IP address of a Wavelength Zone';
      const missing = { reason: 'no-model', detail, unit: 'Hrs' } as const;
      return [{ name: 'public IPv4 address', price: missing, quantity: HOURS_PER_MONTH }];
    }
    const users = [address.AssociationId, address.InstanceId, address.NetworkInterfaceId];
    const isUsed = users.some((id) => id !== undefined && id !== '');
    const type = isUsed ? 'PublicIPv4:InUseAddress' : 'PublicIPv4:IdleAddress';
    return [
      {
        name: 'public IPv4 address',
        price: price('address', type),
        quantity: HOURS_PER_MONTH,
      },
    ];
  },
});

function isBrought({
  PublicIpv4Pool,
  CustomerOwnedIp,
  CustomerOwnedIpv4Pool,
}: z.output<typeof Properties>): boolean {
  if (CustomerOwnedIp !== undefined || CustomerOwnedIpv4Pool !== undefined) return true;
  return PublicIpv4Pool !== undefined && PublicIpv4Pool !== AMAZON_POOL;
}
