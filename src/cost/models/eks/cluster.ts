import { z } from 'zod';
import { HOURS_PER_MONTH } from '../../money/basis.ts';
import type { Component } from '../cost-model.ts';
import { defineCostModel } from '../define-cost-model.ts';
import { withoutModel } from '../without-model.ts';
import { isInExtendedSupport } from './standard-support.ts';

/** A plan without a version gets the newest one, which is not in extended support. */
const NEWEST = 'newest';

const Properties = z.object({
  Version: z.string().optional(),
  /** EXTENDED unless it is turned off: a cluster of type STANDARD is upgraded when its standard support ends. */
  UpgradePolicy: z.object({ supportType: z.string().optional() }).optional(),
  ControlPlaneScalingConfig: z.object({ tier: z.string().optional() }).optional(),
  /** Of a local cluster on an Outpost. */
  OutpostConfig: z.record(z.string(), z.unknown()).optional(),
  /** A cluster elsewhere that is only shown in EKS is free. */
  ConnectorConfig: z.record(z.string(), z.unknown()).optional(),
});

/** Extended support is an addition to the price of each hour. @see https://aws.amazon.com/eks/pricing/ */
export const EksClusterCost = defineCostModel({
  kind: 'AWS::EKS::Cluster',
  pricing: 'https://aws.amazon.com/eks/pricing/',
  properties: Properties,
  prices: {
    cluster: {
      service: 'AmazonEKS',
      family: 'Compute',
      usageType: 'AmazonEKS-Hours:perCluster',
      key: [],
      unit: 'Hrs',
    },
    extendedSupport: {
      service: 'AmazonEKS',
      family: 'Compute',
      usageType: 'AmazonEKS-Hours:extendedSupport',
      key: [],
      unit: 'Hrs',
    },
  },
  plan: {
    terraform: ['aws_eks_cluster'],
    pulumi: ['aws:eks/cluster:Cluster'],
    properties: (values) => ({
      Version: values.text('version') ?? NEWEST,
      UpgradePolicy: { supportType: values.block('upgrade_policy')?.text('support_type') },
      ControlPlaneScalingConfig: {
        tier: values.block('control_plane_scaling_config')?.text('tier'),
      },
      OutpostConfig: values.block('outpost_config') && {},
    }),
  },
  components(cluster, { price, pricedAt }) {
    const { Version, UpgradePolicy, ControlPlaneScalingConfig, ConnectorConfig } = cluster;
    if (ConnectorConfig !== undefined) return [];
    if (cluster.OutpostConfig !== undefined) {
      return [withoutModel('cluster', 'a local cluster on an Outpost', 'Hrs')];
    }
    const extended: Component = {
      name: 'extended support',
      price: price('extendedSupport'),
      quantity: Version === undefined ? undefined : HOURS_PER_MONTH,
    };
    const isExtended =
      UpgradePolicy?.supportType !== 'STANDARD' &&
      pricedAt !== undefined &&
      (Version === undefined || isInExtendedSupport(Version, pricedAt));
    const { tier = 'standard' } = ControlPlaneScalingConfig ?? {};
    const controlPlane: Component = {
      name: 'provisioned control plane',
      price: { reason: 'no-model', detail: `control planes of the size ${tier}`, unit: 'Hrs' },
      quantity: HOURS_PER_MONTH,
    };
    return [
      { name: 'cluster', price: price('cluster'), quantity: HOURS_PER_MONTH },
      ...(isExtended ? [extended] : []),
      ...(tier === 'standard' ? [] : [controlPlane]),
    ];
  },
});
