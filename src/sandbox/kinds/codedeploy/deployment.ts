import type {
  BatchGetDeploymentsOutput,
  DeploymentInfo,
  GetDeploymentOutput,
  ListDeploymentsOutput,
} from '@aws-sdk/client-codedeploy';
import { refuse } from '../../services/handler.ts';
import type { Place } from '../../simulation/place.ts';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';
import { applicationAt } from './application.ts';

/** @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_BatchGetDeployments.html */
export const deployment: SimulatedKind = {
  kind: 'AWS::CodeDeploy::Deployment',
  client: () => import('@aws-sdk/client-codedeploy'),
  gone: 'DeploymentDoesNotExistException',
  calls: {
    // The newest first.
    'codedeploy:ListDeployments': {
      most: 100,
      takes: { createTimeRange: [] },
      where: (place, { createTimeRange }) => place.recent().getTime() >= startOf(createTimeRange),
    },
    // Unknown deployments are omitted.
    'codedeploy:BatchGetDeployments': {
      of: { deploymentIds: ['deploymentId'] },
      batch: 25,
      missing: () => ({}),
      tooMany: 'BatchLimitExceededException',
      tooFew: 'DeploymentIdRequiredException',
    },
    'codedeploy:GetDeployment': { tooFew: 'DeploymentIdRequiredException' },
  },
  at(place) {
    const { estate, accountId, region, n } = place;
    const { deploymentId, applicationPlace, isStarted, createTime, targets } = deploymentAt(place);
    const { applicationName, computePlatform } = applicationAt(applicationPlace);
    const draw = place.draw();
    const groups = estate.countPerParent('AWS::CodeDeploy::DeploymentGroup', accountId, region);
    // In an estate without groups, a deleted one.
    const deploymentGroupName = groups === 0 ? 'production' : `group-${draw % groups}`;
    const revision = {
      revisionType: 'S3' as const,
      s3Location: {
        bucket: `releases-${accountId}`,
        key: `${n}.zip`,
        bundleType: 'zip' as const,
      },
    };
    const status = isStarted ? (draw % 5 === 0 ? 'Failed' : 'Succeeded') : 'Created';
    const startTime = new Date(createTime.getTime() + 1_000);
    const completeTime = new Date(createTime.getTime() + (draw % 3_600) * 1_000);
    const deploymentOverview = {
      Pending: 0,
      InProgress: 0,
      Succeeded: targets,
      Failed: 0,
      Skipped: 0,
      Ready: 0,
    };
    const isDescribed = place.oneIn(3, 'description');
    const creator = draw % 2 === 0 ? 'user' : 'autoscaling';
    const deploymentStyle = {
      deploymentType: 'IN_PLACE' as const,
      deploymentOption: 'WITHOUT_TRAFFIC_CONTROL' as const,
    };
    const info = (): DeploymentInfo => ({
      applicationName,
      deploymentGroupName,
      deploymentConfigName: 'CodeDeployDefault.OneAtATime',
      deploymentId,
      revision,
      status,
      createTime,
      ...(isStarted && { startTime, completeTime, deploymentOverview }),
      ...(isDescribed && { description: `Release ${n}` }),
      creator,
      ignoreApplicationStopFailures: false,
      updateOutdatedInstancesOnly: false,
      deploymentStyle,
      fileExistsBehavior: 'DISALLOW',
      deploymentStatusMessages: [],
      computePlatform,
    });
    return {
      names: { deploymentId },
      replies: {
        'codedeploy:ListDeployments': () =>
          ({ deployments: [deploymentId] }) satisfies ListDeploymentsOutput,
        'codedeploy:BatchGetDeployments': () =>
          ({ deploymentsInfo: [info()] }) satisfies BatchGetDeploymentsOutput,
        'codedeploy:GetDeployment': () =>
          ({ deploymentInfo: info() }) satisfies GetDeploymentOutput,
      },
      items: () => [
        {
          identifiers: [deploymentId],
          trails: [
            {
              requestParameters: { applicationName, deploymentGroupName },
              responseElements: { deploymentId },
            },
            { requestParameters: { deploymentId }, responseElements: { status: 'Pending' } },
          ],
          properties: {
            DeploymentId: deploymentId,
            ApplicationName: applicationName,
            DeploymentGroupName: deploymentGroupName,
            DeploymentConfigName: 'CodeDeployDefault.OneAtATime',
            Revision: revision,
            Status: status,
            CreateTime: createTime,
            ...(isStarted && {
              StartTime: startTime,
              CompleteTime: completeTime,
              DeploymentOverview: deploymentOverview,
            }),
            ...(isDescribed && { Description: `Release ${n}` }),
            Creator: creator,
            IgnoreApplicationStopFailures: false,
            UpdateOutdatedInstancesOnly: false,
            DeploymentStyle: deploymentStyle,
            FileExistsBehavior: 'DISALLOW',
            DeploymentStatusMessages: [],
            ComputePlatform: computePlatform,
          },
        },
      ],
    };
  },
};

/** The properties of a deployment that its targets share. Number 1 has not started yet, and has none. */
export function deploymentAt(place: Place): {
  readonly deploymentId: string;
  readonly applicationPlace: Place;
  readonly isStarted: boolean;
  readonly createTime: Date;
  /** How many it has. */
  readonly targets: number;
} {
  const { n } = place;
  const draw = place.draw();
  const applications = Math.max(1, place.count('AWS::CodeDeploy::Application'));
  const applicationPlace = place.beside('AWS::CodeDeploy::Application', draw % applications);
  const hasOne = n === 0 || applicationAt(applicationPlace).computePlatform !== 'Server';
  const isStarted = n !== 1;
  const instances = draw % 11 === 0 ? 40 : 1 + (draw % 5);
  return {
    deploymentId: `d-${letters(draw)}${String(n).padStart(4, '0')}`,
    applicationPlace,
    isStarted,
    createTime: place.recent(),
    targets: isStarted ? (hasOne ? 1 : instances) : 0,
  };
}

/** Five letters, no digits, which would merge with the number that follows. */
function letters(draw: number): string {
  const digits = draw.toString(26).padStart(5, '0').slice(-5);
  return digits.replace(/./g, (digit) => String.fromCharCode(65 + Number.parseInt(digit, 26)));
}

/** The start of a time range, in milliseconds. */
function startOf(range: unknown): number {
  if (typeof range !== 'object' || range === null) return 0;
  refuse({ ...range }, 'end');
  if (!('start' in range)) return 0;
  if (range.start instanceof Date) return range.start.getTime();
  return typeof range.start === 'number' ? range.start * 1_000 : 0;
}
