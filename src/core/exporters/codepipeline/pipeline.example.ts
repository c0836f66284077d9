import type {
  GetPipelineOutput,
  ListPipelinesOutput,
  ListTagsForResourceOutput,
} from '@aws-sdk/client-codepipeline';
import type { GetResourcesOutput } from '@aws-sdk/client-resource-groups-tagging-api';
import { EXAMPLE_ACCOUNT, type KindExample } from '../kind-example.ts';

const pipelineArn = `arn:aws:codepipeline:eu-west-1:${EXAMPLE_ACCOUNT}:checkout`;
const roleArn = `arn:aws:iam::${EXAMPLE_ACCOUNT}:role/codepipeline`;
const created = new Date('2024-01-02T03:04:05.678Z');
const updated = new Date('2024-02-03T04:05:06Z');
const artifactStore = { type: 'S3', location: 'checkout-artifacts' } as const;

export const example = {
  identifiers: ['checkout'],
  replies: {
    'codepipeline:ListPipelines': {
      pipelines: [
        {
          name: 'checkout',
          version: 3,
          pipelineType: 'V2',
          executionMode: 'QUEUED',
          created,
          updated,
        },
      ],
    } satisfies ListPipelinesOutput,
    'codepipeline:GetPipeline': {
      pipeline: {
        name: 'checkout',
        roleArn,
        artifactStore,
        stages: [
          {
            name: 'Source',
            actions: [
              {
                name: 'Code',
                actionTypeId: { category: 'Source', owner: 'AWS', provider: 'S3', version: '1' },
                runOrder: 1,
                configuration: { S3Bucket: 'checkout-source', S3ObjectKey: 'source.zip' },
                outputArtifacts: [{ name: 'SourceOutput' }],
                inputArtifacts: [],
              },
            ],
          },
        ],
        version: 3,
        executionMode: 'QUEUED',
        pipelineType: 'V2',
      },
      metadata: { pipelineArn, created, updated },
    } satisfies GetPipelineOutput,
    'tagging:GetResources': {
      ResourceTagMappingList: [
        { ResourceARN: pipelineArn, Tags: [{ Key: 'team', Value: 'checkout' }] },
      ],
    } satisfies GetResourcesOutput,
    'codepipeline:ListTagsForResource': {
      tags: [{ key: 'team', value: 'checkout' }],
    } satisfies ListTagsForResourceOutput,
  },
  properties: {
    Name: 'checkout',
    PipelineArn: pipelineArn,
    RoleArn: roleArn,
    ArtifactStore: artifactStore,
    Stages: [
      {
        name: 'Source',
        actions: [
          {
            name: 'Code',
            actionTypeId: { category: 'Source', owner: 'AWS', provider: 'S3', version: '1' },
            runOrder: 1,
            configuration: { S3Bucket: 'checkout-source', S3ObjectKey: 'source.zip' },
            outputArtifacts: [{ name: 'SourceOutput' }],
            inputArtifacts: [],
          },
        ],
      },
    ],
    Version: 3,
    ExecutionMode: 'QUEUED',
    PipelineType: 'V2',
    Created: '2024-01-02T03:04:05.678000Z',
    Updated: '2024-02-03T04:05:06Z',
    Tags: [{ key: 'team', value: 'checkout' }],
  },
  extraContext: { AccountId: EXAMPLE_ACCOUNT, Region: 'eu-west-1' },
} satisfies KindExample;
