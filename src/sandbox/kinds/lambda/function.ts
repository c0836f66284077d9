import type {
  FunctionConfiguration,
  GetFunctionResponse,
  ListFunctionsResponse,
  ListTagsResponse,
} from '@aws-sdk/client-lambda';
import { roleAt } from '../iam/role.ts';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';
import { tagMap } from '../../simulation/tags.ts';

/** @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html#api-requests */
const limit = { group: 'control-plane', burst: 15, refillPerSecond: 15 };

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html */
export const lambdaFunction: SimulatedKind = {
  kind: 'AWS::Lambda::Function',
  client: () => import('@aws-sdk/client-lambda'),
  gone: 'ResourceNotFoundException',
  tagged: 'lambda:function',
  calls: {
    // A page never has more than fifty, even if more is requested.
    'lambda:ListFunctions': { most: 10_000, gives: 50, limit },
    'lambda:GetFunction': {
      of: { FunctionName: ['FunctionName', 'FunctionArn'] },
      limit: { burst: 100, refillPerSecond: 100 },
    },
    'lambda:ListTags': { of: { Resource: ['FunctionArn'] }, limit },
  },
  at(place) {
    const { accountId, region, n } = place;
    const FunctionName = `fn-${n}`;
    const FunctionArn = `arn:aws:lambda:${region}:${accountId}:function:${FunctionName}`;
    const draw = place.draw();
    const hasRoles = place.has('AWS::IAM::Role');
    const Role = roleAt(place.neighbour('AWS::IAM::Role')).Arn;
    const Description = place.oneIn(3, 'description') ? `R&D <draft> ’${draw % 100}’` : '';
    const LastModified = place.time().toISOString().replace('Z', '+0000');
    const CodeSha256 = Buffer.from(String(draw)).toString('base64');
    const isEven = draw % 2 === 0;
    const isImage = n > 0 && draw % 4 === 0;
    const hasVariables = place.oneIn(5, 'variables');
    const variables = { STAGE: 'production', lowerCase: String(draw % 7) };
    const hasVpc = place.oneIn(6, 'vpc');
    const vpc = {
      SubnetIds: ['subnet-1', 'subnet-2'],
      SecurityGroupIds: ['sg-1'],
      VpcId: 'vpc-1',
      Ipv6AllowedForDualStack: false,
    };
    const hasLayers = place.oneIn(7, 'layers');
    const layer = { Arn: `arn:aws:lambda:${region}:${accountId}:layer:tools:3`, CodeSize: 1_024 };
    const tags = place.tags();
    const configuration = (): FunctionConfiguration => ({
      FunctionName,
      FunctionArn,
      ...(hasRoles && { Role }),
      CodeSize: draw % 50_000_000,
      Description,
      Timeout: 3 + (draw % 30),
      MemorySize: 128 * (1 + (draw % 8)),
      LastModified,
      CodeSha256,
      Version: '$LATEST',
      TracingConfig: { Mode: isEven ? 'Active' : 'PassThrough' },
      RevisionId: `revision-${draw}`,
      Architectures: [isEven ? 'arm64' : 'x86_64'],
      EphemeralStorage: { Size: 512 },
      SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
      LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${FunctionName}` },
      ...(isImage
        ? { PackageType: 'Image' }
        : { PackageType: 'Zip', Runtime: 'nodejs22.x', Handler: 'index.handler' }),
      ...(hasVariables && { Environment: { Variables: variables } }),
      ...(hasVpc && { VpcConfig: vpc }),
      ...(hasLayers && { Layers: [layer] }),
    });
    return {
      names: { FunctionName, FunctionArn },
      tags,
      replies: {
        'lambda:ListFunctions': () =>
          ({ Functions: [configuration()] }) satisfies ListFunctionsResponse,
        'lambda:GetFunction': () =>
          ({
            Configuration: { ...configuration(), State: 'Active', LastUpdateStatus: 'Successful' },
            Code: { RepositoryType: 'S3', Location: `https://sandbox.invalid/${FunctionName}` },
            ...(tags.length > 0 && { Tags: tagMap(tags) }),
          }) satisfies GetFunctionResponse,
        'lambda:ListTags': () => ({ Tags: tagMap(tags) }) satisfies ListTagsResponse,
      },
      items: () => [
        {
          identifiers: [FunctionName],
          trails: [
            { requestParameters: { functionName: FunctionName } },
            { requestParameters: { functionName: FunctionArn } },
            { requestParameters: { functionName: `${FunctionArn}:3` } },
            { requestParameters: { functionName: `${accountId}:function:${FunctionName}` } },
            { requestParameters: { resource: FunctionArn } },
          ],
          properties: {
            FunctionName,
            FunctionArn,
            ...(hasRoles && { Role }),
            CodeSize: draw % 50_000_000,
            Description,
            Timeout: 3 + (draw % 30),
            MemorySize: 128 * (1 + (draw % 8)),
            LastModified,
            CodeSha256,
            Version: '$LATEST',
            TracingConfig: { Mode: isEven ? 'Active' : 'PassThrough' },
            RevisionId: `revision-${draw}`,
            Architectures: [isEven ? 'arm64' : 'x86_64'],
            EphemeralStorage: { Size: 512 },
            SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
            LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${FunctionName}` },
            ...(isImage
              ? { PackageType: 'Image' }
              : { PackageType: 'Zip', Runtime: 'nodejs22.x', Handler: 'index.handler' }),
            ...(hasVariables && { Environment: { Variables: variables } }),
            ...(hasVpc && { VpcConfig: vpc }),
            ...(hasLayers && { Layers: [layer] }),
            Tags: tagMap(tags),
          },
          onlyFetched: { State: 'Active', LastUpdateStatus: 'Successful' },
        },
      ],
    };
  },
};
