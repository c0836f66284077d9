import { topicArn, topicAttributes, topicIndex, topicTags } from '../estate/topics.ts';
import { ServiceError } from '../wire/call.ts';
import { text, type Handler, type HandlerContext } from './handler.ts';

/** ListTopics takes no page size. */
const TOPICS_PER_PAGE = 100;

/** @see https://docs.aws.amazon.com/sns/latest/api/API_ListTopics.html */
const listTopics: Handler = (input, { estate, accountId, region, pager }) => {
  const count = estate.countOf('AWS::SNS::Topic', accountId, region);
  const list = `topics/${accountId}/${region}`;
  const { indices, next } = pager.page(list, count, TOPICS_PER_PAGE, input['NextToken']);
  return {
    Topics: indices.map((index) => ({ TopicArn: topicArn(estate, accountId, region, index) })),
    NextToken: next,
  };
};

function indexOf(arn: string, context: HandlerContext): number | undefined {
  const { estate, accountId, region } = context;
  return context.isGone(arn) ? undefined : topicIndex(estate, accountId, region, arn);
}

export const SNS: Readonly<Record<string, Handler>> = {
  ListTopics: listTopics,
  GetTopicAttributes: (input, context) => {
    const { estate, accountId, region } = context;
    const index = indexOf(text(input, 'TopicArn'), context);
    if (index === undefined) throw new ServiceError('NotFound', 'Topic does not exist', 404);
    return { Attributes: topicAttributes(estate, accountId, region, index) };
  },
  ListTagsForResource: (input, context) => {
    const { estate, accountId, region } = context;
    const index = indexOf(text(input, 'ResourceArn'), context);
    if (index === undefined)
      throw new ServiceError('ResourceNotFound', 'Resource does not exist', 404);
    return { Tags: topicTags(estate, accountId, region, index) };
  },
};
