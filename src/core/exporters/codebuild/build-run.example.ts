import type { BatchGetBuildsOutput, ListBuildsOutput } from '@aws-sdk/client-codebuild';
import { EXAMPLE_ACCOUNT, type KindExample } from '../kind-example.ts';

const id = 'checkout:12e8b2b4-8f6d-4a53-9d1c-0a1b2c3d4e5f';
const arn = `arn:aws:codebuild:eu-west-1:${EXAMPLE_ACCOUNT}:build/${id}`;
const serviceRole = `arn:aws:iam::${EXAMPLE_ACCOUNT}:role/codebuild`;

export const example = {
  identifiers: [id],
  replies: {
    'codebuild:ListBuilds': { ids: [id] } satisfies ListBuildsOutput,
    'codebuild:BatchGetBuilds': {
      builds: [
        {
          id,
          arn,
          buildNumber: 12,
          startTime: new Date('2024-01-02T03:04:05.678Z'),
          currentPhase: 'COMPLETED',
          buildStatus: 'SUCCEEDED',
          sourceVersion: 'refs/heads/main',
          projectName: 'checkout',
          phases: [{ phaseType: 'BUILD', phaseStatus: 'SUCCEEDED', durationInSeconds: 61 }],
          source: { type: 'GITHUB', location: 'https://github.com/example/checkout.git' },
          serviceRole,
          timeoutInMinutes: 60,
          buildComplete: true,
          initiator: 'release',
          reportArns: [],
        },
      ],
      buildsNotFound: [],
    } satisfies BatchGetBuildsOutput,
  },
  properties: {
    Id: id,
    Arn: arn,
    ProjectName: 'checkout',
    BuildNumber: 12,
    StartTime: '2024-01-02T03:04:05.678000Z',
    CurrentPhase: 'COMPLETED',
    BuildStatus: 'SUCCEEDED',
    SourceVersion: 'refs/heads/main',
    Phases: [{ phaseType: 'BUILD', phaseStatus: 'SUCCEEDED', durationInSeconds: 61 }],
    Source: { type: 'GITHUB', location: 'https://github.com/example/checkout.git' },
    ServiceRole: serviceRole,
    TimeoutInMinutes: 60,
    BuildComplete: true,
    Initiator: 'release',
    ReportArns: [],
  },
  extraContext: { AccountId: EXAMPLE_ACCOUNT, Region: 'eu-west-1' },
} satisfies KindExample;
