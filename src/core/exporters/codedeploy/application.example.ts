import type {
  BatchGetApplicationsOutput,
  ListApplicationsOutput,
  ListTagsForResourceOutput,
} from '@aws-sdk/client-codedeploy';
import { EXAMPLE_ACCOUNT, type KindExample } from '../kind-example.ts';

const applicationId = '3d3f1a52-6d2b-4c0e-9f0a-0a1b2c3d4e5f';

export const example = {
  identifiers: ['checkout'],
  replies: {
    'codedeploy:ListApplications': { applications: ['checkout'] } satisfies ListApplicationsOutput,
    'codedeploy:BatchGetApplications': {
      applicationsInfo: [
        {
          applicationId,
          applicationName: 'checkout',
          createTime: new Date('2024-01-02T03:04:05.678Z'),
          linkedToGitHub: false,
          computePlatform: 'Server',
        },
      ],
    } satisfies BatchGetApplicationsOutput,
    'codedeploy:ListTagsForResource': {
      Tags: [{ Key: 'team', Value: 'checkout' }],
    } satisfies ListTagsForResourceOutput,
  },
  properties: {
    ApplicationId: applicationId,
    ApplicationName: 'checkout',
    CreateTime: '2024-01-02T03:04:05.678000Z',
    LinkedToGitHub: false,
    ComputePlatform: 'Server',
    Tags: [{ Key: 'team', Value: 'checkout' }],
  },
  extraContext: { AccountId: EXAMPLE_ACCOUNT, Region: 'eu-west-1' },
} satisfies KindExample;
