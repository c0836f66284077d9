import { curRow, type ExportRow } from './bill-world.ts';

export const NODE = 'i-node';

/** A row of split cost allocation data, as AWS adds two of them for each pod and hour. */
export function pod(
  namespace: string,
  name: string,
  [used, unused]: readonly [string, string],
  tags: Readonly<Record<string, string>> = {},
): ExportRow {
  return curRow({
    line_item_product_code: 'AmazonEKS',
    line_item_resource_id: `arn:aws:eks:eu-west-1:210000000001:pod/shop/${namespace}/${name}/5e0f`,
    line_item_usage_type: 'EUW1-EKS-EC2-vCPU-Hours',
    line_item_unblended_cost: '0',
    pricing_public_on_demand_cost: null,
    product:
      '{"product_name":"Amazon Elastic Container Service for Kubernetes","region":"eu-west-1"}',
    resource_tags: JSON.stringify(tags),
    split_line_item_split_cost: used,
    split_line_item_unused_cost: unused,
    split_line_item_parent_resource_id: NODE,
  });
}

const WHOLE = { split_line_item_split_cost: null, split_line_item_unused_cost: null, split_line_item_parent_resource_id: null }; // prettier-ignore
/** Two nodes, one of them with pods of two namespaces. */
export const POD_ROWS: readonly ExportRow[] = [
  curRow({ line_item_resource_id: NODE, line_item_unblended_cost: '1', line_item_usage_type: 'EUW1-BoxUsage:m5.large', ...WHOLE }), // prettier-ignore
  curRow({ line_item_resource_id: NODE, line_item_unblended_cost: '0.2', line_item_usage_type: 'EUW1-DataTransfer-Out-Bytes', ...WHOLE }), // prettier-ignore
  curRow({ line_item_resource_id: 'i-other', line_item_unblended_cost: '5', ...WHOLE }),
  pod('checkout', 'api-1', ['0.3', '0.1'], {
    aws_eks_namespace: 'checkout',
    aws_eks_workload_name: 'api',
    user_team: 'web',
  }),
  pod('checkout', 'api-2', ['0.2', '0.05'], { aws_eks_namespace: 'checkout', user_team: 'web' }),
  pod('kube-system', 'dns-1', ['0.05', '0.05']), // its cluster has no tags: the ARN says where it is
];

/** A row of split cost allocation data of ECS. Fargate has no node. */
export function task(
  cluster: string,
  [used, unused]: readonly [string, string | null],
  { node, own = '0', service }: TaskOf,
): ExportRow {
  return curRow({
    line_item_product_code: 'AmazonECS',
    line_item_resource_id: `arn:aws:ecs:eu-west-1:210000000001:task/${cluster}/0f1e${used}`,
    line_item_usage_type:
      node === null ? 'EUW1-Fargate-vCPU-Hours:perCPU' : 'EUW1-ECS-EC2-vCPU-Hours',
    line_item_unblended_cost: own,
    pricing_public_on_demand_cost: null,
    product: '{"product_name":"Amazon Elastic Container Service","region":"eu-west-1"}',
    resource_tags: JSON.stringify(
      service === undefined
        ? {}
        : { aws_ecs_cluster_name: cluster, aws_ecs_service_name: service, user_team: 'ops' },
    ),
    split_line_item_split_cost: used,
    split_line_item_unused_cost: unused,
    split_line_item_parent_resource_id: node,
  });
}

interface TaskOf {
  /** The instance; null with Fargate. */
  readonly node: string | null;
  /** What the line itself is billed: Fargate's are, those of tasks on instances are not. */
  readonly own?: string;
  readonly service?: string;
}

/** A node with tasks of two services, one task whose cluster has no tags, and one on Fargate. */
export const TASK_ROWS: readonly ExportRow[] = [
  curRow({ line_item_resource_id: 'i-ecs', line_item_unblended_cost: '2', line_item_usage_type: 'EUW1-SpotUsage:m5.large', ...WHOLE }), // prettier-ignore
  task('web', ['0.6', '0.4'], { node: 'i-ecs', service: 'front' }),
  task('web', ['0.3', '0.2'], { node: 'i-ecs', service: 'back' }),
  task('batch', ['0.1', '0.15'], { node: 'i-ecs' }),
  task('web', ['0.05', null], { node: null, own: '0.05', service: 'front' }),
];
