import { describe, expect, test } from '@jest/globals';
import { decimalText } from '../../../src/cost/money/decimal.ts';
import type { CostModel } from '../../../src/cost/models/define-cost-model.ts';
import { estimate } from '../../../src/cost/models/estimate.ts';
import { costModelOf, selectedOf, type PriceRow } from '../../helpers/price-rows.ts';

const NAT = await costModelOf('AWS::EC2::NatGateway');
const LOAD_BALANCER = await costModelOf('AWS::ElasticLoadBalancingV2::LoadBalancer');
const CLASSIC = await costModelOf('AWS::ElasticLoadBalancing::LoadBalancer');
const ENDPOINT = await costModelOf('AWS::EC2::VPCEndpoint');
const ADDRESS = await costModelOf('AWS::EC2::EIP');
const ATTACHMENT = await costModelOf('AWS::EC2::TransitGatewayAttachment');

/** The price of a unit of each component, by rows in this order and in the reverse one. */
function unitPrices(
  model: CostModel,
  region: string,
  rows: readonly PriceRow[],
  properties: object,
): Readonly<Record<string, string>> {
  const [forth, back] = [rows, rows.toReversed()].map((ordered) => {
    const { prices } = selectedOf(model, region, ordered);
    const { priced, unpriced } = estimate(model, properties, { region, prices });
    return Object.fromEntries(
      [...priced, ...unpriced].map(({ name, price }) => [
        name,
        price === undefined ? 'none' : decimalText(price.tiers[0].amount),
      ]),
    );
  });
  expect(back).toEqual(forth);
  return forth ?? {};
}

describe('trap 1: regional NAT gateways beside zonal ones', () => {
  const nat = (usagetype: string, unit: string, price: string): PriceRow => {
    const operation = usagetype.includes('Regional') ? 'RegionalNatGateway' : 'NatGateway';
    return { family: 'NAT Gateway', unit, price, attributes: { usagetype, operation } };
  };
  const rows = [
    nat('NatGateway-Hours', 'Hrs', '0.0450000000'),
    nat('NatGateway-Bytes', 'GB', '0.0450000000'),
    nat('RegionalNatGateway-Hours', 'Hrs', '0.0460000000'),
    nat('USE1-RegionalNatGateway-Bytes', 'GB', '0.0470000000'),
    nat('NatGateway-Prvd-Hours', 'Hrs', '0.3000000000'),
    nat('NatGateway-Prvd-Bytes', 'GB', '0.0100000000'),
    nat('NatGateway-Hours-Additional', 'Hrs', '0.0100000000'),
  ];

  test('a zonal gateway has the price of zonal ones', () => {
    const prices = unitPrices(NAT, 'us-east-1', rows, { State: 'available' });
    expect(prices).toEqual({ gateway: '0.045', 'data processed': '0.045' });
  });

  test('a regional gateway has the price of regional ones', () => {
    const prices = unitPrices(NAT, 'us-east-1', rows, {
      AvailabilityMode: 'regional',
      NatGatewayAddresses: [{ AvailabilityZoneId: 'use1-az1' }],
    });
    expect(prices).toEqual({ gateway: '0.046', 'data processed': '0.047' });
  });
});

describe('trap 2: rows beside LoadBalancerUsage, in any order', () => {
  const elb = (type: string, usagetype: string, price: string, place = 'AWS Region'): PriceRow => ({
    service: 'AWSELB',
    family: `Load Balancer${type === '' ? '' : `-${type}`}`,
    unit: usagetype.includes('LCU') ? 'LCU-Hrs' : usagetype.includes('Bytes') ? 'GB' : 'Hrs',
    price,
    attributes: {
      usagetype: `USW2-${usagetype}`,
      operation: `LoadBalancing${type === '' ? '' : `:${type}`}`,
      locationType: place,
    },
  });
  const rows = [
    elb('Application', 'TS-LoadBalancerUsage', '0.0063000000'),
    elb('Application', 'LoadBalancerUsage', '0.0225000000'),
    elb('Application', 'Outposts-LoadBalancerUsage', '0.0225000001', 'AWS Outposts'),
    elb('Application', 'LCUUsage', '0.0080000000'),
    elb('Application', 'Outposts-LCUUsage', '0.0000000000', 'AWS Outposts'),
    elb('Application', 'ReservedLCUUsage', '0.0060000000'),
    elb('Application', 'IdleProvisionedLBCapacity', '0.0070000000'),
    elb('Network', 'LoadBalancerUsage', '0.0226000000'),
    elb('Network', 'LCUUsage', '0.0061000000'),
    elb('Gateway', 'LoadBalancerUsage', '0.0125000000'),
    elb('Gateway', 'LCUUsage', '0.0040000000'),
    elb('', 'LoadBalancerUsage', '0.0250000000'),
    elb('', 'DataProcessing-Bytes', '0.0081000000'),
    elb('', 'IdleProvisionedLBCapacity', '0.0070000000'),
  ];

  test.each([
    ['application', '0.0225', '0.008'],
    ['network', '0.0226', '0.0061'],
    ['gateway', '0.0125', '0.004'],
  ])('an %s load balancer', (Type, hour, unit) => {
    const prices = unitPrices(LOAD_BALANCER, 'us-west-2', rows, { Type });
    expect(prices).toEqual({ 'load balancer': hour, 'capacity units': unit });
  });

  test('a classic load balancer', () => {
    const prices = unitPrices(CLASSIC, 'us-west-2', rows, {});
    expect(prices).toEqual({ 'load balancer': '0.025', 'data processed': '0.0081' });
  });

  test('a load balancer of a later type is unpriced', () => {
    const prices = unitPrices(LOAD_BALANCER, 'us-west-2', rows, { Type: 'quantum' });
    expect(prices).toEqual({ 'load balancer': 'none' });
  });
});

describe('trap 8: rows of AmazonVPC with and without a prefix', () => {
  const vpc = (
    family: string,
    usagetype: string,
    operation: string,
    unit: string,
    price: string,
  ): PriceRow => ({
    service: 'AmazonVPC',
    family,
    unit,
    price,
    attributes: { usagetype, operation },
  });
  const rowsWith = (prefix: string): readonly PriceRow[] => [
    vpc('VpcEndpoint', `${prefix}VpcEndpoint-Hours`, 'VpcEndpoint', 'Hrs', '0.0100000000'),
    vpc('VpcEndpoint', `${prefix}VpcEndpoint-Bytes`, 'VpcEndpoint', 'GB', '0.0110000000'),
    vpc('VpcEndpoint', `${prefix}VpcEndpoint-GWLBE-Hours`, 'VpcEndpoint', 'Hrs', '0.0120000000'),
    vpc('VpcEndpoint', `${prefix}VpcEndpoint-GWLBE-Bytes`, 'VpcEndpoint', 'GB', '0.0035000000'),
    vpc('VpcEndpoint', `${prefix}VpcEndpoint-Service-Hours`, 'VpcEndpoint', 'Hrs', '0.0500000000'),
    vpc('', `${prefix}TransitGateway-Hours`, 'TransitGatewayVPC', 'hour', '0.0500000000'),
    vpc('', `${prefix}TransitGateway-Hours`, 'TransitGatewayVPN', 'hour', '0.0510000000'),
    vpc('', `${prefix}TransitGateway-Bytes`, 'TransitGatewayVPC', 'GB', '0.0200000000'),
    vpc('', `${prefix}PublicIPv4:InUseAddress`, '', 'Hrs', '0.0050000000'),
    vpc('', `${prefix}PublicIPv4:IdleAddress`, '', 'Hrs', '0.0060000000'),
  ];

  test.each([
    ['us-east-1', ''],
    ['us-east-1', 'USE1-'],
    ['eu-west-1', 'EU-'],
    ['eu-west-1', 'EUW1-'],
    ['ap-south-1', 'APS3-'],
  ])('in %s, with the prefix %j', (region, prefix) => {
    const rows = rowsWith(prefix);
    const endpoint = (VpcEndpointType: string) =>
      unitPrices(ENDPOINT, region, rows, { VpcEndpointType, SubnetIds: ['subnet-1'] });

    expect(endpoint('Interface')).toEqual({ endpoint: '0.01', 'data processed': '0.011' });
    expect(endpoint('GatewayLoadBalancer')).toEqual({
      endpoint: '0.012',
      'data processed': '0.0035',
    });
    expect(unitPrices(ATTACHMENT, region, rows, {})).toEqual({
      attachment: '0.05',
      'data processed': '0.02',
    });
    expect(unitPrices(ADDRESS, region, rows, {})).toEqual({ 'public IPv4 address': '0.006' });
    expect(unitPrices(ADDRESS, region, rows, { AssociationId: 'eipassoc-1' })).toEqual({
      'public IPv4 address': '0.005',
    });
  });
});
