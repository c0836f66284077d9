import {
  CreateFunctionCommand,
  LambdaClient,
  ListFunctionsCommand,
  ListTagsCommand,
  PublishLayerVersionCommand,
} from '@aws-sdk/client-lambda';
import { owner, pages, range, type KindContract } from '../contract.ts';
import { given } from '../given.ts';
import { defaultNetwork } from './network.ts';
import { createRole } from './role.ts';

/** The smallest ZIP file: an empty one. */
const EMPTY_ZIP = Buffer.from(`504b0506${'00'.repeat(18)}`, 'hex');

export const lambdaFunction: KindContract = {
  kind: 'AWS::Lambda::Function',
  reach: 'region',
  key: ['FunctionArn'],
  async seed(place) {
    const lambda = place.of(LambdaClient);
    const { subnetIds, securityGroupId } = await defaultNetwork(place);
    const Role = await createRole(place, 'lambda');
    const { LayerVersionArn } = await lambda.send(
      new PublishLayerVersionCommand({ LayerName: 'common', Content: { ZipFile: EMPTY_ZIP } }),
    );
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName: 'orders',
        Layers: [given(LayerVersionArn, 'layer')],
        Description: 'Takes orders',
        Role,
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Code: { ZipFile: EMPTY_ZIP },
        Architectures: ['arm64'],
        MemorySize: 512,
        Timeout: 30,
        Publish: true,
        Environment: { Variables: { LOG: 'debug' } },
        EphemeralStorage: { Size: 1024 },
        TracingConfig: { Mode: 'Active' },
        KMSKeyArn: `arn:aws:kms:${place.region}:${place.accountId}:key/orders`,
        DeadLetterConfig: { TargetArn: `arn:aws:sqs:${place.region}:${place.accountId}:dead` },
        VpcConfig: { SubnetIds: subnetIds.slice(0, 2), SecurityGroupIds: [securityGroupId] },
        FileSystemConfigs: [{ Arn: 'arn:aws:elasticfilesystem:x', LocalMountPath: '/mnt/data' }],
        LoggingConfig: { LogFormat: 'JSON', LogGroup: '/orders' },
        SnapStart: { ApplyOn: 'None' },
        Tags: { team: 'orders', 'Cost Centre': '42: naïve' },
      }),
    );
    for (const index of range(place.isLarge ? 55 : 2)) {
      await lambda.send(
        new CreateFunctionCommand({
          FunctionName: `more-${index}`,
          Role,
          PackageType: 'Image',
          Code: { ImageUri: `${place.accountId}.dkr.ecr.${place.region}.amazonaws.com/a@sha256:1` },
        }),
      );
    }
  },
  async *expected(place) {
    const lambda = place.of(LambdaClient);
    const lists = pages(
      (Marker) => lambda.send(new ListFunctionsCommand({ Marker })),
      (page) => page.NextMarker,
    );
    for await (const { Functions = [] } of lists) {
      for (const configuration of Functions) {
        const { Tags = {} } = await lambda.send(
          new ListTagsCommand({ Resource: configuration.FunctionArn }),
        );
        yield { properties: { ...configuration, Tags }, context: owner(place) };
      }
    }
  },
  identifiers: ({ properties }) => [String(properties['FunctionName'])],
  missing: () => ['not-there'],
};
