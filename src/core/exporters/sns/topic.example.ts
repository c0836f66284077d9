import type { GetResourcesOutput } from '@aws-sdk/client-resource-groups-tagging-api';
import type {
  GetTopicAttributesResponse,
  ListTagsForResourceResponse,
  ListTopicsResponse,
} from '@aws-sdk/client-sns';
import { EXAMPLE_ACCOUNT, type KindExample } from '../kind-example.ts';

const TopicArn = `arn:aws:sns:eu-west-1:${EXAMPLE_ACCOUNT}:alerts.fifo`;
const Tags = [{ Key: 'team', Value: 'payments' }];

export const example = {
  identifiers: [TopicArn],
  replies: {
    'sns:ListTopics': { Topics: [{ TopicArn }] } satisfies ListTopicsResponse,
    'sns:GetTopicAttributes': {
      Attributes: {
        TopicArn,
        Owner: EXAMPLE_ACCOUNT,
        DisplayName: 'Alerts',
        SubscriptionsConfirmed: '3',
        SubscriptionsDeleted: '0',
        SubscriptionsPending: '1',
        SQSSuccessFeedbackSampleRate: '100',
        FifoTopic: 'true',
        ContentBasedDeduplication: 'false',
      },
    } satisfies GetTopicAttributesResponse,
    'sns:ListTagsForResource': { Tags } satisfies ListTagsForResourceResponse,
    'tagging:GetResources': {
      ResourceTagMappingList: [{ ResourceARN: TopicArn, Tags }],
      PaginationToken: '',
    } satisfies GetResourcesOutput,
  },
  properties: {
    TopicArn,
    Owner: EXAMPLE_ACCOUNT,
    DisplayName: 'Alerts',
    SubscriptionsConfirmed: 3,
    SubscriptionsDeleted: 0,
    SubscriptionsPending: 1,
    SQSSuccessFeedbackSampleRate: 100,
    FifoTopic: true,
    ContentBasedDeduplication: false,
    Tags,
  },
  extraContext: { AccountId: EXAMPLE_ACCOUNT, Region: 'eu-west-1' },
} satisfies KindExample;
