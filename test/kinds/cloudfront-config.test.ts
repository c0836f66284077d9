import { describe, expect, test } from '@jest/globals';
import type { DefaultCacheBehavior, DistributionConfig } from '@aws-sdk/client-cloudfront';
import { loadKind } from '../../src/core/exporters/registry.ts';
import { readExpression } from '../../src/mapping/jq/expression.ts';
import { JqEvaluator } from '../../src/mapping/jq/evaluator.ts';
import { asCloudFormation } from '../../src/core/exporters/cloudfront/distribution-config.ts';

const BEHAVIOR: DefaultCacheBehavior = {
  TargetOriginId: 'site',
  ViewerProtocolPolicy: 'redirect-to-https',
  TrustedSigners: { Enabled: false, Quantity: 0 },
  TrustedKeyGroups: { Enabled: true, Quantity: 1, Items: ['key-group'] },
  AllowedMethods: {
    Quantity: 2,
    Items: ['HEAD', 'GET'],
    CachedMethods: { Quantity: 1, Items: ['HEAD'] },
  },
  LambdaFunctionAssociations: {
    Quantity: 1,
    Items: [{ LambdaFunctionARN: 'arn:lambda', EventType: 'viewer-request', IncludeBody: false }],
  },
  FunctionAssociations: { Quantity: 0 },
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- distributions have them still
  ForwardedValues: {
    QueryString: true,
    Cookies: { Forward: 'whitelist', WhitelistedNames: { Quantity: 1, Items: ['session'] } },
    Headers: { Quantity: 1, Items: ['Host'] },
    QueryStringCacheKeys: { Quantity: 0 },
  },
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- distributions have them still
  MinTTL: 0,
};

const BEHAVIOR_IN_CLOUDFORMATION = {
  TargetOriginId: 'site',
  ViewerProtocolPolicy: 'redirect-to-https',
  TrustedSigners: [],
  TrustedKeyGroups: ['key-group'],
  AllowedMethods: ['HEAD', 'GET'],
  CachedMethods: ['HEAD'],
  LambdaFunctionAssociations: [
    { LambdaFunctionARN: 'arn:lambda', EventType: 'viewer-request', IncludeBody: false },
  ],
  FunctionAssociations: [],
  ForwardedValues: {
    QueryString: true,
    Cookies: { Forward: 'whitelist', WhitelistedNames: ['session'] },
    Headers: ['Host'],
    QueryStringCacheKeys: [],
  },
  MinTTL: 0,
};

test('a distribution’s configuration has CloudFormation’s names and lists', () => {
  const config = {
    CallerReference: 'site',
    Comment: '',
    Enabled: true,
    Aliases: { Quantity: 1, Items: ['www.example.com'] },
    Origins: {
      Quantity: 1,
      Items: [
        {
          Id: 'site',
          DomainName: 'origin.example.com',
          OriginPath: '',
          CustomHeaders: { Quantity: 0 },
          CustomOriginConfig: {
            HTTPPort: 80,
            HTTPSPort: 443,
            OriginProtocolPolicy: 'https-only',
            OriginSslProtocols: { Quantity: 1, Items: ['TLSv1.2'] },
          },
        },
      ],
    },
    OriginGroups: {
      Quantity: 1,
      Items: [
        {
          Id: 'failover',
          FailoverCriteria: { StatusCodes: { Quantity: 2, Items: [500, 502] } },
          Members: { Quantity: 2, Items: [{ OriginId: 'site' }, { OriginId: 'spare' }] },
        },
      ],
    },
    DefaultCacheBehavior: BEHAVIOR,
    CacheBehaviors: { Quantity: 1, Items: [{ PathPattern: '/api/*', ...BEHAVIOR }] },
    CustomErrorResponses: {
      Quantity: 2,
      Items: [
        {
          ErrorCode: 404,
          ResponsePagePath: '/404.html',
          ResponseCode: '200',
          ErrorCachingMinTTL: 10,
        },
        { ErrorCode: 500, ResponsePagePath: '', ResponseCode: '', ErrorCachingMinTTL: 0 },
      ],
    },
    Logging: { Enabled: true, IncludeCookies: false, Bucket: 'logs.s3.amazonaws.com', Prefix: '' },
    ViewerCertificate: {
      CloudFrontDefaultCertificate: false,
      ACMCertificateArn: 'arn:acm',
      IAMCertificateId: 'id',
      SSLSupportMethod: 'sni-only',
      MinimumProtocolVersion: 'TLSv1.2_2021',
    },
    Restrictions: { GeoRestriction: { RestrictionType: 'whitelist', Quantity: 1, Items: ['DE'] } },
    IsIPV6Enabled: true,
  } satisfies DistributionConfig;

  const converted = asCloudFormation(config);

  expect(converted).toEqual({
    CallerReference: 'site',
    Comment: '',
    Enabled: true,
    Aliases: ['www.example.com'],
    Origins: [
      {
        Id: 'site',
        DomainName: 'origin.example.com',
        OriginPath: '',
        OriginCustomHeaders: [],
        CustomOriginConfig: {
          HTTPPort: 80,
          HTTPSPort: 443,
          OriginProtocolPolicy: 'https-only',
          OriginSSLProtocols: ['TLSv1.2'],
        },
      },
    ],
    OriginGroups: {
      Quantity: 1,
      Items: [
        {
          Id: 'failover',
          FailoverCriteria: { StatusCodes: { Quantity: 2, Items: [500, 502] } },
          Members: { Quantity: 2, Items: [{ OriginId: 'site' }, { OriginId: 'spare' }] },
        },
      ],
    },
    DefaultCacheBehavior: BEHAVIOR_IN_CLOUDFORMATION,
    CacheBehaviors: [{ PathPattern: '/api/*', ...BEHAVIOR_IN_CLOUDFORMATION }],
    CustomErrorResponses: [
      { ErrorCode: 404, ResponsePagePath: '/404.html', ResponseCode: 200, ErrorCachingMinTTL: 10 },
      { ErrorCode: 500, ResponsePagePath: '', ErrorCachingMinTTL: 0 },
    ],
    Logging: { Enabled: true, IncludeCookies: false, Bucket: 'logs.s3.amazonaws.com', Prefix: '' },
    ViewerCertificate: {
      CloudFrontDefaultCertificate: false,
      AcmCertificateArn: 'arn:acm',
      IamCertificateId: 'id',
      SslSupportMethod: 'sni-only',
      MinimumProtocolVersion: 'TLSv1.2_2021',
    },
    Restrictions: { GeoRestriction: { RestrictionType: 'whitelist', Locations: ['DE'] } },
    IPV6Enabled: true,
  });
});

test('no origin groups are none, and not something without a list', () => {
  const config = {
    CallerReference: 'site',
    Comment: '',
    Enabled: true,
    Origins: { Quantity: 0, Items: [] },
    OriginGroups: { Quantity: 0 },
    DefaultCacheBehavior: BEHAVIOR,
  } satisfies DistributionConfig;

  const converted = asCloudFormation(config);

  expect(converted).toMatchObject({ Origins: [], OriginGroups: { Quantity: 0, Items: [] } });
});

test('of the custom headers of an origin, the names are kept and the values are not', () => {
  const HeaderValue = 'shared with the origin';
  const config = {
    CallerReference: 'site',
    Comment: '',
    Enabled: true,
    Origins: {
      Quantity: 1,
      Items: [
        {
          Id: 'site',
          DomainName: 'origin.example.com',
          CustomHeaders: { Quantity: 1, Items: [{ HeaderName: 'X-Origin-Verify', HeaderValue }] },
        },
      ],
    },
    DefaultCacheBehavior: { TargetOriginId: 'site', ViewerProtocolPolicy: 'allow-all' },
  } satisfies DistributionConfig;

  const converted = asCloudFormation(config);

  expect(converted).toMatchObject({
    Origins: [{ OriginCustomHeaders: [{ HeaderName: 'X-Origin-Verify' }] }],
  });
  expect(JSON.stringify(converted)).not.toContain(HeaderValue);
});

describe('the default catalog’s relation to the buckets of origins', () => {
  test.each([
    ['shop.s3.amazonaws.com', 'shop'],
    ['shop.s3.eu-west-1.amazonaws.com', 'shop'],
    ['shop.s3-eu-west-1.amazonaws.com', 'shop'],
    ['my.s3bucket.s3.eu-west-1.amazonaws.com', 'my.s3bucket'],
    ['logs.s3-old.s3.eu-west-1.amazonaws.com', 'logs.s3-old'],
  ])('%s is the bucket %s', async (DomainName, bucket) => {
    const { entity } = await loadKind('AWS::CloudFront::Distribution');
    const value = entity?.relations?.['buckets']?.by['Arn'];
    const jq = typeof value === 'object' && 'each' in value ? value.each : '';
    const ARN = 'arn:aws:cloudfront::111122223333:distribution/E1';
    const Origins = { Items: [{ DomainName, S3OriginConfig: {} }] };

    await using evaluator = new JqEvaluator();
    const [found] = await evaluator.evaluate(
      [readExpression(`[${jq}]`)],
      [{ Properties: { ARN, Origins } }],
    );

    expect(found).toEqual([[`arn:aws:s3:::${bucket}`]]);
  });
});
