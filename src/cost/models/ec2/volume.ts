import { z } from 'zod';
import type { Component } from '../cost-model.ts';
import { defineCostModel } from '../define-cost-model.ts';
import { priceElsewhere } from '../price-elsewhere.ts';

/** gp3 includes these in the price of its storage. */
const GP3_INCLUDED_IOPS = 3_000;
const GP3_INCLUDED_MIBPS = 125;
/** io2 has three prices for IOPS: here the second and the third begin. */
const IO2_SECOND_TIER = 32_000;
const IO2_THIRD_TIER = 64_000;
/** The price list has throughput by the GiB/s. */
const MIB_PER_GIB = 1_024;

const FREE_STATES: readonly string[] = ['deleting', 'deleted'];

const Properties = z.object({
  State: z.string().optional(),
  AvailabilityZone: z.string().optional(),
  OutpostArn: z.string().optional(),
  VolumeType: z.string().optional(),
  /** GiB */
  Size: z.number().optional(),
  Iops: z.number().optional(),
  /** MiB/s */
  Throughput: z.number().optional(),
});

/** @see https://aws.amazon.com/ebs/pricing/ */
export const Ec2VolumeCost = defineCostModel({
  kind: 'AWS::EC2::Volume',
  pricing: 'https://aws.amazon.com/ebs/pricing/',
  properties: Properties,
  prices: {
    storage: {
      service: 'AmazonEC2',
      family: 'Storage',
      usageType: /^EBS:VolumeUsage(\.\w+)?$/,
      key: ['volumeApiName'],
      unit: 'GB-Mo',
    },
    iops: {
      service: 'AmazonEC2',
      family: 'System Operation',
      usageType: /^EBS:VolumeP-IOPS\.\w+(\.tier[23])?$/,
      key: ['usagetype'],
      unit: 'IOPS-Mo',
    },
    throughput: {
      service: 'AmazonEC2',
      family: 'Provisioned Throughput',
      usageType: 'EBS:VolumeP-Throughput.gp3',
      key: [],
      unit: 'GiBps-Mo',
    },
    requests: {
      service: 'AmazonEC2',
      family: 'System Operation',
      usageType: 'EBS:VolumeIOUsage',
      key: [],
      unit: 'IOs',
    },
  },
  usage: { monthly_standard_io_requests: 'I/O requests a month, of a magnetic volume' },
  plan: {
    terraform: ['aws_ebs_volume'],
    pulumi: ['aws:ebs/volume:Volume'],
    properties: (values) => ({
      AvailabilityZone: values.text('availability_zone'),
      OutpostArn: values.text('outpost_arn'),
      VolumeType: values.text('type') ?? 'gp2',
      Size: values.number('size'),
      Iops: values.number('iops'),
      Throughput: values.number('throughput'),
    }),
  },
  components(volume, { price, usage, region }) {
    const { State = '', VolumeType, Size, Iops, Throughput } = volume;
    if (FREE_STATES.includes(State)) return [];
    const elsewhere = priceElsewhere(volume, region, 'GB-Mo');
    if (elsewhere !== undefined) return [{ name: 'storage', price: elsewhere, quantity: Size }];
    const iops = (name: string, type: string, quantity: number | undefined): Component => ({
      name,
      price: price('iops', `EBS:VolumeP-IOPS.${type}`),
      quantity,
    });
    const storage = { name: 'storage', price: price('storage', VolumeType), quantity: Size };
    switch (VolumeType) {
      case 'gp3': {
        const furtherIops = above(Iops ?? GP3_INCLUDED_IOPS, GP3_INCLUDED_IOPS);
        const furtherMibps = above(Throughput ?? GP3_INCLUDED_MIBPS, GP3_INCLUDED_MIBPS);
        const throughput = {
          name: 'throughput',
          price: price('throughput'),
          quantity: furtherMibps / MIB_PER_GIB,
        };
        return [
          storage,
          ...(furtherIops > 0 ? [iops('IOPS', 'gp3', furtherIops)] : []),
          ...(furtherMibps > 0 ? [throughput] : []),
        ];
      }
      case 'io1':
        return [storage, iops('IOPS', 'piops', Iops)];
      case 'io2': {
        const third = above(Iops ?? 0, IO2_THIRD_TIER);
        const second = above(Iops ?? 0, IO2_SECOND_TIER) - third;
        const first = Iops === undefined ? undefined : Iops - second - third;
        return [
          storage,
          iops('IOPS', 'io2', first),
          ...(second > 0 ? [iops('IOPS above 32,000', 'io2.tier2', second)] : []),
          ...(third > 0 ? [iops('IOPS above 64,000', 'io2.tier3', third)] : []),
        ];
      }
      case 'standard':
        return [
          storage,
          {
            name: 'I/O requests',
            price: price('requests'),
            quantity: usage('monthly_standard_io_requests'),
          },
        ];
      case undefined:
      default:
        return [storage];
    }
  },
});

function above(value: number, included: number): number {
  return Math.max(0, value - included);
}
