import type { Pair } from './compare.ts';

/** Components that Longshore counts otherwise than Infracost does. */
export interface ListedDifference {
  readonly case: string;
  /** For a person who compares the two. */
  readonly reason: string;
  /** Their addresses. */
  readonly resources: readonly string[];
  /** By component: what Infracost counts, and what Longshore counts. */
  readonly components: Readonly<Record<string, Pair>>;
}

const NOT_SHOWN: Pair = ['usage', 'none'];
const SHOWN: Pair = ['none', 'usage'];

const REPLICAS =
  'a replica is a table: besides its writes, AWS bills its reads, storage and backups';
const SCALED_TABLE =
  'autoscaling is a resource of its own: the declared capacity counts, not that of the scaling target';
const SCALED_STORAGE =
  'autoscaling is a resource of its own: the declared storage counts, not that of the scaling target';
const VOLUMES = 'each data node has a volume of the declared size; Infracost counts one volume';
const LAUNCH_TEMPLATE =
  'a launch template is a resource of its own: what only it says is not known of the instance';
const RARE = 'few buckets have Select, early deletion or tags of objects: shown once measured';
const FREE_TIER =
  'the free tier belongs to the account, not to each topic: all requests and notifications count';
const SUBSCRIPTIONS =
  'a subscription is a resource of its own: the number of a planned FIFO topic comes from the usage file';

/** Every difference. The test fails for one that is not listed, and for one that no longer exists. */
export const DIFFERENCES: readonly ListedDifference[] = [
  {
    case: 'dynamodb_table_test',
    reason: 'a write to a global table is billed as a replicated write in its own region too',
    resources: [
      'aws_dynamodb_table.my_dynamodb_table',
      'aws_dynamodb_table.my_dynamodb_table_with_no_billing_mode',
    ],
    components: {
      'write capacity': ['14600 WCU-Hours', 'none'],
      'replicated write capacity': ['none', '14600 WCU-Hours'],
    },
  },
  {
    case: 'dynamodb_table_test',
    reason: REPLICAS,
    resources: [
      'aws_dynamodb_table.my_dynamodb_table',
      'aws_dynamodb_table.my_dynamodb_table_with_no_billing_mode',
    ],
    components: {
      'replica in us-east-2 > read capacity': ['none', '21900 RCU-Hours'],
      'replica in us-east-2 > storage': SHOWN,
      'replica in us-east-2 > backups': SHOWN,
      'replica in us-east-2 > restored data': SHOWN,
      'replica in us-west-1 > read capacity': ['none', '21900 RCU-Hours'],
      'replica in us-west-1 > storage': SHOWN,
      'replica in us-west-1 > backups': SHOWN,
      'replica in us-west-1 > restored data': SHOWN,
    },
  },
  {
    case: 'dynamodb_table_test',
    reason: REPLICAS,
    resources: ['aws_dynamodb_table.my_dynamodb_table_usage'],
    components: {
      'replica in us-east-2 > read requests': SHOWN,
      'replica in us-east-2 > storage': ['none', '230 GB-Mo'],
      'replica in us-east-2 > backups': SHOWN,
      'replica in us-east-2 > restored data': SHOWN,
      'replica in us-west-1 > read requests': SHOWN,
      'replica in us-west-1 > storage': ['none', '230 GB-Mo'],
      'replica in us-west-1 > backups': SHOWN,
      'replica in us-west-1 > restored data': SHOWN,
    },
  },
  {
    case: 'dynamodb_table_test',
    reason: SCALED_TABLE,
    resources: ['aws_dynamodb_table.autoscale_dynamodb_table'],
    components: {
      'write capacity': ['4380 WCU-Hours', '14600 WCU-Hours'],
      'read capacity': ['3650 RCU-Hours', '21900 RCU-Hours'],
    },
  },
  {
    case: 'dynamodb_table_test',
    reason: SCALED_TABLE,
    resources: ['aws_dynamodb_table.autoscale_dynamodb_table_usage'],
    components: {
      'write capacity': ['56210 WCU-Hours', '14600 WCU-Hours'],
      'read capacity': ['55480 RCU-Hours', '21900 RCU-Hours'],
    },
  },
  {
    case: 'dynamodb_table_test',
    reason: SCALED_TABLE,
    resources: ['aws_dynamodb_table.autoscale_dynamodb_table_literal_ref'],
    components: { 'read capacity': ['40880 RCU-Hours', '21900 RCU-Hours'] },
  },
  {
    case: 'dynamodb_table_test',
    reason: 'a table without a stream has no stream reads',
    resources: [
      'aws_dynamodb_table.my_dynamodb_table',
      'aws_dynamodb_table.my_dynamodb_table_with_no_billing_mode',
      'aws_dynamodb_table.autoscale_dynamodb_table',
      'aws_dynamodb_table.autoscale_dynamodb_table_usage',
      'aws_dynamodb_table.autoscale_dynamodb_table_literal_ref',
    ],
    components: { 'stream reads': NOT_SHOWN },
  },
  {
    case: 'ebs_snapshot_test',
    reason:
      'a snapshot stores changed blocks: the size of its volume is an upper limit, not a measure',
    resources: ['aws_ebs_snapshot.gp2'],
    components: { storage: ['10 GB-Mo', 'usage'] },
  },
  {
    case: 'ebs_snapshot_test',
    reason: 'the volume is not in the configuration, and Infracost assumes 8 GB',
    resources: ['aws_ebs_snapshot.gp2_usage'],
    components: { storage: ['8 GB-Mo', 'usage'] },
  },
  {
    case: 'eks_cluster_test',
    reason:
      'the price list has extended support as an addition to the price of the cluster; Infracost shows the sum as one component. The total is the same',
    resources: ['1.23', '1.24', '1.25', '1.26', '1.27', '1.28', '1.29'].map(
      (version) => `aws_eks_cluster.extended_support["${version}"]`,
    ),
    components: { cluster: ['none', '730 Hrs'] },
  },
  {
    case: 'elasticache_cluster_test',
    reason:
      'a cluster in a replication group is a further replica and is billed. Its node type is that of the group',
    resources: ['aws_elasticache_cluster.replication_group'],
    components: { 'node hours': ['none', 'unknown'] },
  },
  {
    case: 'elasticsearch_domain_test',
    reason: VOLUMES,
    resources: ['aws_elasticsearch_domain.gp2', 'aws_elasticsearch_domain.gp3'],
    components: { storage: ['400 GB-Mo', '1200 GB-Mo'] },
  },
  {
    case: 'elasticsearch_domain_test',
    reason: VOLUMES,
    resources: ['aws_elasticsearch_domain.gp3_throughput["below_min_storage_mul_paid"]'],
    components: { storage: ['150 GB-Mo', '300 GB-Mo'] },
  },
  {
    case: 'elasticsearch_domain_test',
    reason: VOLUMES,
    resources: ['aws_elasticsearch_domain.gp3_throughput["above_3TB_paid_mul"]'],
    components: { storage: ['4000 GB-Mo', '8000 GB-Mo'] },
  },
  {
    case: 'elasticsearch_domain_test',
    reason: VOLUMES,
    resources: ['aws_elasticsearch_domain.io1'],
    components: {
      storage: ['1000 GB-Mo', '3000 GB-Mo'],
      IOPS: ['10 IOPS-Mo', '30 IOPS-Mo'],
    },
  },
  {
    case: 'elasticsearch_domain_test',
    reason: VOLUMES,
    resources: ['aws_elasticsearch_domain.std'],
    components: { storage: ['123 GB-Mo', '369 GB-Mo'] },
  },
  {
    case: 'elasticsearch_domain_test',
    reason: 'the managed storage of UltraWarm nodes has a price of its own',
    resources: ['aws_elasticsearch_domain.gp2', 'aws_elasticsearch_domain.gp3'],
    components: { 'managed storage': SHOWN },
  },
  {
    case: 'instance_test',
    reason:
      'the hours of an instance on a dedicated host are free, its volumes are not; Infracost leaves out the instance with its volumes',
    resources: ['aws_instance.instance1_hostTenancy'],
    components: { 'root_block_device > storage': ['none', '8 GB-Mo'] },
  },
  {
    case: 'instance_test',
    reason:
      'T3 instances start in the unlimited mode: credits may cost something without usage data',
    resources: [
      ...['std', 'cnvr'].flatMap((type) =>
        ['1yr', '3yr'].flatMap((term) =>
          ['no', 'partial', 'all'].map(
            (payment) => `aws_instance.${type}_${term}_${payment}_upfront`,
          ),
        ),
      ),
      'aws_instance.instance_withMonthlyHours',
    ],
    components: { 'CPU credits': SHOWN },
  },
  {
    case: 'instance_test',
    reason: LAUNCH_TEMPLATE,
    resources: ['aws_instance.instance_withLaunchTemplateById'],
    components: {
      instance: ['730 Hrs', 'unknown'],
      'detailed monitoring': ['7 Metrics-Mo', 'none'],
      'CPU credits': ['1460 vCPU-Hours', 'none'],
      'ebs_block_device[1] > storage': ['10 GB', 'none'],
      'ebs_block_device[1] > IOPS': ['100 IOPS-Mo', 'none'],
    },
  },
  {
    case: 'instance_test',
    reason: LAUNCH_TEMPLATE,
    resources: ['aws_instance.instance_withLaunchTemplateByName'],
    components: {
      instance: ['730 Hrs', 'unknown'],
      'detailed monitoring': ['7 Metrics-Mo', 'none'],
      'ebs_block_device[0] > storage': ['10 GB', 'none'],
      'ebs_block_device[0] > IOPS': ['100 IOPS-Mo', 'none'],
    },
  },
  {
    case: 'instance_test',
    reason: LAUNCH_TEMPLATE,
    resources: ['aws_instance.instance_withLaunchTemplateOverride'],
    components: { 'ebs_block_device[0] > IOPS': ['100 IOPS-Mo', 'none'] },
  },
  {
    case: 'kms_external_key_test',
    reason: 'requests with an external key are billed as those with any other',
    resources: ['aws_kms_external_key.kms'],
    components: { requests: SHOWN },
  },
  {
    case: 'lambda_function_china_test',
    reason: '512 MB of ephemeral storage are included, and this function has no more',
    resources: ['aws_lambda_function.lambda_china'],
    components: { 'ephemeral storage': NOT_SHOWN },
  },
  {
    case: 'lambda_function_china_test',
    reason: 'Infracost leaves out the duration in China as soon as its usage is known',
    resources: [
      'aws_lambda_function.lambda_china_with_usage',
      'aws_lambda_function.lambda_china_with_usage_arm',
    ],
    components: { duration: ['none', '4375 GB-Seconds'] },
  },
  {
    case: 'lambda_provisioned_concurrency_config_test',
    reason: 'Infracost leaves out provisioned concurrency without usage data',
    resources: ['aws_lambda_provisioned_concurrency_config.without_usage'],
    components: { requests: SHOWN, 'provisioned concurrency': SHOWN, duration: SHOWN },
  },
  {
    case: 'msk_cluster_test',
    reason: SCALED_STORAGE,
    resources: ['aws_msk_cluster.cluster-autoscaling'],
    components: { storage: ['246 GB-Mo', '2000 GB-Mo'] },
  },
  {
    case: 'msk_cluster_test',
    reason: SCALED_STORAGE,
    resources: ['aws_msk_cluster.cluster-autoscaling-usage'],
    components: { storage: ['2468 GB-Mo', '2000 GB-Mo'] },
  },
  {
    case: 'rds_cluster_test',
    reason: 'I/O-Optimized storage has no charge for requests',
    resources: [
      'aws_rds_cluster.postgres_serverless_io_optimized',
      'aws_rds_cluster.my_sql_serverless_io_optimized',
    ],
    components: { 'I/O requests': NOT_SHOWN },
  },
  {
    case: 'rds_cluster_test',
    reason: 'backtrack is off without a window',
    resources: ['aws_rds_cluster.mysql_backtrack_withoutU'],
    components: { backtrack: NOT_SHOWN },
  },
  {
    case: 's3_bucket_analytics_configuration_test',
    reason: RARE,
    resources: ['aws_s3_bucket.bucket1', 'aws_s3_bucket.bucket1_withUsage'],
    components: selected('Standard'),
  },
  {
    case: 's3_bucket_inventory_test',
    reason: RARE,
    resources: [
      'aws_s3_bucket.bucket1',
      'aws_s3_bucket.bucket2',
      'aws_s3_bucket.bucket1_withUsage',
      'aws_s3_bucket.bucket2_withUsage',
    ],
    components: selected('Standard'),
  },
  {
    case: 's3_bucket_v3_test',
    reason: RARE,
    resources: ['aws_s3_bucket.bucket1'],
    components: {
      'object tags': NOT_SHOWN,
      ...selected('Standard'),
      ...selected('Intelligent-Tiering'),
      ...selected('Standard-IA'),
      ...selected('One Zone-IA'),
      ...selected('Glacier Flexible Retrieval', ' (standard)'),
      ...selected('Glacier Flexible Retrieval', ' (expedited)'),
      ...selected('Glacier Flexible Retrieval', ' (bulk)'),
      'Intelligent-Tiering: early deletion': NOT_SHOWN,
      'Glacier Flexible Retrieval: early deletion': NOT_SHOWN,
      'Glacier Deep Archive: early deletion': NOT_SHOWN,
    },
  },
  {
    case: 'sns_topic_test',
    reason: FREE_TIER,
    resources: ['aws_sns_topic.sns_topic_withUsage'],
    components: { requests: ['1000000 Requests', '2000000 Requests'] },
  },
  {
    case: 'sns_topic_test',
    reason: FREE_TIER,
    resources: ['aws_sns_topic.sns_topic_withFreeNotifications'],
    components: {
      requests: ['none', '10 Requests'],
      'HTTP notifications': ['none', '1000 Messages'],
      'email notifications': ['none', '1000 Messages'],
      'SMS notifications': ['none', '10 Messages'],
    },
  },
  {
    case: 'sns_topic_test',
    reason: FREE_TIER,
    resources: ['aws_sns_topic.sns_topic_withChargedSubscribers'],
    components: {
      requests: ['none', '1000 Requests'],
      'HTTP notifications': ['100000 Messages', '200000 Messages'],
      'email notifications': ['299000 Messages', '300000 Messages'],
      'SMS notifications': ['900 Messages', '1000 Messages'],
    },
  },
  {
    case: 'sns_topic_test',
    reason: FREE_TIER,
    resources: ['aws_sns_topic.sns_topic_customSmsPrice'],
    components: {
      requests: ['none', '10 Requests'],
      'SMS notifications': ['900 Messages', '1000 Messages'],
    },
  },
  {
    case: 'sns_topic_test',
    reason: 'the price of an SMS depends on its country: shown once measured, without a price',
    resources: [
      'aws_sns_topic.sns_topic',
      'aws_sns_topic.sns_topic_another_region',
      'aws_sns_topic.sns_topic_withUsage',
    ],
    components: { 'SMS notifications': NOT_SHOWN },
  },
  {
    case: 'sns_topic_test',
    reason: SUBSCRIPTIONS,
    resources: [
      'aws_sns_topic.sns_fifo_topic',
      'aws_sns_topic.sns_fifo_topic_another_region',
      'aws_sns_topic.sns_fifo_topic_withUsage',
    ],
    components: { notifications: SHOWN, 'notification payload': SHOWN },
  },
  {
    case: 'sns_topic_test',
    reason: SUBSCRIPTIONS,
    resources: ['aws_sns_topic.sns_fifo_topic_withUsageAndSubscriptions'],
    components: {
      notifications: ['6000000 Messages', 'usage'],
      'notification payload': ['384 GB', 'usage'],
    },
  },
];

function selected(storageClass: string, speed = ''): Readonly<Record<string, Pair>> {
  return {
    [`${storageClass}: Select data scanned${speed}`]: NOT_SHOWN,
    [`${storageClass}: Select data returned${speed}`]: NOT_SHOWN,
  };
}
