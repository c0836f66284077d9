import type {
  GetConfigurationSetResponse,
  ListConfigurationSetsResponse,
} from '@aws-sdk/client-sesv2';
import type { Place } from '../../simulation/place.ts';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';

/** @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListConfigurationSets.html */
export const configurationSet: SimulatedKind = {
  kind: 'AWS::SES::ConfigurationSet',
  client: () => import('@aws-sdk/client-sesv2'),
  gone: 'NotFoundException',
  calls: {
    // AWS does not publish the page size: small here, so that lists have several pages.
    'ses:ListConfigurationSets': { most: 100, least: 0 },
    'ses:GetConfigurationSet': {},
  },
  at(place) {
    const { accountId, region, n } = place;
    const ConfigurationSetName = configurationSetName(place);
    const draw = place.draw();
    const LastFreshStart = place.time();
    const hasTracking = place.oneIn(4, 'tracking');
    const isSuppressing = place.oneIn(3, 'suppressing');
    const Tags = place.tags();
    const Arn = `arn:aws:ses:${region}:${accountId}:configuration-set/${ConfigurationSetName}`;
    return {
      names: { ConfigurationSetName },
      replies: {
        'ses:ListConfigurationSets': () =>
          ({ ConfigurationSets: [ConfigurationSetName] }) satisfies ListConfigurationSetsResponse,
        'ses:GetConfigurationSet': () =>
          ({
            ConfigurationSetName,
            DeliveryOptions: { TlsPolicy: draw % 2 === 0 ? 'REQUIRE' : 'OPTIONAL' },
            ReputationOptions: { ReputationMetricsEnabled: draw % 2 === 0, LastFreshStart },
            SendingOptions: { SendingEnabled: draw % 5 !== 0 },
            SuppressionOptions: { SuppressedReasons: isSuppressing ? ['BOUNCE', 'COMPLAINT'] : [] },
            Tags,
            ...(hasTracking && {
              TrackingOptions: { CustomRedirectDomain: `click-${n}.example.com` },
              VdmOptions: { DashboardOptions: { EngagementMetrics: 'ENABLED' } },
            }),
          }) satisfies GetConfigurationSetResponse,
      },
      items: () => [
        {
          identifiers: [ConfigurationSetName],
          trails: [
            { requestParameters: { configurationSetName: ConfigurationSetName } },
            { requestParameters: { configurationSet: { name: ConfigurationSetName } } },
            { requestParameters: { resourceArn: Arn } },
          ],
          properties: {
            ConfigurationSetName,
            Arn,
            DeliveryOptions: { TlsPolicy: draw % 2 === 0 ? 'REQUIRE' : 'OPTIONAL' },
            ReputationOptions: { ReputationMetricsEnabled: draw % 2 === 0, LastFreshStart },
            SendingOptions: { SendingEnabled: draw % 5 !== 0 },
            SuppressionOptions: { SuppressedReasons: isSuppressing ? ['BOUNCE', 'COMPLAINT'] : [] },
            Tags,
            ...(hasTracking && {
              TrackingOptions: { CustomRedirectDomain: `click-${n}.example.com` },
              VdmOptions: { DashboardOptions: { EngagementMetrics: 'ENABLED' } },
            }),
          },
        },
      ],
    };
  },
};

/** The same in every account. */
export function configurationSetName({ n }: Place): string {
  return `campaign-${n}`;
}
