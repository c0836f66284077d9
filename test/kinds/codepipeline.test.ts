import { expect, test } from '@jest/globals';
import { example } from '../../src/core/exporters/codepipeline/pipeline.example.ts';
import { CodePipelinePipeline } from '../../src/core/exporters/codepipeline/pipeline.ts';
import { ResourceNotReadError } from '../../src/core/exporters/exporter.ts';
import type { Estate, EstateOptions } from '../../src/sandbox/estate/estate.ts';
import {
  pipeline,
  pipelineArn,
  pipelineMetadata,
  pipelineName,
} from '../../src/sandbox/estate/pipelines.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { serve } from '../conformance/harness.ts';
import { canonical } from '../helpers/expected.ts';
import { itemsOfKind } from '../helpers/items-of-kind.ts';
import { inPascalCase } from '../helpers/pascal-case.ts';
import { readEstate } from '../helpers/read-estate.ts';

const KIND = 'AWS::CodePipeline::Pipeline';
const READ = { kinds: [KIND], everything: true, retry: { maxAttempts: 2 } } as const;
const REGION = 'eu-west-1';
const ESTATE: EstateOptions = {
  seed: 'pipelines',
  accounts: 2,
  regions: [REGION],
  usedRegions: 1,
  pipelines: 250,
};

function expected(estate: Estate): readonly string[] {
  return itemsOfKind(estate, KIND, 'pipelines', (...place) => ({
    ...inPascalCase(pipeline(estate, ...place)),
    ...inPascalCase(pipelineMetadata(estate, ...place)),
    Tags: estate.tags('pipeline', ...place).map(({ Key, Value }) => ({ key: Key, value: Value })),
  }));
}

test('every pipeline comes out with its own attributes, and tags by the hundred', async () => {
  await using sandbox = await startSandbox({ estate: ESTATE });

  const { resources, gaps, notComplete } = await readEstate(sandbox, READ);

  const calls = sandbox.calls();
  expect(gaps).toEqual([]);
  expect(notComplete()).toEqual([]);
  expect(resources.map(canonical).sort()).toEqual(expected(sandbox.estate));
  expect(calls).toMatchObject({ 'codepipeline:ListPipelines': 2, 'codepipeline:GetPipeline': 500 });
  expect(calls['tagging:GetResources']).toBeLessThanOrEqual(6);
  expect(calls).not.toHaveProperty('codepipeline:ListTagsForResource');
});

test('tags come pipeline by pipeline, the same, where the tagging API is denied', async () => {
  const estate = { ...ESTATE, pipelines: 30 };
  await using sandbox = await startSandbox({ estate, maxPageSize: 2 });
  sandbox.setFaults([{ type: 'deny', operation: 'GetResources' }]);

  const { resources, gaps } = await readEstate(sandbox, READ);

  expect(gaps).toEqual([]);
  expect(resources.map(canonical).sort()).toEqual(expected(sandbox.estate));
});

test('a pipeline that vanished meanwhile costs itself alone', async () => {
  await using sandbox = await startSandbox({ estate: { ...ESTATE, pipelines: 30 } });
  const [account = ''] = sandbox.estate.accountIds;
  sandbox.setFaults([{ type: 'gone', account, resource: pipelineName(17) }]);

  const { resources, gaps } = await readEstate(sandbox, READ);

  const gone = `"${pipelineArn(account, REGION, 17)}"`;
  const left = expected(sandbox.estate).filter((item) => !item.includes(gone));
  expect(left).toHaveLength(59);
  expect(gaps).toEqual([]);
  expect(resources.map(canonical).sort()).toEqual(left);
});

test('denied actions leave gaps, lose no pipeline, and keep what the listing told', async () => {
  await using sandbox = await startSandbox({ estate: { ...ESTATE, pipelines: 30 } });
  const [account = ''] = sandbox.estate.accountIds;
  sandbox.setFaults(
    ['GetPipeline', 'GetResources', 'ListTagsForResource'].map((operation) => ({
      type: 'deny',
      operation,
    })),
  );

  const { resources, gaps } = await readEstate(sandbox, READ);

  const { name, version } = pipeline(sandbox.estate, account, REGION, 17);
  const PipelineArn = pipelineArn(account, REGION, 17);
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
  const { liveEvents } = CodePipelinePipeline;
  const account = { id: '111122223333', name: 'example', partition: 'aws' } as const;
  const { PipelineArn } = example.properties;
  const changed = (requestParameters: Record<string, unknown>) =>
    liveEvents?.resources({
      account,
      region: REGION,
      eventName: 'any',
      requestParameters,
      responseElements: {},
    });

  expect(changed({ pipeline: { name: 'checkout' } })).toEqual([['checkout']]);
  expect(changed({ name: 'checkout' })).toEqual([['checkout']]);
  expect(changed({ resourceArn: PipelineArn })).toEqual([['checkout']]);
  expect(changed({ resourceArn: PipelineArn.replace('checkout', 'webhook:checkout') })).toEqual([]);
  expect(changed({})).toEqual([]);
  expect(liveEvents?.stub(['checkout'], account, REGION)).toEqual({
    properties: { Name: 'checkout', PipelineArn },
  });
});
