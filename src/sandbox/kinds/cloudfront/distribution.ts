import type {
  DefaultCacheBehavior,
  DistributionConfig,
  DistributionSummary,
  GetDistributionResult,
  ListDistributionsResult,
  ListTagsForResourceResult,
} from '@aws-sdk/client-cloudfront';
import { number, text, type Handler } from '../../services/handler.ts';
import { type Place } from '../../simulation/place.ts';
import { placesIn, type SimulatedKind } from '../../simulation/simulated-kind.ts';

const MOST = 100;

/** AWS's managed policy `CachingOptimized`. */
const CachePolicyId = '658327ea-f89d-4fab-a63d-7e88639e58f6';

/** @see https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ListDistributions.html */
export const distribution: SimulatedKind = {
  kind: 'AWS::CloudFront::Distribution',
  client: () => import('@aws-sdk/client-cloudfront'),
  listedBy: 'account',
  gone: 'NoSuchDistribution',
  tagged: 'cloudfront:distribution',
  taggedIn: 'us-east-1',
  calls: {
    // Its list is nested in a member that also has the page's details.
    'cloudfront:ListDistributions': { most: MOST, handler: listDistributions() },
    'cloudfront:GetDistribution': {},
    'cloudfront:ListTagsForResource': { of: { Resource: ['ARN'] }, gone: 'NoSuchResource' },
  },
  at(place) {
    const { accountId, region, n } = place;
    const draw = place.draw();
    const Id = `E${accountId}-${region}-${n}`;
    const ARN = `arn:aws:cloudfront::${accountId}:distribution/${Id}`;
    const DomainName = `d${place.hex(8)}${n}.cloudfront.net`;
    const LastModifiedTime = place.time();
    const isS3 = n === 0 || draw % 2 === 0;
    const buckets = place.count('AWS::S3::Bucket');
    const bucket = `acme-${accountId}-${region}-${buckets === 0 ? n : n % buckets}`;
    const bucketDomain = `${bucket}.s3.${region}.amazonaws.com`;
    const hasHeader = place.oneIn(2, 'header');
    const alias = `www-${n}.example.com`;
    const isAliased = place.oneIn(2, 'alias');
    const ACMCertificateArn = `arn:aws:acm:us-east-1:${accountId}:certificate/${place.uuid('certificate')}`;
    const Comment = `Orders & more ${draw % 100}`;
    const WebACLId = place.oneIn(3, 'acl')
      ? `arn:aws:wafv2:us-east-1:${accountId}:global/webacl/site/${place.uuid('acl')}`
      : '';
    const isLogged = place.oneIn(3, 'logged');
    const logs = isLogged ? `${bucket}.s3.amazonaws.com` : '';
    const isEnabled = draw % 5 !== 0;
    const ETag = `E${place.hex(8).toUpperCase()}`;
    const Tags = place.tags();

    const DefaultCacheBehavior: DefaultCacheBehavior = {
      TargetOriginId: 'site',
      TrustedSigners: { Enabled: false, Quantity: 0 },
      TrustedKeyGroups: { Enabled: false, Quantity: 0 },
      ViewerProtocolPolicy: 'redirect-to-https',
      AllowedMethods: {
        Quantity: 2,
        Items: ['HEAD', 'GET'],
        CachedMethods: { Quantity: 2, Items: ['HEAD', 'GET'] },
      },
      SmoothStreaming: false,
      Compress: true,
      LambdaFunctionAssociations: { Quantity: 0 },
      FunctionAssociations: { Quantity: 0 },
      FieldLevelEncryptionId: '',
      CachePolicyId,
    };
    /** The part of the configuration in the listing. */
    const listedConfig = (): Omit<DistributionConfig, 'CallerReference'> & SharedOfSummary => ({
      Aliases: isAliased ? { Quantity: 1, Items: [alias] } : { Quantity: 0 },
      Origins: {
        Quantity: 1,
        Items: [
          {
            Id: 'site',
            DomainName: isS3 ? bucketDomain : 'origin.example.com',
            OriginPath: '',
            CustomHeaders: hasHeader
              ? {
                  Quantity: 1,
                  Items: [{ HeaderName: 'X-Origin-Verify', HeaderValue: `shared-${draw}` }],
                }
              : { Quantity: 0 },
            ...(isS3
              ? { S3OriginConfig: { OriginAccessIdentity: '', OriginReadTimeout: 30 } }
              : {
                  CustomOriginConfig: {
                    HTTPPort: 80,
                    HTTPSPort: 443,
                    OriginProtocolPolicy: 'https-only',
                    OriginSslProtocols: { Quantity: 1, Items: ['TLSv1.2'] },
                    OriginReadTimeout: 30,
                    OriginKeepaliveTimeout: 5,
                  },
                }),
            ConnectionAttempts: 3,
            ConnectionTimeout: 10,
            OriginShield: { Enabled: false },
            OriginAccessControlId: '',
          },
        ],
      },
      OriginGroups: { Quantity: 0 },
      DefaultCacheBehavior,
      CacheBehaviors: { Quantity: 0 },
      CustomErrorResponses: {
        Quantity: 1,
        Items: [
          {
            ErrorCode: 404,
            ResponsePagePath: '/index.html',
            ResponseCode: '200',
            ErrorCachingMinTTL: 10,
          },
        ],
      },
      Comment,
      PriceClass: 'PriceClass_100',
      Enabled: isEnabled,
      ViewerCertificate: isAliased
        ? {
            CloudFrontDefaultCertificate: false,
            ACMCertificateArn,
            SSLSupportMethod: 'sni-only',
            MinimumProtocolVersion: 'TLSv1.2_2021',
          }
        : { CloudFrontDefaultCertificate: true, MinimumProtocolVersion: 'TLSv1' },
      Restrictions: { GeoRestriction: { RestrictionType: 'none', Quantity: 0 } },
      WebACLId,
      HttpVersion: 'http2',
      IsIPV6Enabled: true,
      Staging: false,
    });
    /** The configuration as Cloud Control returns it, in CloudFormation's schema. */
    const modelledConfig = () => ({
      DefaultRootObject: 'index.html',
      Logging: {
        IncludeCookies: false,
        Bucket: logs,
        Prefix: isLogged ? 'cdn/' : '',
      },
      ContinuousDeploymentPolicyId: '',
      Aliases: isAliased ? [alias] : [],
      Origins: [
        {
          Id: 'site',
          DomainName: isS3 ? bucketDomain : 'origin.example.com',
          OriginPath: '',
          // Cloud Control also returns the value. It may be a secret, so the kind removes it.
          OriginCustomHeaders: hasHeader ? [{ HeaderName: 'X-Origin-Verify' }] : [],
          ...(isS3
            ? { S3OriginConfig: { OriginAccessIdentity: '', OriginReadTimeout: 30 } }
            : {
                CustomOriginConfig: {
                  HTTPPort: 80,
                  HTTPSPort: 443,
                  OriginProtocolPolicy: 'https-only',
                  OriginSSLProtocols: ['TLSv1.2'],
                  OriginReadTimeout: 30,
                  OriginKeepaliveTimeout: 5,
                },
              }),
          ConnectionAttempts: 3,
          ConnectionTimeout: 10,
          OriginShield: { Enabled: false },
          OriginAccessControlId: '',
        },
      ],
      OriginGroups: { Quantity: 0, Items: [] },
      DefaultCacheBehavior: {
        TargetOriginId: 'site',
        TrustedSigners: [],
        TrustedKeyGroups: [],
        ViewerProtocolPolicy: 'redirect-to-https',
        AllowedMethods: ['HEAD', 'GET'],
        CachedMethods: ['HEAD', 'GET'],
        SmoothStreaming: false,
        Compress: true,
        LambdaFunctionAssociations: [],
        FunctionAssociations: [],
        FieldLevelEncryptionId: '',
        CachePolicyId,
      },
      CacheBehaviors: [],
      CustomErrorResponses: [
        {
          ErrorCode: 404,
          ResponsePagePath: '/index.html',
          ResponseCode: 200,
          ErrorCachingMinTTL: 10,
        },
      ],
      Comment,
      PriceClass: 'PriceClass_100',
      Enabled: isEnabled,
      ViewerCertificate: isAliased
        ? {
            CloudFrontDefaultCertificate: false,
            AcmCertificateArn: ACMCertificateArn,
            SslSupportMethod: 'sni-only',
            MinimumProtocolVersion: 'TLSv1.2_2021',
          }
        : { CloudFrontDefaultCertificate: true, MinimumProtocolVersion: 'TLSv1' },
      Restrictions: { GeoRestriction: { RestrictionType: 'none', Locations: [] } },
      WebACLId,
      HttpVersion: 'http2',
      IPV6Enabled: true,
      Staging: false,
    });
    return {
      names: { Id, ARN },
      tags: Tags,
      replies: {
        'cloudfront:ListDistributions': () =>
          ({
            Id,
            ARN,
            ETag,
            Status: 'Deployed',
            LastModifiedTime,
            DomainName,
            ...listedConfig(),
          }) satisfies DistributionSummary,
        'cloudfront:GetDistribution': () =>
          ({
            ETag,
            Distribution: {
              Id,
              ARN,
              Status: 'Deployed',
              LastModifiedTime,
              InProgressInvalidationBatches: draw % 2,
              DomainName,
              ActiveTrustedSigners: { Enabled: false, Quantity: 0 },
              ActiveTrustedKeyGroups: { Enabled: false, Quantity: 0 },
              DistributionConfig: {
                CallerReference: `site-${n}`,
                DefaultRootObject: 'index.html',
                Logging: {
                  Enabled: isLogged,
                  IncludeCookies: false,
                  Bucket: logs,
                  Prefix: isLogged ? 'cdn/' : '',
                },
                ContinuousDeploymentPolicyId: '',
                ...listedConfig(),
              },
            },
          }) satisfies GetDistributionResult,
        'cloudfront:ListTagsForResource': () =>
          ({ Tags: { Items: Tags } }) satisfies ListTagsForResourceResult,
      },
      items: () => [
        {
          identifiers: [Id],
          trails: [
            {
              requestParameters: { distributionConfig: { callerReference: `site-${n}` } },
              responseElements: { distribution: { id: Id, aRN: ARN } },
            },
            { requestParameters: { id: Id, ifMatch: ETag } },
            { requestParameters: { targetDistributionId: Id, alias } },
            { requestParameters: { resource: ARN } },
          ],
          properties: {
            Id,
            ARN,
            ETag,
            Status: 'Deployed',
            LastModifiedTime,
            DomainName,
            Aliases: isAliased ? { Quantity: 1, Items: [alias] } : { Quantity: 0 },
            Origins: {
              Quantity: 1,
              Items: [
                {
                  Id: 'site',
                  DomainName: isS3 ? bucketDomain : 'origin.example.com',
                  OriginPath: '',
                  // Without the value, which may be a secret.
                  CustomHeaders: hasHeader
                    ? { Quantity: 1, Items: [{ HeaderName: 'X-Origin-Verify' }] }
                    : { Quantity: 0 },
                  ...(isS3
                    ? { S3OriginConfig: { OriginAccessIdentity: '', OriginReadTimeout: 30 } }
                    : {
                        CustomOriginConfig: {
                          HTTPPort: 80,
                          HTTPSPort: 443,
                          OriginProtocolPolicy: 'https-only',
                          OriginSslProtocols: { Quantity: 1, Items: ['TLSv1.2'] },
                          OriginReadTimeout: 30,
                          OriginKeepaliveTimeout: 5,
                        },
                      }),
                  ConnectionAttempts: 3,
                  ConnectionTimeout: 10,
                  OriginShield: { Enabled: false },
                  OriginAccessControlId: '',
                },
              ],
            },
            OriginGroups: { Quantity: 0 },
            DefaultCacheBehavior: {
              TargetOriginId: 'site',
              TrustedSigners: { Enabled: false, Quantity: 0 },
              TrustedKeyGroups: { Enabled: false, Quantity: 0 },
              ViewerProtocolPolicy: 'redirect-to-https',
              AllowedMethods: {
                Quantity: 2,
                Items: ['HEAD', 'GET'],
                CachedMethods: { Quantity: 2, Items: ['HEAD', 'GET'] },
              },
              SmoothStreaming: false,
              Compress: true,
              LambdaFunctionAssociations: { Quantity: 0 },
              FunctionAssociations: { Quantity: 0 },
              FieldLevelEncryptionId: '',
              CachePolicyId,
            },
            CacheBehaviors: { Quantity: 0 },
            CustomErrorResponses: {
              Quantity: 1,
              Items: [
                {
                  ErrorCode: 404,
                  ResponsePagePath: '/index.html',
                  ResponseCode: '200',
                  ErrorCachingMinTTL: 10,
                },
              ],
            },
            Comment,
            PriceClass: 'PriceClass_100',
            Enabled: isEnabled,
            ViewerCertificate: isAliased
              ? {
                  CloudFrontDefaultCertificate: false,
                  ACMCertificateArn,
                  SSLSupportMethod: 'sni-only',
                  MinimumProtocolVersion: 'TLSv1.2_2021',
                }
              : { CloudFrontDefaultCertificate: true, MinimumProtocolVersion: 'TLSv1' },
            Restrictions: { GeoRestriction: { RestrictionType: 'none', Quantity: 0 } },
            WebACLId,
            HttpVersion: 'http2',
            IsIPV6Enabled: true,
            Staging: false,
            InProgressInvalidationBatches: draw % 2,
            ActiveTrustedSigners: { Enabled: false, Quantity: 0 },
            ActiveTrustedKeyGroups: { Enabled: false, Quantity: 0 },
            DistributionConfig: {
              ...modelledConfig(),
              CallerReference: `site-${n}`,
              Logging: {
                Enabled: isLogged,
                IncludeCookies: false,
                Bucket: logs,
                Prefix: isLogged ? 'cdn/' : '',
              },
            },
            Tags,
          },
          model: {
            Identifier: Id,
            Properties: {
              Id,
              DomainName,
              DistributionConfig: modelledConfig(),
              Tags,
            },
          },
        },
      ],
    };
  },
};

/** The members that a summary requires and a configuration does not. */
type SharedOfSummary = Pick<
  DistributionSummary,
  | 'Aliases'
  | 'CacheBehaviors'
  | 'CustomErrorResponses'
  | 'HttpVersion'
  | 'IsIPV6Enabled'
  | 'PriceClass'
  | 'Restrictions'
  | 'Staging'
  | 'ViewerCertificate'
  | 'WebACLId'
>;

function listDistributions(): Handler {
  return (input, { estate, accountId, pager }) => {
    const places: readonly Place[] = [...estate.regions]
      .sort()
      .flatMap((region) => [...placesIn(distribution, { estate, accountId, region })]);
    const MaxItems = pager.size(number(input, 'MaxItems'), 1, MOST);
    const Marker = text(input, 'Marker');
    const list = `cloudfront:ListDistributions/${accountId}`;
    const { indices, next } = pager.page(list, places.length, MaxItems, Marker);
    const Items = indices.flatMap((index) => {
      const place = places[index];
      return place === undefined ? [] : [summaryAt(place)];
    });
    return {
      DistributionList: {
        Marker,
        MaxItems,
        IsTruncated: next !== undefined,
        Quantity: Items.length,
        ...(next !== undefined && { NextMarker: next }),
        ...(Items.length > 0 && { Items }),
      },
    } satisfies ListDistributionsResult;
  };
}

function summaryAt(place: Place): DistributionSummary {
  const reply = distribution.at(place).replies['cloudfront:ListDistributions']?.();
  return reply as DistributionSummary; // as it is written above
}
