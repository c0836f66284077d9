// Generated from the cost models by `npm run generate`. Do not edit.
import type { CostExample } from './cost-example.ts';
import type { CostModel } from './define-cost-model.ts';

/** How to load a cost model, and what shows that it is right. */
export interface CostModelLoader {
  model(): Promise<CostModel>;
  examples(): Promise<readonly CostExample[]>;
}

/** By kind. */
export const COST_MODELS: Readonly<Record<string, CostModelLoader>> = {
  'AWS::EC2::EIP': {
    model: async () => (await import('./ec2/eip.ts')).Ec2EipCost,
    examples: async () => (await import('./ec2/eip.example.ts')).EXAMPLES,
  },
  'AWS::EC2::Instance': {
    model: async () => (await import('./ec2/instance.ts')).Ec2InstanceCost,
    examples: async () => (await import('./ec2/instance.example.ts')).EXAMPLES,
  },
  'AWS::EC2::NatGateway': {
    model: async () => (await import('./ec2/nat-gateway.ts')).Ec2NatGatewayCost,
    examples: async () => (await import('./ec2/nat-gateway.example.ts')).EXAMPLES,
  },
  'AWS::EC2::Snapshot': {
    model: async () => (await import('./ec2/snapshot.ts')).Ec2SnapshotCost,
    examples: async () => (await import('./ec2/snapshot.example.ts')).EXAMPLES,
  },
  'AWS::EC2::TransitGatewayAttachment': {
    model: async () =>
      (await import('./ec2/transit-gateway-attachment.ts')).Ec2TransitGatewayAttachmentCost,
    examples: async () => (await import('./ec2/transit-gateway-attachment.example.ts')).EXAMPLES,
  },
  'AWS::EC2::VPCEndpoint': {
    model: async () => (await import('./ec2/vpc-endpoint.ts')).Ec2VpcEndpointCost,
    examples: async () => (await import('./ec2/vpc-endpoint.example.ts')).EXAMPLES,
  },
  'AWS::EC2::Volume': {
    model: async () => (await import('./ec2/volume.ts')).Ec2VolumeCost,
    examples: async () => (await import('./ec2/volume.example.ts')).EXAMPLES,
  },
  'AWS::ElasticLoadBalancing::LoadBalancer': {
    model: async () =>
      (await import('./elasticloadbalancing/load-balancer.ts')).ElbLoadBalancerCost,
    examples: async () =>
      (await import('./elasticloadbalancing/load-balancer.example.ts')).EXAMPLES,
  },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': {
    model: async () =>
      (await import('./elasticloadbalancingv2/load-balancer.ts')).ElbV2LoadBalancerCost,
    examples: async () =>
      (await import('./elasticloadbalancingv2/load-balancer.example.ts')).EXAMPLES,
  },
};
