import { CHILD_TYPES, OTHER_TYPES, UNLISTED_TYPES } from '../estate/other-resources.ts';
import { ServiceError } from '../wire/call.ts';
import { refuse, text, type Handler } from './handler.ts';

/** The IAM actions of a type's handlers, as its schema in the registry names them. */
const HANDLERS: Readonly<Record<string, object | undefined>> = {
  'AWS::Kinesis::Stream': {
    read: { permissions: ['kinesis:DescribeStreamSummary', 'kinesis:ListTagsForStream'] },
    list: { permissions: ['kinesis:ListStreams'] },
  },
  'AWS::CloudWatch::Alarm': {
    read: { permissions: ['cloudwatch:DescribeAlarms', 'cloudwatch:ListTagsForResource'] },
    list: { permissions: ['cloudwatch:DescribeAlarms'] },
  },
  'AWS::EKS::Nodegroup': {
    read: { permissions: ['eks:DescribeNodegroup'] },
    list: { permissions: ['eks:ListNodegroups'] },
  },
};

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeType.html */
const describeType: Handler = (input, { estate, accountId, region }) => {
  refuse(input, 'Arn', 'VersionId', 'PublisherId', 'PublicVersionNumber');
  const TypeName = text(input, 'TypeName');
  const isThere =
    OTHER_TYPES[TypeName] !== undefined ||
    CHILD_TYPES[TypeName] !== undefined ||
    UNLISTED_TYPES.has(TypeName) ||
    estate.registeredTypes(accountId, region).includes(TypeName);
  if (!isThere || text(input, 'Type') !== 'RESOURCE') {
    throw new ServiceError('TypeNotFoundException', `The type '${TypeName}' cannot be found.`, 404);
  }
  return {
    Arn: `arn:aws:cloudformation:${region}::type/resource/${TypeName.replaceAll('::', '-')}`,
    Type: 'RESOURCE',
    TypeName,
    Visibility: 'PUBLIC',
    DeprecatedStatus: 'LIVE',
    Schema: JSON.stringify({ typeName: TypeName, handlers: HANDLERS[TypeName] ?? {} }),
  };
};

export const CLOUD_FORMATION: Readonly<Record<string, Handler>> = { DescribeType: describeType };
