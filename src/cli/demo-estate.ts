import { ESTATE_SIZES, type EstateKind, type EstateOptions } from '../sandbox/estate/estate.ts';
import type { DEMO_SIZES } from './flag-words.ts';

/** An estate whose last resources of a kind can be deleted while it is read. */
export interface DemoEstate {
  shrink(kind: EstateKind, by: number): void;
}

/** Kinds that cost something, and are few in a small estate, or none. */
const WITH_COSTS = {
  'AWS::DynamoDB::Table': 3,
  'AWS::EC2::EIP': 2,
  'AWS::EC2::NatGateway': 2,
  'AWS::EC2::Snapshot': 4,
  'AWS::EC2::VPCEndpoint': 2,
  'AWS::EC2::Volume': 24,
  'AWS::ECR::Repository': 2,
  'AWS::EKS::Cluster': 1,
  'AWS::ElastiCache::Cluster': 2,
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 2,
  'AWS::KMS::Key': 3,
  'AWS::Lambda::Function': 8,
  'AWS::MSK::Cluster': 1,
  'AWS::OpenSearchService::Domain': 1,
  'AWS::RDS::DBCluster': 1,
  'AWS::RDS::DBInstance': 4,
  'AWS::SecretsManager::Secret': 3,
} as const satisfies Partial<Record<EstateKind, number>>;

/** The simulated organization of the demo. */
export function demoEstate(
  seed: string,
  size: (typeof DEMO_SIZES)[number],
  withCosts: boolean,
): { readonly estate: DemoEstate; readonly options: EstateOptions } {
  const deleted = new Map<EstateKind, number>();
  const small = { ...ESTATE_SIZES.small, accounts: 4, ...(withCosts && WITH_COSTS) };
  const counts = size === 'small' ? small : ESTATE_SIZES.large;
  return {
    estate: {
      shrink(kind, by) {
        deleted.set(kind, (deleted.get(kind) ?? 0) + by);
      },
    },
    options: { seed, ...counts, shrinkBy: (kind) => deleted.get(kind) ?? 0 },
  };
}
