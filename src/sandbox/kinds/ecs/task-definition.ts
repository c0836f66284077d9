import type {
  DescribeTaskDefinitionResponse,
  ListTaskDefinitionsResponse,
} from '@aws-sdk/client-ecs';
import { roleAt } from '../iam/role.ts';
import type { Place } from '../../simulation/place.ts';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';
import { lowerCaseTags } from '../../simulation/tags.ts';

/** Revisions of one family. */
const REVISIONS = 5;

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html */
const limit = { group: 'task-definition-read', burst: 50, refillPerSecond: 20 };

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTaskDefinition.html */
export const taskDefinition: SimulatedKind = {
  kind: 'AWS::ECS::TaskDefinition',
  client: () => import('@aws-sdk/client-ecs'),
  gone: 'ClientException: Unable to describe task definition.',
  numberIn(name) {
    const [, family, revision] = /app-(\d+):(\d+)$/.exec(name) ?? [];
    return Number(family) * REVISIONS + Number(revision) - 1;
  },
  calls: {
    'ecs:ListTaskDefinitions': {
      limit,
      most: 100,
      takes: { status: [] },
      // Deregistered revisions are listed only on request; the estate has none.
      where: (_, { status = 'ACTIVE' }) => status === 'ACTIVE',
    },
    'ecs:DescribeTaskDefinition': {
      limit,
      of: { taskDefinition: ['name', 'taskDefinitionArn'] },
      onlyIf: { tags: ['include', 'TAGS'] },
    },
  },
  at(place) {
    const { accountId, region } = place;
    const draw = place.draw();
    const { name, family, revision, taskDefinitionArn } = taskDefinitionAt(place);
    const hasRoles = place.has('AWS::IAM::Role');
    const taskRole = roleAt(place.neighbour('AWS::IAM::Role')).Arn;
    const executionRole = roleAt(place.beside('AWS::IAM::Role', 0)).Arn;
    const isFargate = isFargateAt(place);
    const hasVolume = place.oneIn(3, 'volume');
    const container = {
      name: 'app',
      image: `${accountId}.dkr.ecr.${region}.amazonaws.com/${family}:${draw % 1_000}`,
      cpu: 0,
      essential: true,
      portMappings: [{ containerPort: 8_080, hostPort: 8_080, protocol: 'tcp' as const }],
      environment: [{ name: 'REGION', value: region }],
      mountPoints: [],
      volumesFrom: [],
    };
    const requiresAttributes = [{ name: 'com.amazonaws.ecs.capability.docker-remote-api.1.18' }];
    const cpuArchitecture = draw % 2 === 0 ? 'ARM64' : 'X86_64';
    const registeredAt = place.time();
    const tags = lowerCaseTags(place.tags());
    return {
      names: { name, taskDefinitionArn },
      replies: {
        'ecs:ListTaskDefinitions': () =>
          ({ taskDefinitionArns: [taskDefinitionArn] }) satisfies ListTaskDefinitionsResponse,
        'ecs:DescribeTaskDefinition': () =>
          ({
            taskDefinition: {
              taskDefinitionArn,
              family,
              revision,
              status: 'ACTIVE',
              containerDefinitions: [container],
              networkMode: isFargate ? 'awsvpc' : 'bridge',
              volumes: hasVolume ? [{ name: 'scratch', host: {} }] : [],
              placementConstraints: [],
              requiresAttributes,
              compatibilities: isFargate ? ['EC2', 'FARGATE'] : ['EC2'],
              ...(isFargate && {
                requiresCompatibilities: ['FARGATE'],
                runtimePlatform: { cpuArchitecture },
                cpu: '256',
                memory: '512',
              }),
              ...(hasRoles && { taskRoleArn: taskRole }),
              ...(hasRoles && { executionRoleArn: executionRole }),
              registeredAt,
              registeredBy: `arn:aws:iam::${accountId}:user/deployer`,
              enableFaultInjection: draw % 9 === 0,
            },
            tags,
          }) satisfies DescribeTaskDefinitionResponse,
      },
      items: () => [
        {
          identifiers: [taskDefinitionArn],
          trails: [
            {
              requestParameters: { family },
              responseElements: { taskDefinition: { taskDefinitionArn } },
            },
            { requestParameters: { taskDefinition: name } },
            { requestParameters: { taskDefinition: taskDefinitionArn } },
            { requestParameters: { taskDefinitions: [name] } },
            { requestParameters: { taskDefinitions: [taskDefinitionArn] } },
            { requestParameters: { resourceArn: taskDefinitionArn } },
          ],
          properties: {
            TaskDefinitionArn: taskDefinitionArn,
            Family: family,
            Revision: revision,
            Status: 'ACTIVE',
            ContainerDefinitions: [container],
            NetworkMode: isFargate ? 'awsvpc' : 'bridge',
            Volumes: hasVolume ? [{ name: 'scratch', host: {} }] : [],
            PlacementConstraints: [],
            RequiresAttributes: requiresAttributes,
            Compatibilities: isFargate ? ['EC2', 'FARGATE'] : ['EC2'],
            ...(isFargate && {
              RequiresCompatibilities: ['FARGATE'],
              RuntimePlatform: { cpuArchitecture },
              Cpu: '256',
              Memory: '512',
            }),
            ...(hasRoles && { TaskRoleArn: taskRole }),
            ...(hasRoles && { ExecutionRoleArn: executionRole }),
            RegisteredAt: registeredAt,
            RegisteredBy: `arn:aws:iam::${accountId}:user/deployer`,
            EnableFaultInjection: draw % 9 === 0,
            Tags: tags,
          },
        },
      ],
    };
  },
};

/** Can this revision run on Fargate? The others run on EC2 only. */
export function isFargateAt(place: Place): boolean {
  return place.n === 0 || place.draw() % 4 !== 0;
}

/** The name of a revision: each family has five. */
export function taskDefinitionAt({
  accountId,
  region,
  n,
}: Pick<Place, 'accountId' | 'region' | 'n'>): {
  readonly name: string;
  readonly family: string;
  readonly revision: number;
  readonly taskDefinitionArn: string;
} {
  const family = `app-${Math.floor(n / REVISIONS)}`;
  const revision = (n % REVISIONS) + 1;
  const name = `${family}:${revision}`;
  const taskDefinitionArn = `arn:aws:ecs:${region}:${accountId}:task-definition/${name}`;
  return { name, family, revision, taskDefinitionArn };
}
