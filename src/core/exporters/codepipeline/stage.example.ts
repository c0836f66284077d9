import type {
  GetPipelineOutput,
  ListPipelinesOutput,
  StageDeclaration,
} from '@aws-sdk/client-codepipeline';
import { EXAMPLE_ACCOUNT, type KindExample } from '../kind-example.ts';

const pipelineArn = `arn:aws:codepipeline:eu-west-1:${EXAMPLE_ACCOUNT}:checkout`;
const roleArn = `arn:aws:iam::${EXAMPLE_ACCOUNT}:role/codepipeline`;
const blockers: StageDeclaration['blockers'] = [{ name: 'Frozen', type: 'Schedule' }];
const onFailure: StageDeclaration['onFailure'] = { result: 'ROLLBACK' };
const actions: StageDeclaration['actions'] = [
  {
    name: 'Code',
    actionTypeId: { category: 'Source', owner: 'AWS', provider: 'S3', version: '1' },
    configuration: { S3Bucket: 'checkout-source', S3ObjectKey: 'source.zip' },
  },
];

export const example = {
  identifiers: ['checkout', 'Source'],
  replies: {
    'codepipeline:ListPipelines': {
      pipelines: [{ name: 'checkout', version: 3 }],
    } satisfies ListPipelinesOutput,
    'codepipeline:GetPipeline': {
      pipeline: {
        name: 'checkout',
        roleArn,
        stages: [{ name: 'Source', actions, blockers, onFailure }],
        version: 3,
      },
      metadata: { pipelineArn },
    } satisfies GetPipelineOutput,
  },
  properties: {
    Name: 'Source',
    PipelineName: 'checkout',
    PipelineArn: pipelineArn,
    Order: 1,
    Actions: actions,
    Blockers: blockers,
    OnFailure: onFailure,
  },
  extraContext: { AccountId: EXAMPLE_ACCOUNT, Region: 'eu-west-1' },
} satisfies KindExample;
