import type { BatchGetProjectsOutput, ListProjectsOutput } from '@aws-sdk/client-codebuild';
import { EXAMPLE_ACCOUNT, type KindExample } from '../kind-example.ts';

const arn = `arn:aws:codebuild:eu-west-1:${EXAMPLE_ACCOUNT}:project/checkout`;
const serviceRole = `arn:aws:iam::${EXAMPLE_ACCOUNT}:role/codebuild`;

export const example = {
  identifiers: ['checkout'],
  replies: {
    'codebuild:ListProjects': { projects: ['checkout'] } satisfies ListProjectsOutput,
    'codebuild:BatchGetProjects': {
      projects: [
        {
          name: 'checkout',
          arn,
          description: 'Builds the checkout',
          source: { type: 'CODEPIPELINE', insecureSsl: false },
          artifacts: { type: 'CODEPIPELINE', name: 'checkout' },
          environment: {
            type: 'ARM_CONTAINER',
            image: 'aws/codebuild/amazonlinux-aarch64-standard:3.0',
            computeType: 'BUILD_GENERAL1_SMALL',
            environmentVariables: [{ name: 'STAGE', value: 'production', type: 'PLAINTEXT' }],
          },
          serviceRole,
          timeoutInMinutes: 60,
          created: new Date('2024-01-02T03:04:05.678Z'),
          lastModified: new Date('2024-02-03T04:05:06Z'),
          badge: { badgeEnabled: false },
          projectVisibility: 'PRIVATE',
          tags: [{ key: 'team', value: 'checkout' }],
        },
      ],
      projectsNotFound: [],
    } satisfies BatchGetProjectsOutput,
  },
  properties: {
    Name: 'checkout',
    Arn: arn,
    Description: 'Builds the checkout',
    Source: { type: 'CODEPIPELINE', insecureSsl: false },
    Artifacts: { type: 'CODEPIPELINE', name: 'checkout' },
    Environment: {
      type: 'ARM_CONTAINER',
      image: 'aws/codebuild/amazonlinux-aarch64-standard:3.0',
      computeType: 'BUILD_GENERAL1_SMALL',
      environmentVariables: [{ name: 'STAGE', value: 'production', type: 'PLAINTEXT' }],
    },
    ServiceRole: serviceRole,
    TimeoutInMinutes: 60,
    Created: '2024-01-02T03:04:05.678000Z',
    LastModified: '2024-02-03T04:05:06Z',
    Badge: { badgeEnabled: false },
    ProjectVisibility: 'PRIVATE',
    Tags: [{ key: 'team', value: 'checkout' }],
  },
  extraContext: { AccountId: EXAMPLE_ACCOUNT, Region: 'eu-west-1' },
} satisfies KindExample;
