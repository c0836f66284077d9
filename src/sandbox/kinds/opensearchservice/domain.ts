import type {
  DescribeDomainResponse,
  DescribeDomainsResponse,
  DomainStatus,
  ListDomainNamesResponse,
  ListTagsResponse,
} from '@aws-sdk/client-opensearch';
import { securityGroupIdOf, subnetIdOf, subnetOf, vpcIdOf } from '../ec2/neighbours.ts';
import { keyAt } from '../kms/key.ts';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';

/** @see https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_DescribeDomains.html */
export const domain: SimulatedKind = {
  kind: 'AWS::OpenSearchService::Domain',
  client: () => import('@aws-sdk/client-opensearch'),
  gone: 'ResourceNotFoundException',
  tagged: 'es:domain',
  calls: {
    'es:ListDomainNames': { most: Number.POSITIVE_INFINITY },
    'es:DescribeDomains': {
      of: { DomainNames: ['DomainName'] },
      batch: 5,
      missing: () => ({}),
    },
    'es:DescribeDomain': {},
    'es:ListTags': { of: { ARN: ['ARN'] } },
  },
  at(place) {
    const { accountId, region, n } = place;
    const draw = place.draw();
    const DomainName = `search-${n}`;
    const DomainId = `${accountId}/${DomainName}`;
    const ARN = `arn:aws:es:${region}:${accountId}:domain/${DomainName}`;
    const isPrivate = place.oneIn(2, 'private');
    const isElasticsearch = n > 0 && draw % 4 === 0;
    const host = `${DomainName}-${place.hex(8)}.${region}.es.amazonaws.com`;
    const vpcHost = `vpc-${host}`;
    const VPCId = vpcIdOf(subnetOf(place));
    const SubnetIds = [subnetIdOf(place)];
    const SecurityGroupIds = [securityGroupIdOf(place)];
    const KmsKeyId = keyAt(place.neighbour('AWS::KMS::Key')).Arn;
    const isLogged = place.oneIn(3, 'logged');
    const CloudWatchLogsLogGroupArn = `arn:aws:logs:${region}:${accountId}:log-group:/aws/opensearch/${DomainName}`;
    const hasPolicy = place.oneIn(2, 'policy');
    const AutomatedUpdateDate = place.time('update');
    const InstanceCount = 1 + (draw % 6);
    const VolumeSize = 20 + (draw % 200);
    const Tags = place.tags();
    const status = (): DomainStatus => ({
      DomainId,
      DomainName,
      ARN,
      Created: true,
      Deleted: false,
      ...(isPrivate ? { Endpoints: { vpc: vpcHost } } : { Endpoint: host }),
      Processing: false,
      UpgradeProcessing: false,
      EngineVersion: isElasticsearch ? 'Elasticsearch_7.10' : 'OpenSearch_2.19',
      ClusterConfig: {
        InstanceType: 'r6g.large.search',
        InstanceCount,
        DedicatedMasterEnabled: false,
        ZoneAwarenessEnabled: InstanceCount > 1,
        WarmEnabled: false,
        ColdStorageOptions: { Enabled: false },
        MultiAZWithStandbyEnabled: false,
      },
      EBSOptions: { EBSEnabled: true, VolumeType: 'gp3', VolumeSize, Iops: 3_000, Throughput: 125 },
      AccessPolicies: hasPolicy
        ? `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"es:*","Resource":"${ARN}/*"}]}`
        : '',
      IPAddressType: 'ipv4',
      SnapshotOptions: { AutomatedSnapshotStartHour: draw % 24 },
      ...(isPrivate && {
        VPCOptions: {
          VPCId,
          SubnetIds,
          AvailabilityZones: [`${region}a`],
          SecurityGroupIds,
        },
      }),
      CognitoOptions: { Enabled: false },
      EncryptionAtRestOptions: { Enabled: true, KmsKeyId },
      NodeToNodeEncryptionOptions: { Enabled: true },
      AdvancedOptions: { 'rest.action.multi.allow_explicit_index': 'true' },
      ...(isLogged && {
        LogPublishingOptions: { INDEX_SLOW_LOGS: { CloudWatchLogsLogGroupArn, Enabled: true } },
      }),
      ServiceSoftwareOptions: {
        CurrentVersion: 'OpenSearch_2_19_R20250903-P1',
        NewVersion: '',
        UpdateAvailable: false,
        Cancellable: false,
        UpdateStatus: 'COMPLETED',
        Description: 'There is no software update available for this domain.',
        AutomatedUpdateDate,
        OptionalDeployment: true,
      },
      DomainEndpointOptions: {
        EnforceHTTPS: true,
        TLSSecurityPolicy: 'Policy-Min-TLS-1-2-2019-07',
        CustomEndpointEnabled: false,
      },
      AdvancedSecurityOptions: {
        Enabled: true,
        InternalUserDatabaseEnabled: false,
        AnonymousAuthEnabled: false,
      },
      AutoTuneOptions: { State: 'ENABLED', UseOffPeakWindow: false },
      OffPeakWindowOptions: {
        Enabled: true,
        OffPeakWindow: { WindowStartTime: { Hours: draw % 24, Minutes: 0 } },
      },
      SoftwareUpdateOptions: { AutoSoftwareUpdateEnabled: draw % 2 === 0 },
      DomainProcessingStatus: 'Active',
      ModifyingProperties: [],
    });
    return {
      names: { DomainName, ARN },
      tags: Tags,
      replies: {
        'es:ListDomainNames': () =>
          ({
            DomainNames: [
              { DomainName, EngineType: isElasticsearch ? 'Elasticsearch' : 'OpenSearch' },
            ],
          }) satisfies ListDomainNamesResponse,
        'es:DescribeDomains': () =>
          ({ DomainStatusList: [status()] }) satisfies DescribeDomainsResponse,
        'es:DescribeDomain': () => ({ DomainStatus: status() }) satisfies DescribeDomainResponse,
        'es:ListTags': () => ({ TagList: Tags }) satisfies ListTagsResponse,
      },
      items: () => [
        {
          identifiers: [DomainName],
          trails: [
            { requestParameters: { domainName: DomainName } },
            { requestParameters: { aRN: ARN, tagList: [{ key: 'team', value: 'search' }] } },
            { requestParameters: { arn: ARN } },
          ],
          properties: {
            DomainName,
            Arn: ARN,
            ARN,
            DomainArn: ARN,
            DomainId,
            Id: DomainId,
            Created: true,
            Deleted: false,
            ...(isPrivate
              ? { Endpoints: { vpc: vpcHost }, DomainEndpoints: { vpc: vpcHost } }
              : { Endpoint: host, DomainEndpoint: host }),
            Processing: false,
            UpgradeProcessing: false,
            EngineVersion: isElasticsearch ? 'Elasticsearch_7.10' : 'OpenSearch_2.19',
            ClusterConfig: {
              InstanceType: 'r6g.large.search',
              InstanceCount,
              DedicatedMasterEnabled: false,
              ZoneAwarenessEnabled: InstanceCount > 1,
              WarmEnabled: false,
              ColdStorageOptions: { Enabled: false },
              MultiAZWithStandbyEnabled: false,
            },
            EBSOptions: {
              EBSEnabled: true,
              VolumeType: 'gp3',
              VolumeSize,
              Iops: 3_000,
              Throughput: 125,
            },
            ...(hasPolicy && {
              AccessPolicies: {
                Version: '2012-10-17',
                Statement: [
                  {
                    Effect: 'Allow',
                    Principal: { AWS: '*' },
                    Action: 'es:*',
                    Resource: `${ARN}/*`,
                  },
                ],
              },
            }),
            IPAddressType: 'ipv4',
            SnapshotOptions: { AutomatedSnapshotStartHour: draw % 24 },
            ...(isPrivate && {
              VPCOptions: {
                VPCId,
                SubnetIds,
                AvailabilityZones: [`${region}a`],
                SecurityGroupIds,
              },
            }),
            CognitoOptions: { Enabled: false },
            EncryptionAtRestOptions: { Enabled: true, KmsKeyId },
            NodeToNodeEncryptionOptions: { Enabled: true },
            AdvancedOptions: { 'rest.action.multi.allow_explicit_index': 'true' },
            ...(isLogged && {
              LogPublishingOptions: {
                INDEX_SLOW_LOGS: { CloudWatchLogsLogGroupArn, Enabled: true },
              },
            }),
            ServiceSoftwareOptions: {
              CurrentVersion: 'OpenSearch_2_19_R20250903-P1',
              NewVersion: '',
              UpdateAvailable: false,
              Cancellable: false,
              UpdateStatus: 'COMPLETED',
              Description: 'There is no software update available for this domain.',
              AutomatedUpdateDate,
              OptionalDeployment: true,
            },
            DomainEndpointOptions: {
              EnforceHTTPS: true,
              TLSSecurityPolicy: 'Policy-Min-TLS-1-2-2019-07',
              CustomEndpointEnabled: false,
            },
            AdvancedSecurityOptions: {
              Enabled: true,
              InternalUserDatabaseEnabled: false,
              AnonymousAuthEnabled: false,
            },
            AutoTuneOptions: { State: 'ENABLED', UseOffPeakWindow: false },
            OffPeakWindowOptions: {
              Enabled: true,
              OffPeakWindow: { WindowStartTime: { Hours: draw % 24, Minutes: 0 } },
            },
            SoftwareUpdateOptions: { AutoSoftwareUpdateEnabled: draw % 2 === 0 },
            DomainProcessingStatus: 'Active',
            ModifyingProperties: [],
            Tags,
          },
          model: {
            Identifier: DomainName,
            Properties: {
              DomainName,
              Id: DomainId,
              Arn: ARN,
              DomainArn: ARN,
              ...(isPrivate
                ? {
                    DomainEndpoints: { vpc: vpcHost },
                    VPCOptions: { SubnetIds, SecurityGroupIds },
                  }
                : { DomainEndpoint: host }),
              EngineVersion: isElasticsearch ? 'Elasticsearch_7.10' : 'OpenSearch_2.19',
              ClusterConfig: {
                InstanceType: 'r6g.large.search',
                InstanceCount,
                DedicatedMasterEnabled: false,
                ZoneAwarenessEnabled: InstanceCount > 1,
                WarmEnabled: false,
                ColdStorageOptions: { Enabled: false },
                MultiAZWithStandbyEnabled: false,
              },
              EBSOptions: {
                EBSEnabled: true,
                VolumeType: 'gp3',
                VolumeSize,
                Iops: 3_000,
                Throughput: 125,
              },
              ...(hasPolicy && {
                AccessPolicies: {
                  Version: '2012-10-17',
                  Statement: [
                    {
                      Effect: 'Allow',
                      Principal: { AWS: '*' },
                      Action: 'es:*',
                      Resource: `${ARN}/*`,
                    },
                  ],
                },
              }),
              IPAddressType: 'ipv4',
              SnapshotOptions: { AutomatedSnapshotStartHour: draw % 24 },
              CognitoOptions: { Enabled: false },
              EncryptionAtRestOptions: { Enabled: true, KmsKeyId },
              NodeToNodeEncryptionOptions: { Enabled: true },
              AdvancedOptions: { 'rest.action.multi.allow_explicit_index': 'true' },
              ...(isLogged && {
                LogPublishingOptions: {
                  INDEX_SLOW_LOGS: { CloudWatchLogsLogGroupArn, Enabled: true },
                },
              }),
              DomainEndpointOptions: {
                EnforceHTTPS: true,
                TLSSecurityPolicy: 'Policy-Min-TLS-1-2-2019-07',
                CustomEndpointEnabled: false,
              },
              AdvancedSecurityOptions: {
                Enabled: true,
                InternalUserDatabaseEnabled: false,
                AnonymousAuthEnabled: false,
              },
              OffPeakWindowOptions: {
                Enabled: true,
                OffPeakWindow: { WindowStartTime: { Hours: draw % 24, Minutes: 0 } },
              },
              SoftwareUpdateOptions: { AutoSoftwareUpdateEnabled: draw % 2 === 0 },
              Tags,
            },
          },
        },
      ],
    };
  },
};
