import type {
  DescribeTaskDefinitionResponse,
  ListTaskDefinitionsResponse,
} from '@aws-sdk/client-ecs';
import { EXAMPLE_ACCOUNT, type KindExample } from '../kind-example.ts';

const taskDefinitionArn = `arn:aws:ecs:eu-west-1:${EXAMPLE_ACCOUNT}:task-definition/web:7`;
const containerDefinitions = [
  { name: 'web', image: 'web:1.4.2', cpu: 0, essential: true, portMappings: [] },
];

export const example = {
  identifiers: [taskDefinitionArn],
  replies: {
    'ecs:ListTaskDefinitions': {
      taskDefinitionArns: [taskDefinitionArn],
    } satisfies ListTaskDefinitionsResponse,
    'ecs:DescribeTaskDefinition': {
      taskDefinition: {
        taskDefinitionArn,
        containerDefinitions,
        family: 'web',
        revision: 7,
        status: 'ACTIVE',
        networkMode: 'awsvpc',
        requiresCompatibilities: ['FARGATE'],
        runtimePlatform: { cpuArchitecture: 'ARM64' },
        cpu: '256',
        memory: '512',
        registeredAt: new Date('2024-01-02T03:04:05.678Z'),
      },
      tags: [{ key: 'team', value: 'web' }],
    } satisfies DescribeTaskDefinitionResponse,
  },
  properties: {
    TaskDefinitionArn: taskDefinitionArn,
    ContainerDefinitions: containerDefinitions,
    Family: 'web',
    Revision: 7,
    Status: 'ACTIVE',
    NetworkMode: 'awsvpc',
    RequiresCompatibilities: ['FARGATE'],
    RuntimePlatform: { cpuArchitecture: 'ARM64' },
    Cpu: '256',
    Memory: '512',
    RegisteredAt: '2024-01-02T03:04:05.678000Z',
    Tags: [{ key: 'team', value: 'web' }],
  },
  extraContext: { AccountId: EXAMPLE_ACCOUNT, Region: 'eu-west-1' },
} satisfies KindExample;
