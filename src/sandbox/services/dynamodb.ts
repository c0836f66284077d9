import {
  table,
  tableArn,
  tableBackups,
  tableIndex,
  tableName,
  tableTags,
} from '../estate/tables.ts';
import { ServiceError } from '../wire/call.ts';
import { number, text, type Handler, type HandlerContext } from './handler.ts';

const MOST_TABLES = 100;
/** What ListTagsOfResource gives in one page. */
const TAGS_PER_PAGE = 10;

/** The position of a table, or an error in the words of the operation. */
function indexOf(
  name: string,
  { estate, accountId, region, isGone }: HandlerContext,
  code = 'ResourceNotFoundException',
): number {
  const index = tableIndex(estate, accountId, region, name);
  if (index !== undefined && !isGone(tableArn(accountId, region, index))) return index;
  throw new ServiceError(code, `Requested resource not found: Table: ${name} not found`);
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTables.html */
const listTables: Handler = (input, { estate, accountId, region, pager }) => {
  const size = pager.size(number(input, 'Limit'), 1, MOST_TABLES);
  const count = estate.countOf('AWS::DynamoDB::Table', accountId, region);
  const list = `tables/${accountId}/${region}`;
  const { indices, next } = pager.page(list, count, size, input['ExclusiveStartTableName']);
  return { TableNames: indices.map(tableName), LastEvaluatedTableName: next };
};

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTagsOfResource.html */
const listTagsOfResource: Handler = (input, context) => {
  const { estate, accountId, region, pager } = context;
  const arn = text(input, 'ResourceArn');
  const tags = tableTags(estate, accountId, region, indexOf(arn, context));
  const page = pager.page(`tags/${arn}`, tags.length, TAGS_PER_PAGE, input['NextToken']);
  return { Tags: page.indices.map((index) => tags[index]), NextToken: page.next };
};

export const DYNAMODB: Readonly<Record<string, Handler>> = {
  ListTables: listTables,
  DescribeTable: (input, context) => {
    const { estate, accountId, region } = context;
    const index = indexOf(text(input, 'TableName'), context);
    return { Table: table(estate, accountId, region, index) };
  },
  ListTagsOfResource: listTagsOfResource,
  DescribeContinuousBackups: (input, context) => {
    const { estate, accountId, region } = context;
    const index = indexOf(text(input, 'TableName'), context, 'TableNotFoundException');
    return { ContinuousBackupsDescription: tableBackups(estate, accountId, region, index) };
  },
};
