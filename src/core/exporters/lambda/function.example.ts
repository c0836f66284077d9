import type { GetResourcesOutput } from '@aws-sdk/client-resource-groups-tagging-api';
import type {
  FunctionConfiguration,
  GetFunctionResponse,
  ListFunctionsResponse,
  ListTagsResponse,
} from '@aws-sdk/client-lambda';
import { EXAMPLE_ACCOUNT, type KindExample } from '../kind-example.ts';

const FunctionName = 'resize-images';
const FunctionArn = `arn:aws:lambda:eu-west-1:${EXAMPLE_ACCOUNT}:function:${FunctionName}`;
const Tags = { team: 'media' };

const configuration = {
  FunctionName,
  FunctionArn,
  Runtime: 'nodejs22.x',
  Role: `arn:aws:iam::${EXAMPLE_ACCOUNT}:role/resize-images`,
  Handler: 'index.handler',
  CodeSize: 5_242_880,
  Description: '',
  Timeout: 30,
  MemorySize: 512,
  LastModified: '2024-01-02T03:04:05.678+0000',
  Version: '$LATEST',
  TracingConfig: { Mode: 'Active' },
  PackageType: 'Zip',
  Architectures: ['arm64'],
  EphemeralStorage: { Size: 512 },
} satisfies FunctionConfiguration;

export const example = {
  identifiers: [FunctionName],
  replies: {
    'lambda:ListFunctions': { Functions: [configuration] } satisfies ListFunctionsResponse,
    'lambda:GetFunction': { Configuration: configuration, Tags } satisfies GetFunctionResponse,
    'lambda:ListTags': { Tags } satisfies ListTagsResponse,
    'tagging:GetResources': {
      ResourceTagMappingList: [
        { ResourceARN: FunctionArn, Tags: [{ Key: 'team', Value: 'media' }] },
      ],
      PaginationToken: '',
    } satisfies GetResourcesOutput,
  },
  properties: { ...configuration, Tags },
  extraContext: { AccountId: EXAMPLE_ACCOUNT, Region: 'eu-west-1' },
} satisfies KindExample;
