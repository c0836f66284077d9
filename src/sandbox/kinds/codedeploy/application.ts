import type {
  BatchGetApplicationsOutput,
  ListApplicationsOutput,
  ListTagsForResourceOutput,
} from '@aws-sdk/client-codedeploy';
import type { Place } from '../../simulation/place.ts';
import type { CallRule, SimulatedKind } from '../../simulation/simulated-kind.ts';

/** Shared by applications and their groups: AWS does not document the page size of tags. */
export const TAGS = { pagesOf: 50, malformed: 'InvalidArnException' } satisfies CallRule;

/** @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_BatchGetApplications.html */
export const application: SimulatedKind = {
  kind: 'AWS::CodeDeploy::Application',
  client: () => import('@aws-sdk/client-codedeploy'),
  gone: 'ApplicationDoesNotExistException',
  calls: {
    'codedeploy:ListApplications': { most: 100 },
    // One unknown name fails the call.
    'codedeploy:BatchGetApplications': {
      of: { applicationNames: ['applicationName'] },
      batch: 100,
      tooMany: 'BatchLimitExceededException',
      tooFew: 'ApplicationNameRequiredException',
    },
    'codedeploy:ListTagsForResource': {
      ...TAGS,
      of: { ResourceArn: ['applicationArn'] },
      claims: (name) => !name.includes(':deploymentgroup:'),
    },
  },
  at(place) {
    const { accountId, region } = place;
    const { applicationName, computePlatform } = applicationAt(place);
    const applicationArn = `arn:aws:codedeploy:${region}:${accountId}:application:${applicationName}`;
    const applicationId = place.uuid();
    const createTime = place.time();
    const linkedToGitHub = place.oneIn(6, 'github');
    const Tags = place.tags();
    return {
      names: { applicationName, applicationArn },
      replies: {
        'codedeploy:ListApplications': () =>
          ({ applications: [applicationName] }) satisfies ListApplicationsOutput,
        'codedeploy:BatchGetApplications': () =>
          ({
            applicationsInfo: [
              {
                applicationId,
                applicationName,
                createTime,
                linkedToGitHub,
                ...(linkedToGitHub && { gitHubAccountName: 'example' }),
                computePlatform,
              },
            ],
          }) satisfies BatchGetApplicationsOutput,
        'codedeploy:ListTagsForResource': () => ({ Tags }) satisfies ListTagsForResourceOutput,
      },
      items: () => [
        {
          identifiers: [applicationName],
          trails: [
            { requestParameters: { applicationName } },
            {
              requestParameters: { applicationName: 'before', newApplicationName: applicationName },
            },
            { requestParameters: { resourceArn: applicationArn } },
          ],
          properties: {
            ApplicationId: applicationId,
            ApplicationName: applicationName,
            CreateTime: createTime,
            LinkedToGitHub: linkedToGitHub,
            ...(linkedToGitHub && { GitHubAccountName: 'example' }),
            ComputePlatform: computePlatform,
            Tags,
          },
        },
      ],
    };
  },
};

/** The properties of an application that its groups and deployments share. */
export function applicationAt(place: Place): {
  readonly applicationName: string;
  readonly computePlatform: 'Server' | 'Lambda' | 'ECS';
} {
  const platforms = ['Server', 'Lambda', 'ECS'] as const;
  return {
    applicationName: `application-${place.n}`,
    computePlatform: platforms[place.draw('platform') % platforms.length] ?? 'Server',
  };
}
