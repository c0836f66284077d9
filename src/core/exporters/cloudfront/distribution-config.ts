import type { DistributionConfig, Origins } from '@aws-sdk/client-cloudfront';

/** CloudFormation's names of members with a different spelling. */
const NAMES: Readonly<Record<string, string>> = {
  ACMCertificateArn: 'AcmCertificateArn',
  CustomHeaders: 'OriginCustomHeaders',
  IAMCertificateId: 'IamCertificateId',
  IsIPV6Enabled: 'IPV6Enabled',
  OriginSslProtocols: 'OriginSSLProtocols',
  SSLSupportMethod: 'SslSupportMethod',
};

/** Lists that have a `Quantity` in CloudFormation too. */
const COUNTED = new Set(['OriginGroups', 'Members', 'StatusCodes']);

type Structure = Readonly<Record<string, unknown>>;

/**
 * A distribution's configuration in CloudFormation's form: `{ Quantity, Items }` becomes a list, and some
 * names are spelled differently. The values of origin custom headers are removed, see `withoutHeaderValues`.
 *
 * @see
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-cloudfront-distribution-distributionconfig.html
 */
export function asCloudFormation(config: DistributionConfig): object {
  const { Origins: origins, ...rest } = config;
  return members({ ...rest, Origins: withoutHeaderValues(origins) });
}

/**
 * Origins without the values of their custom headers, which often hold a secret that the origin shares with
 * CloudFront. Names stay.
 */
export function withoutHeaderValues(origins: Origins | undefined): object | undefined {
  if (origins?.Items === undefined) return origins;
  return {
    ...origins,
    Items: origins.Items.map((origin) => {
      const { CustomHeaders } = origin;
      if (CustomHeaders?.Items === undefined) return origin;
      const Items = CustomHeaders.Items.map(({ HeaderName }) => ({ HeaderName }));
      return { ...origin, CustomHeaders: { ...CustomHeaders, Items } };
    }),
  };
}

function members(structure: Structure): Structure {
  const entries = Object.entries(structure).flatMap(([name, value]) => member(name, value));
  return Object.fromEntries(entries);
}

/** The CloudFormation members that replace a member. */
function member(name: string, value: unknown): [string, unknown][] {
  if (name === 'ResponseCode') return value === '' ? [] : [[name, Number(value)]]; // text in CloudFront
  if (Array.isArray(value)) return [[NAMES[name] ?? name, value.map(element)]];
  if (!isStructure(value)) return [[NAMES[name] ?? name, value]];
  const { Quantity, Items = [], ...rest } = value;
  if (Quantity === undefined) return [[NAMES[name] ?? name, members(value)]];
  const items = Array.isArray(Items) ? Items.map(element) : Items;
  if (COUNTED.has(name)) return [[name, { ...rest, Quantity, Items: items }]];
  // The only list that keeps its enclosing structure.
  if (name === 'GeoRestriction') return [[name, { ...rest, Locations: items }]];
  // The list of cached methods is inside that of allowed ones.
  const cached = name === 'AllowedMethods' ? Object.entries(rest) : [];
  return [
    [NAMES[name] ?? name, items],
    ...cached.flatMap(([inner, methods]) => member(inner, methods)),
  ];
}

function element(value: unknown): unknown {
  return isStructure(value) ? members(value) : value;
}

function isStructure(value: unknown): value is Structure {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
  );
}
