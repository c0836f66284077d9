import { expect, test } from '@jest/globals';
import { actionExecution } from '../../src/sandbox/kinds/codepipeline/action-execution.ts';
import { pipelineExecution } from '../../src/sandbox/kinds/codepipeline/pipeline-execution.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { itemsOfEstate } from '../conformance/worked-example.ts';
import { ESTATE, expectWhole } from '../helpers/kind-world.ts';
import { readEstate } from '../helpers/read-estate.ts';

const EXECUTION = 'AWS::CodePipeline::PipelineExecution';
const BOTH = [EXECUTION, 'AWS::CodePipeline::ActionExecution'] as const;
const ALL = { since: '9999d', maxPerParent: 10_000 };

function open(pipelines: number, executions: number, emptyPages = 0): Promise<Sandbox> {
  const counts = { 'AWS::CodePipeline::Pipeline': pipelines, [EXECUTION]: executions };
  return startSandbox({ estate: { ...ESTATE, ...counts }, emptyPages });
}

function read(kinds: typeof BOTH | [(typeof BOTH)[number]], window = ALL) {
  return { kinds, everything: true, selector: { window } } as const;
}

/** The newest executions of each pipeline: number 0 is the newest. */
function newest({ estate }: Sandbox, most: number): readonly string[] {
  return itemsOfEstate(pipelineExecution, estate, ({ n }) => n < most);
}

test('no more of one pipeline than its most, and no page after it', async () => {
  await using sandbox = await open(1, 250);
  const window = { since: '9999d', maxPerParent: 120 };

  const result = await readEstate(sandbox, read(BOTH, window));

  const actions = itemsOfEstate(actionExecution, sandbox.estate, ({ n }) => n < 120);
  expectWhole(result, [...newest(sandbox, 120), ...actions].sort());
  expect(sandbox.calls()).toMatchObject({
    'codepipeline:ListPipelineExecutions': 2 * 2,
    'codepipeline:ListActionExecutions': 2 * 2,
    'codepipeline:GetPipelineExecution': 2 * 120,
  });
});

test('nothing older than the window, and no page after it', async () => {
  await using sandbox = await open(1, 250, 0.3);
  const from = Date.now() - 30 * 86_400_000;
  const window = { since: '30d', maxPerParent: 10_000 };

  const result = await readEstate(sandbox, read([EXECUTION], window));

  const recent = itemsOfEstate(
    pipelineExecution,
    sandbox.estate,
    (place) => place.recent().getTime() > from,
  );
  const { 'codepipeline:ListPipelineExecutions': pages = 0 } = sandbox.calls();
  expect(recent.length).toBeGreaterThan(2 * 50);
  expectWhole(result, recent);
  expect(pages).toBeLessThanOrEqual(2 * 2);
});

test('where executions may not be described, what the listing told is kept', async () => {
  await using sandbox = await open(1, 2);
  sandbox.setFaults([{ type: 'deny', operation: 'GetPipelineExecution' }]);

  const { resources } = await readEstate(sandbox, read([EXECUTION]));

  expect(resources).toHaveLength(2 * 2);
  for (const { Properties } of resources)
    expect(Properties).toMatchObject({
      PipelineName: 'pipeline-0',
      Status: expect.any(String),
      StartTime: expect.any(String),
    });
});
