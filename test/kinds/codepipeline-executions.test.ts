import { expect, test } from '@jest/globals';
import { example as exampleOfAction } from '../../src/core/exporters/codepipeline/action-execution.example.ts';
import { CodePipelineActionExecution } from '../../src/core/exporters/codepipeline/action-execution.ts';
import { example } from '../../src/core/exporters/codepipeline/pipeline-execution.example.ts';
import { CodePipelinePipelineExecution } from '../../src/core/exporters/codepipeline/pipeline-execution.ts';
import { ResourceNotFoundError } from '../../src/core/exporters/exporter.ts';
import type { Estate } from '../../src/sandbox/estate/estate.ts';
import {
  actionExecution,
  actionsPerExecution,
  execution,
  executionCount,
  executionId,
  executionSummary,
  type PipelinePlace,
} from '../../src/sandbox/estate/pipeline-executions.ts';
import { pipelineArn, pipelineName } from '../../src/sandbox/estate/pipelines.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { serve } from '../conformance/harness.ts';
import { changedBy, stubOf } from '../helpers/cloud-trail.ts';
import { canonical } from '../helpers/expected.ts';
import { ESTATE, expectWhole, REGION } from '../helpers/kind-world.ts';
import { inPascalCase } from '../helpers/pascal-case.ts';
import { readEstate } from '../helpers/read-estate.ts';

const EXECUTION = 'AWS::CodePipeline::PipelineExecution';
const ACTION = 'AWS::CodePipeline::ActionExecution';
const BOTH = [EXECUTION, ACTION] as const;
const ALL = { since: '9999d', maxPerParent: 10_000 };
const WITH_EXECUTIONS = {
  ...ESTATE,
  'AWS::CodePipeline::Pipeline': 2,
  'AWS::CodePipeline::PipelineExecution': 20,
};
/** Three pages of one pipeline in each account. */
const WITH_MANY = {
  ...ESTATE,
  'AWS::CodePipeline::Pipeline': 1,
  'AWS::CodePipeline::PipelineExecution': 250,
};

function read(kinds: typeof BOTH | [(typeof BOTH)[number]], window = ALL) {
  return { kinds, everything: true, selector: { window } } as const;
}

function places(estate: Estate): readonly PipelinePlace[] {
  return estate.accountIds.flatMap((accountId) =>
    Array.from(
      { length: estate.countOf('AWS::CodePipeline::Pipeline', accountId, REGION) },
      (_, index) => {
        const place: PipelinePlace = [estate, accountId, REGION, index];
        return place;
      },
    ),
  );
}

/** A pipeline's raw items of both kinds, newest first. */
function itemsOfPipeline(place: PipelinePlace) {
  const [, AccountId, Region, index] = place;
  const owner = { __ExtraContext: { AccountId, Region } };
  const PipelineArn = pipelineArn(AccountId, Region, index);
  const added = { PipelineName: pipelineName(index), PipelineArn };
  const numbers = Array.from({ length: executionCount(place) }, (_, number) => number);
  const positions = Array.from({ length: actionsPerExecution(place) }, (_, position) => position);
  const executions = numbers.map((number) => ({
    Type: EXECUTION,
    Properties: {
      ...inPascalCase(executionSummary(place, number)),
      ...inPascalCase(execution(place, number)),
      PipelineArn,
    },
    ...owner,
  }));
  const actions = numbers.flatMap((number) =>
    positions.map((position) => ({
      Type: ACTION,
      Properties: { ...inPascalCase(actionExecution(place, number, position)), ...added },
      ...owner,
    })),
  );
  return { executions: executions.map(canonical), actions: actions.map(canonical) };
}

test('every execution comes out with its own attributes; pipelines are listed once', async () => {
  await using sandbox = await startSandbox({ estate: WITH_MANY });

  const result = await readEstate(sandbox, read(BOTH));

  const expected = places(sandbox.estate).map(itemsOfPipeline);
  expectWhole(
    result,
    expected.flatMap(({ executions, actions }) => [...executions, ...actions]).sort(),
  );
  expect(sandbox.calls()).toMatchObject({
    'codepipeline:ListPipelines': 2,
    'codepipeline:ListPipelineExecutions': 2 * 3,
    'codepipeline:GetPipelineExecution': 2 * 250,
  });
});

test('no more of one pipeline than its most, and no page after it', async () => {
  await using sandbox = await startSandbox({ estate: WITH_MANY });
  const window = { since: '9999d', maxPerParent: 120 };

  const result = await readEstate(sandbox, read(BOTH, window));

  const expected = places(sandbox.estate).map(itemsOfPipeline);
  expectWhole(
    result,
    expected
      .flatMap(({ executions, actions }) => [...executions.slice(0, 120), ...actions.slice(0, 120)])
      .sort(),
  );
  expect(sandbox.calls()).toMatchObject({
    'codepipeline:ListPipelineExecutions': 2 * 2,
    'codepipeline:ListActionExecutions': 2 * 2,
    'codepipeline:GetPipelineExecution': 2 * 120,
  });
});

test('nothing older than the window, and no page after it', async () => {
  await using sandbox = await startSandbox({ estate: WITH_MANY, emptyPages: 0.3 });
  const from = Date.now() - 30 * 86_400_000;
  const window = { since: '30d', maxPerParent: 10_000 };

  const { resources, notComplete } = await readEstate(sandbox, read([EXECUTION], window));

  const recent = places(sandbox.estate).flatMap((place) =>
    Array.from({ length: executionCount(place) }, (_, number) => executionSummary(place, number))
      .filter(({ startTime }) => (startTime?.getTime() ?? 0) > from)
      .map(({ pipelineExecutionId }) => pipelineExecutionId),
  );
  const ids = resources.map(({ Properties }) => Properties['PipelineExecutionId']);
  const { 'codepipeline:ListPipelineExecutions': pages = 0 } = sandbox.calls();
  expect(notComplete()).toEqual([]);
  expect(recent.length).toBeGreaterThan(2 * 50);
  expect(ids.sort()).toEqual(recent.sort());
  expect(pages).toBeLessThanOrEqual(2 * 2);
});

test('an execution that vanished costs itself alone, a pipeline its own executions', async () => {
  await using sandbox = await startSandbox({
    estate: WITH_EXECUTIONS,
  });
  const [account = ''] = sandbox.estate.accountIds;
  const gone = executionId([sandbox.estate, account, REGION, 1], 7);
  sandbox.setFaults([
    { type: 'gone', account, resource: gone },
    { type: 'gone', account, resource: pipelineName(0) },
  ]);

  const result = await readEstate(sandbox, read([EXECUTION]));

  const expected = places(sandbox.estate)
    .filter(([, accountId, , index]) => accountId !== account || index !== 0)
    .flatMap((place) => itemsOfPipeline(place).executions)
    .filter((item) => !item.includes(`"PipelineExecutionId":"${gone}"`));
  expect(expected).toHaveLength(3 * 20 - 1);
  expectWhole(result, expected.sort());
});

test('a pipeline whose executions may not be listed costs its own, and leaves the scope incomplete', async () => {
  await using sandbox = await startSandbox({
    estate: WITH_EXECUTIONS,
  });
  const [account = ''] = sandbox.estate.accountIds;
  sandbox.setFaults([
    { type: 'deny', account, operation: 'ListPipelineExecutions', resource: pipelineName(0) },
  ]);

  const { resources, notComplete } = await readEstate(sandbox, read([EXECUTION]));

  expect(resources).toHaveLength(3 * 20);
  expect(notComplete().map(({ outcome }) => outcome)).toEqual(['denied']);
});

test('a denied action leaves gaps, loses no execution, and keeps what the listing told', async () => {
  await using sandbox = await startSandbox({
    estate: WITH_EXECUTIONS,
  });
  sandbox.setFaults([{ type: 'deny', operation: 'GetPipelineExecution' }]);

  const { resources, gaps } = await readEstate(sandbox, read([EXECUTION]));

  expect(resources).toHaveLength(4 * 20);
  expect(gaps).toHaveLength(4 * 20);
  for (const { Properties } of resources)
    expect(Properties).toMatchObject({
      PipelineName: expect.stringMatching(/^pipeline-\d$/),
      Status: expect.any(String),
      StartTime: expect.any(String),
    });
});

test.each([
  [CodePipelinePipelineExecution, example],
  [CodePipelineActionExecution, exampleOfAction],
])('an execution that no page holds is not found', async ({ exporter }, served) => {
  await using sandbox = await serve(served);

  await expect(exporter.getResource(['checkout', 'another'], sandbox.request([]))).rejects.toThrow(
    ResourceNotFoundError,
  );
});

test('CloudTrail names executions in what a call was given, or in what it answered', () => {
  const changed = (parameters: object, answer?: object) =>
    changedBy(CodePipelinePipelineExecution, parameters, answer);
  const { PipelineExecutionId: pipelineExecutionId } = example.properties;
  const found = [['checkout', pipelineExecutionId]];

  expect(changed({ name: 'checkout' }, { pipelineExecutionId })).toEqual(found);
  expect(changed({ pipelineName: 'checkout', pipelineExecutionId })).toEqual(found);
  expect(changed({ pipelineName: 'checkout' })).toEqual([]);
  expect(changed({ pipelineExecutionId })).toEqual([]);
  expect(stubOf(CodePipelinePipelineExecution, 'checkout', pipelineExecutionId)).toEqual({
    properties: { PipelineName: 'checkout', PipelineExecutionId: pipelineExecutionId },
  });
});
