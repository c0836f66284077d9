import type { Tag, TaskDefinition } from '@aws-sdk/client-ecs';
import type { Estate } from './estate.ts';

/** Revisions of one family. */
const REVISIONS = 5;

/** The ARN of the revision at a position: families have five revisions each. */
export function taskDefinitionArn(accountId: string, region: string, index: number): string {
  return `arn:aws:ecs:${region}:${accountId}:task-definition/${nameOf(index)}`;
}

/** The position of a revision named by ARN or as `family:revision`; undefined when there is none here. */
export function taskDefinitionIndex(
  estate: Estate,
  accountId: string,
  region: string,
  nameOrArn: string,
): number | undefined {
  const [, family, revision] = /app-(\d+):(\d+)$/.exec(nameOrArn) ?? [];
  const index = Number(family) * REVISIONS + Number(revision) - 1;
  if (!(index < estate.countOf('AWS::ECS::TaskDefinition', accountId, region))) return undefined;
  const names = [nameOf(index), taskDefinitionArn(accountId, region, index)];
  return names.includes(nameOrArn) ? index : undefined;
}

/** What DescribeTaskDefinition says of a revision, tags aside. */
export function taskDefinition(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): TaskDefinition {
  const draw = estate.draw('task-definition', accountId, region, index);
  const { family, revision } = placeOf(index);
  const isFargate = draw % 4 !== 0;
  return {
    taskDefinitionArn: taskDefinitionArn(accountId, region, index),
    family,
    revision,
    status: 'ACTIVE',
    containerDefinitions: [
      {
        name: 'app',
        image: `${accountId}.dkr.ecr.${region}.amazonaws.com/${family}:${draw % 1_000}`,
        cpu: 0,
        essential: true,
        portMappings: [{ containerPort: 8_080, hostPort: 8_080, protocol: 'tcp' }],
        environment: [{ name: 'REGION', value: region }],
        mountPoints: [],
        volumesFrom: [],
      },
    ],
    networkMode: isFargate ? 'awsvpc' : 'bridge',
    volumes: draw % 3 === 0 ? [{ name: 'scratch', host: {} }] : [],
    placementConstraints: [],
    requiresAttributes: [{ name: 'com.amazonaws.ecs.capability.docker-remote-api.1.18' }],
    compatibilities: isFargate ? ['EC2', 'FARGATE'] : ['EC2'],
    ...(isFargate && {
      requiresCompatibilities: ['FARGATE'],
      runtimePlatform: { cpuArchitecture: draw % 2 === 0 ? 'ARM64' : 'X86_64' },
      cpu: '256',
      memory: '512',
    }),
    taskRoleArn: `arn:aws:iam::${accountId}:role/${family}`,
    executionRoleArn: `arn:aws:iam::${accountId}:role/ecsTaskExecutionRole`,
    registeredAt: estate.time('task-definition', accountId, region, index),
    registeredBy: `arn:aws:iam::${accountId}:user/deployer`,
    enableFaultInjection: draw % 9 === 0,
  };
}

/** A revision's tags, in ECS's lower case. */
export function taskDefinitionTags(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): Tag[] {
  return estate
    .tags('task-definition', accountId, region, index)
    .map(({ Key, Value }) => ({ key: Key, value: Value }));
}

function placeOf(index: number): { readonly family: string; readonly revision: number } {
  return { family: `app-${Math.floor(index / REVISIONS)}`, revision: (index % REVISIONS) + 1 };
}

function nameOf(index: number): string {
  const { family, revision } = placeOf(index);
  return `${family}:${revision}`;
}
