import { expect, test } from '@jest/globals';
import { example } from '../../src/core/exporters/codepipeline/pipeline.example.ts';
import { CodePipelinePipeline } from '../../src/core/exporters/codepipeline/pipeline.ts';
import { ResourceNotReadError } from '../../src/core/exporters/exporter.ts';
import { pipeline, pipelineArn, pipelineMetadata } from '../../src/sandbox/estate/pipelines.ts';
import { serve } from '../conformance/harness.ts';
import { changedBy, stubOf } from '../helpers/cloud-trail.ts';
import { expectWhole, type KindOfEstate, KindWorld, REGION } from '../helpers/kind-world.ts';
import { inPascalCase } from '../helpers/pascal-case.ts';

const PIPELINES: KindOfEstate = {
  kind: 'AWS::CodePipeline::Pipeline',
  counted: 'AWS::CodePipeline::Pipeline',
  propertiesOf: (estate, ...place) => ({
    ...inPascalCase(pipeline(estate, ...place)),
    ...inPascalCase(pipelineMetadata(estate, ...place)),
    Tags: estate.tags('pipeline', ...place).map(({ Key, Value }) => ({ key: Key, value: Value })),
  }),
};

test('every pipeline comes out with its own attributes, and tags by the hundred', async () => {
  await using world = await KindWorld.open(PIPELINES, 60);

  const result = await world.read();

  const { calls } = world;
  expectWhole(result, world.items());
  expect(calls).toMatchObject({ 'codepipeline:ListPipelines': 2, 'codepipeline:GetPipeline': 120 });
  expect(calls['tagging:GetResources']).toBeLessThanOrEqual(6);
  expect(calls).not.toHaveProperty('codepipeline:ListTagsForResource');
});

test('tags come pipeline by pipeline, the same, where the tagging API is denied', async () => {
  await using world = await KindWorld.open(PIPELINES, 30, { maxPageSize: 2 });
  world.sandbox.setFaults([{ type: 'deny', operation: 'GetResources' }]);

  const result = await world.read();

  expectWhole(result, world.items());
});

test('denied actions leave gaps, lose no pipeline, and keep what the listing told', async () => {
  await using world = await KindWorld.open(PIPELINES, 30);
  world.sandbox.setFaults(
    ['GetPipeline', 'GetResources', 'ListTagsForResource'].map((operation) => ({
      type: 'deny',
      operation,
    })),
  );

  const { resources, gaps } = await world.read();

  const { name, version } = pipeline(world.estate, world.account, REGION, 17);
  const PipelineArn = pipelineArn(world.account, REGION, 17);
  const found = resources.find(({ Properties }) => Properties['PipelineArn'] === PipelineArn);
  expect(resources).toHaveLength(60);
  expect(gaps.filter(({ action }) => action === 'GetPipelineDetailsAction')).toHaveLength(60);
  expect(gaps.filter(({ action }) => action === 'GetPipelineTagsAction')).toHaveLength(60);
  expect(found?.Properties).toMatchObject({ Name: name, Version: version });
});

test('a single fetch that may not be made is an access error, though the tags can be had', async () => {
  await using served = await serve(example);
  served.sandbox.setFaults([{ type: 'deny', operation: 'GetPipeline' }]);

  const fetched = CodePipelinePipeline.exporter.getResource(['nowhere'], served.request([]));

  await expect(fetched).rejects.toThrow(ResourceNotReadError);
});

test('CloudTrail names pipelines by name or by ARN', () => {
  const changed = (parameters: object) => changedBy(CodePipelinePipeline, parameters);
  const { PipelineArn } = example.properties;

  expect(changed({ pipeline: { name: 'checkout' } })).toEqual([['checkout']]);
  expect(changed({ name: 'checkout' })).toEqual([['checkout']]);
  expect(changed({ resourceArn: PipelineArn })).toEqual([['checkout']]);
  expect(changed({ resourceArn: PipelineArn.replace('checkout', 'webhook:checkout') })).toEqual([]);
  expect(changed({})).toEqual([]);
  expect(stubOf(CodePipelinePipeline, 'checkout')).toEqual({
    properties: { Name: 'checkout', PipelineArn },
  });
});
