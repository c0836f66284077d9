import {
  functionConfiguration,
  functionDetails,
  functionIndex,
  functionTags,
} from '../estate/functions.ts';
import { ServiceError } from '../wire/call.ts';
import { number, refuse, text, type Handler, type HandlerContext } from './handler.ts';

/** The most that ListFunctions gives, though it lets ten thousand be asked for. */
const MOST_FUNCTIONS = 50;
const MOST_ASKED = 10_000;

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html */
const listFunctions: Handler = (input, { estate, accountId, region, pager }) => {
  refuse(input, 'MasterRegion', 'FunctionVersion');
  const asked = pager.size(number(input, 'MaxItems'), 1, MOST_ASKED);
  const count = estate.countOf('AWS::Lambda::Function', accountId, region);
  const list = `functions/${accountId}/${region}`;
  const page = pager.page(list, count, Math.min(asked, MOST_FUNCTIONS), input['Marker']);
  return {
    Functions: page.indices.map((index) => functionConfiguration(estate, accountId, region, index)),
    NextMarker: page.next,
  };
};

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html */
const getFunction: Handler = (input, context) => {
  refuse(input, 'Qualifier');
  const { estate, accountId, region } = context;
  const index = indexOf(text(input, 'FunctionName'), context);
  const Tags = functionTags(estate, accountId, region, index);
  return {
    Configuration: functionDetails(estate, accountId, region, index),
    Code: { RepositoryType: 'S3', Location: `https://sandbox.invalid/fn-${index}` },
    ...(Object.keys(Tags).length > 0 && { Tags }),
  };
};

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_ListTags.html */
const listTags: Handler = (input, context) => {
  const { estate, accountId, region } = context;
  const index = indexOf(text(input, 'Resource'), context);
  return { Tags: functionTags(estate, accountId, region, index) };
};

function indexOf(nameOrArn: string, context: HandlerContext): number {
  const { estate, accountId, region, isGone } = context;
  const index = functionIndex(estate, accountId, region, nameOrArn);
  if (index !== undefined && !isGone(nameOrArn)) return index;
  throw new ServiceError(
    'ResourceNotFoundException',
    `Function not found: ${nameOrArn.startsWith('arn:') ? nameOrArn : `arn:aws:lambda:${region}:${accountId}:function:${nameOrArn}`}`,
    404,
  );
}

export const LAMBDA: Readonly<Record<string, Handler>> = {
  ListFunctions: listFunctions,
  GetFunction: getFunction,
  ListTags: listTags,
};
