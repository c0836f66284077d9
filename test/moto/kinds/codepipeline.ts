import {
  CodePipelineClient,
  CreatePipelineCommand,
  GetPipelineCommand,
  GetPipelineExecutionCommand,
  ListPipelineExecutionsCommand,
  ListPipelinesCommand,
  ListTagsForResourceCommand,
  StartPipelineExecutionCommand,
  type GetPipelineOutput,
  type PipelineSummary,
  type StageDeclaration,
} from '@aws-sdk/client-codepipeline';
import { owner, pages, pascal, range, without, type KindContract } from '../contract.ts';
import type { Place } from '../place.ts';
import { createRole } from './role.ts';

const STAGES: StageDeclaration[] = [
  {
    name: 'Source',
    actions: [
      {
        name: 'Fetch',
        actionTypeId: { category: 'Source', owner: 'AWS', provider: 'S3', version: '1' },
        runOrder: 1,
        configuration: { S3Bucket: 'sources', S3ObjectKey: 'orders.zip' },
        outputArtifacts: [{ name: 'Code' }],
        namespace: 'SourceVariables',
      },
    ],
  },
  {
    name: 'Deploy',
    actions: [
      {
        name: 'Approve',
        actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' },
        runOrder: 1,
      },
      {
        name: 'Ship',
        actionTypeId: { category: 'Deploy', owner: 'AWS', provider: 'CodeDeploy', version: '1' },
        runOrder: 2,
        configuration: { ApplicationName: 'orders' },
        inputArtifacts: [{ name: 'Code' }],
        region: 'us-east-1',
      },
    ],
  },
];

/** Each pipeline: its list entry, and its description. */
async function* pipelines(
  place: Place,
): AsyncGenerator<{ readonly summary: PipelineSummary; readonly detail: GetPipelineOutput }, void> {
  const codepipeline = place.of(CodePipelineClient);
  const lists = pages(
    (nextToken) => codepipeline.send(new ListPipelinesCommand({ nextToken })),
    (page) => page.nextToken,
  );
  for await (const { pipelines: summaries = [] } of lists) {
    for (const summary of summaries) {
      const detail = await codepipeline.send(new GetPipelineCommand({ name: summary.name }));
      yield { summary, detail };
    }
  }
}

export const codepipelinePipeline: KindContract = {
  kind: 'AWS::CodePipeline::Pipeline',
  reach: 'region',
  key: ['Name'],
  async seed(place) {
    const codepipeline = place.of(CodePipelineClient);
    const roleArn = await createRole(place, 'codepipeline');
    const artifactStore = { type: 'S3', location: 'artifacts' } as const;
    await codepipeline.send(
      new CreatePipelineCommand({
        pipeline: {
          name: 'orders',
          roleArn,
          version: 1,
          pipelineType: 'V2',
          executionMode: 'QUEUED',
          artifactStore: { ...artifactStore, encryptionKey: { id: 'orders', type: 'KMS' } },
          stages: STAGES,
          variables: [{ name: 'LEVEL', defaultValue: 'debug' }],
        },
        tags: [
          { key: 'team', value: 'orders' },
          { key: 'tier', value: '1' },
        ],
      }),
    );
    await codepipeline.send(
      new CreatePipelineCommand({
        pipeline: { name: 'bare', roleArn, artifactStore, stages: STAGES },
      }),
    );
  },
  async *expected(place) {
    for await (const { summary, detail } of pipelines(place)) {
      const { tags: Tags = [] } = await place
        .of(CodePipelineClient)
        .send(new ListTagsForResourceCommand({ resourceArn: detail.metadata?.pipelineArn }));
      yield {
        properties: {
          ...pascal(summary),
          ...pascal(detail.metadata),
          ...pascal(detail.pipeline),
          Tags,
        },
        context: owner(place),
      };
    }
  },
  identifiers: ({ properties }) => [String(properties['Name'])],
  missing: () => ['not-there'],
};

export const codepipelineStage: KindContract = {
  kind: 'AWS::CodePipeline::Stage',
  reach: 'region',
  key: ['PipelineName', 'Name'],
  async *expected(place) {
    for await (const { detail } of pipelines(place)) {
      const { name: PipelineName, stages = [] } = detail.pipeline ?? {};
      const PipelineArn = detail.metadata?.pipelineArn;
      for (const [index, stage] of stages.entries()) {
        const properties = { ...pascal(stage), PipelineName, PipelineArn, Order: index + 1 };
        yield { properties, context: owner(place) };
      }
    }
  },
  identifiers: ({ properties }) => [String(properties['PipelineName']), String(properties['Name'])],
  missing: () => ['orders', 'not-there'],
};

export const codepipelineAction: KindContract = {
  kind: 'AWS::CodePipeline::Action',
  reach: 'region',
  key: ['PipelineName', 'StageName', 'Name'],
  async *expected(place) {
    for await (const { detail } of pipelines(place)) {
      const { name: PipelineName, version: PipelineVersion, stages = [] } = detail.pipeline ?? {};
      for (const stage of stages) {
        for (const action of stage.actions ?? []) {
          yield {
            properties: {
              ...without(pascal(action), 'ActionTypeId'),
              ActionTypeId: pascal(action.actionTypeId),
              PipelineName,
              PipelineVersion,
              PipelineArn: detail.metadata?.pipelineArn,
              StageName: stage.name,
            },
            context: owner(place),
          };
        }
      }
    }
  },
  identifiers: ({ properties }) => [
    String(properties['PipelineName']),
    String(properties['StageName']),
    String(properties['Name']),
  ],
  missing: () => ['orders', 'Deploy', 'not-there'],
};

export const codepipelinePipelineExecution: KindContract = {
  kind: 'AWS::CodePipeline::PipelineExecution',
  after: ['AWS::CodePipeline::Pipeline'],
  reach: 'region',
  key: ['PipelineExecutionId'],
  /** Created after the pipelines. */
  async seed(place) {
    const codepipeline = place.of(CodePipelineClient);
    for (const index of range(4)) {
      await codepipeline.send(
        new StartPipelineExecutionCommand({
          name: index === 0 ? 'bare' : 'orders',
          ...(index > 1 && { variables: [{ name: 'LEVEL', value: 'info' }] }),
        }),
      );
    }
  },
  async *expected(place) {
    const codepipeline = place.of(CodePipelineClient);
    for await (const { summary: pipeline, detail } of pipelines(place)) {
      const pipelineName = pipeline.name;
      const PipelineArn = detail.metadata?.pipelineArn;
      const lists = pages(
        (nextToken) =>
          codepipeline.send(new ListPipelineExecutionsCommand({ pipelineName, nextToken })),
        (page) => page.nextToken,
      );
      for await (const { pipelineExecutionSummaries = [] } of lists) {
        for (const summary of pipelineExecutionSummaries) {
          const { pipelineExecutionId } = summary;
          const { pipelineExecution } = await codepipeline.send(
            new GetPipelineExecutionCommand({ pipelineName, pipelineExecutionId }),
          );
          const properties = { ...pascal(summary), ...pascal(pipelineExecution), PipelineArn };
          yield { properties, context: owner(place) };
        }
      }
    }
  },
  identifiers: ({ properties }) => [
    String(properties['PipelineName']),
    String(properties['PipelineExecutionId']),
  ],
  missing: () => ['orders', '00000000-0000-0000-0000-000000000000'],
};
