import type { CostExample, ExampleRow } from '../cost-example.ts';

function nodeRow(type: string, price: string): ExampleRow {
  const attributes = { usagetype: `ESInstance:${type}`, instanceType: `${type}.search` };
  const family = 'Amazon OpenSearch Service Instance';
  return { service: 'AmazonES', family, attributes, unit: 'Hrs', price };
}

function volumeRow(
  usagetype: string,
  storageMedia: string,
  unit: string,
  price: string,
): ExampleRow {
  const attributes = { usagetype, storageMedia };
  const family = 'Amazon OpenSearch Service Volume';
  return { service: 'AmazonES', family, attributes, unit, price };
}

/** Prices of us-east-1. */
const ROWS: readonly ExampleRow[] = [
  nodeRow('c4.2xlarge', '0.5870000000'),
  nodeRow('c4.8xlarge', '2.3470000000'),
  nodeRow('ultrawarm1.medium', '0.2380000000'),
  nodeRow('m7g.large', '0.1490000000'),
  volumeRow('ES:GP2-Storage', 'GP2', 'GB-Mo', '0.1350000000'),
  volumeRow('ES:GP3-Storage', 'GP3', 'GB-Mo', '0.1220000000'),
  volumeRow('ES:PIOPS-Storage', 'PIOPS-Storage', 'GB-Mo', '0.1690000000'),
  volumeRow('ES:Magnetic-Storage', 'Magnetic', 'GB-Mo', '0.0670000000'),
  volumeRow('ES:PIOPS', 'PIOPS', 'IOPS-Mo', '0.0880000000'),
  volumeRow('ES:GP3-PIOPS', 'GP3-PIOPS-Storage', 'IOPS-Mo', '0.0080000000'),
  volumeRow('ES:GP3-Provisioned-ThroughPut', 'GP3-ThroughPut-Storage', 'MBPS-Mo', '0.0640000000'),
  volumeRow('ES:Managed-Storage', 'Managed-Storage', 'GB-Mo', '0.0240000000'),
];

const DOMAIN = { DomainName: 'logs', Arn: 'arn:aws:es:us-east-1:210000000001:domain/logs' };

export const EXAMPLES: readonly CostExample[] = [
  {
    title: 'data, master and UltraWarm nodes, with a gp2 volume on each data node',
    region: 'us-east-1',
    properties: {
      ...DOMAIN,
      ClusterConfig: {
        InstanceType: 'c4.2xlarge.search',
        InstanceCount: 3,
        DedicatedMasterEnabled: true,
        DedicatedMasterType: 'c4.8xlarge.search',
        DedicatedMasterCount: 1,
        WarmEnabled: true,
        WarmType: 'ultrawarm1.medium.search',
        WarmCount: 2,
      },
      EBSOptions: { EBSEnabled: true, VolumeType: 'gp2', VolumeSize: 400 },
    },
    rows: ROWS,
    monthly: {
      'data nodes': '1285.53',
      'master nodes': '1713.31',
      'UltraWarm nodes': '347.48',
      storage: '162',
    },
    unpriced: { 'managed storage': 'usage' },
    plan: {
      terraform: {
        type: 'aws_elasticsearch_domain',
        values: {
          cluster_config: [
            {
              instance_type: 'c4.2xlarge.elasticsearch',
              instance_count: 3,
              dedicated_master_enabled: true,
              dedicated_master_type: 'c4.8xlarge.elasticsearch',
              dedicated_master_count: 1,
              warm_enabled: true,
              warm_type: 'ultrawarm1.medium.elasticsearch',
              warm_count: 2,
            },
          ],
          ebs_options: [{ ebs_enabled: true, volume_size: 400, volume_type: 'gp2' }],
        },
      },
      pulumi: {
        type: 'aws:opensearch/domain:Domain',
        values: {
          clusterConfig: {
            instanceType: 'c4.2xlarge.search',
            instanceCount: 3,
            dedicatedMasterEnabled: true,
            dedicatedMasterType: 'c4.8xlarge.search',
            dedicatedMasterCount: 1,
            warmEnabled: true,
            warmType: 'ultrawarm1.medium.search',
            warmCount: 2,
          },
          ebsOptions: { ebsEnabled: true, volumeSize: 400, volumeType: 'gp2' },
        },
      },
    },
  },
  {
    title: 'gp3 with more IOPS and throughput than its size includes',
    region: 'us-east-1',
    properties: {
      ...DOMAIN,
      ClusterConfig: { InstanceType: 'c4.2xlarge.search', InstanceCount: 2 },
      EBSOptions: {
        EBSEnabled: true,
        VolumeType: 'gp3',
        VolumeSize: 4_000,
        Iops: 12_500,
        Throughput: 700,
      },
    },
    rows: ROWS,
    monthly: { 'data nodes': '857.02', storage: '976', IOPS: '8', throughput: '25.6' },
  },
  {
    title: 'io1, whose IOPS are all charged',
    region: 'us-east-1',
    properties: {
      ...DOMAIN,
      ClusterConfig: { InstanceType: 'c4.2xlarge.search', InstanceCount: 3 },
      EBSOptions: { EBSEnabled: true, VolumeType: 'io1', VolumeSize: 100, Iops: 1_000 },
    },
    rows: ROWS,
    monthly: { 'data nodes': '1285.53', storage: '50.7', IOPS: '264' },
  },
  {
    title: 'coordinator nodes, and data nodes without volumes',
    region: 'us-east-1',
    properties: {
      ...DOMAIN,
      ClusterConfig: {
        InstanceType: 'c4.2xlarge.search',
        InstanceCount: 1,
        NodeOptions: [
          {
            NodeType: 'coordinator',
            NodeConfig: { Enabled: true, Type: 'm7g.large.search', Count: 2 },
          },
        ],
      },
      EBSOptions: { EBSEnabled: false },
    },
    rows: ROWS,
    monthly: { 'data nodes': '428.51', 'coordinator nodes': '217.54' },
    plan: {
      terraform: {
        type: 'aws_opensearch_domain',
        values: {
          cluster_config: [
            {
              instance_type: 'c4.2xlarge.search',
              node_options: [
                {
                  node_type: 'coordinator',
                  node_config: [{ enabled: true, type: 'm7g.large.search', count: 2 }],
                },
              ],
            },
          ],
          ebs_options: [{ ebs_enabled: false }],
        },
      },
      pulumi: {
        type: 'aws:opensearch/domain:Domain',
        values: {
          clusterConfig: {
            instanceType: 'c4.2xlarge.search',
            nodeOptions: [
              {
                nodeType: 'coordinator',
                nodeConfig: { enabled: true, type: 'm7g.large.search', count: 2 },
              },
            ],
          },
          ebsOptions: { ebsEnabled: false },
        },
      },
    },
  },
];
