import { expect, test } from '@jest/globals';
import { CodePipelinePipeline } from '../../src/core/exporters/codepipeline/pipeline.ts';
import { ResourceNotReadError } from '../../src/core/exporters/exporter.ts';
import { pipeline } from '../../src/sandbox/kinds/codepipeline/pipeline.ts';
import { workedExample } from '../conformance/worked-example.ts';
import { KindWorld } from '../helpers/kind-world.ts';

const PIPELINE = 'AWS::CodePipeline::Pipeline';

test('where pipelines may not be described, what the listing told is kept', async () => {
  await using world = await KindWorld.open(PIPELINE, 3);
  world.sandbox.setFaults([{ type: 'deny', operation: 'GetPipeline' }]);

  const { resources } = await world.read();

  expect(resources).toHaveLength(6);
  for (const { Properties } of resources)
    expect(Properties).toMatchObject({
      Name: expect.stringMatching(/^pipeline-\d$/),
      PipelineArn: expect.stringMatching(/^arn:/),
      Version: expect.any(Number),
      Created: expect.any(String),
    });
});

test('a single fetch that may not be made is an access error, though the tags can be had', async () => {
  const example = workedExample(pipeline);
  await using served = await example.serve();
  served.sandbox.setFaults([{ type: 'deny', operation: 'GetPipeline' }]);

  const fetched = CodePipelinePipeline.exporter.getResource(
    example.identifiers,
    served.request([]),
  );

  await expect(fetched).rejects.toThrow(ResourceNotReadError);
});
