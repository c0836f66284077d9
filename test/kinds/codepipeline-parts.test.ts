import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { portAppConfigYaml } from '../../scripts/generate/default-resources.ts';
import { example as actionExample } from '../../src/core/exporters/codepipeline/action.example.ts';
import { example as stageExample } from '../../src/core/exporters/codepipeline/stage.example.ts';
import { ResourceNotFoundError } from '../../src/core/exporters/exporter.ts';
import { loadAllKinds, loadKind } from '../../src/core/exporters/registry.ts';
import { pipeline, pipelineArn, pipelineName } from '../../src/sandbox/estate/pipelines.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { serve } from '../conformance/harness.ts';
import { canonical } from '../helpers/expected.ts';
import { ESTATE, expectWhole, itemsOf, REGION } from '../helpers/kind-world.ts';
import { inPascalCase } from '../helpers/pascal-case.ts';
import { readEstate } from '../helpers/read-estate.ts';

const STAGE = 'AWS::CodePipeline::Stage';
const ACTION = 'AWS::CodePipeline::Action';
const PIPELINE = 'AWS::CodePipeline::Pipeline';
const PARTS = { kinds: [STAGE, ACTION], retry: { maxAttempts: 2 } } as const;
const PIPELINES = 40;

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({
    estate: { ...ESTATE, 'AWS::CodePipeline::Pipeline': PIPELINES },
  });
});
beforeEach(() => {
  sandbox.setFaults([]);
});
afterAll(() => sandbox.close());

/** The items of both kinds that an estate's pipelines give, without those of one pipeline. */
function expected(without?: string): readonly string[] {
  const items: object[] = [];
  for (const AccountId of sandbox.estate.accountIds) {
    const __ExtraContext = { AccountId, Region: REGION };
    for (let index = 0; index < PIPELINES; index += 1) {
      const PipelineArn = pipelineArn(AccountId, REGION, index);
      if (PipelineArn === without) continue;
      const { stages = [], version } = pipeline(sandbox.estate, AccountId, REGION, index);
      const owner = { PipelineName: pipelineName(index), PipelineArn };
      for (const [position, stage] of stages.entries()) {
        const Properties = { ...inPascalCase(stage), ...owner, Order: position + 1 };
        items.push({ Type: STAGE, Properties, __ExtraContext });
        for (const action of stage.actions ?? []) {
          const ActionTypeId = inPascalCase(action.actionTypeId ?? {});
          const place = { ...owner, PipelineVersion: version, StageName: stage.name };
          const Properties = { ...inPascalCase(action), ...place, ActionTypeId };
          items.push({ Type: ACTION, Properties, __ExtraContext });
        }
      }
    }
  }
  return items.map(canonical).sort();
}

test('every stage and action of every pipeline comes out with its own attributes', async () => {
  const result = await readEstate(sandbox, PARTS);

  expectWhole(result, expected());
});

test('pipelines are listed once and asked for once, however many kinds need them', async () => {
  const callsOf = (operation: string) => sandbox.calls()[`codepipeline:${operation}`] ?? 0;
  const before = { lists: callsOf('ListPipelines'), gets: callsOf('GetPipeline') };

  const { of } = await readEstate(sandbox, { kinds: [PIPELINE, STAGE, ACTION] });

  expect(callsOf('ListPipelines') - before.lists).toBe(2);
  expect(callsOf('GetPipeline') - before.gets).toBe(2 * PIPELINES);
  expect(of(PIPELINE)).toHaveLength(2 * PIPELINES);
  expect([...of(STAGE), ...of(ACTION)].map(canonical).sort()).toEqual(expected());
});

test('a pipeline that vanished meanwhile takes only its own stages and actions with it', async () => {
  const [account = ''] = sandbox.estate.accountIds;
  sandbox.setFaults([{ type: 'gone', account, resource: pipelineName(17) }]);

  const result = await readEstate(sandbox, PARTS);

  expectWhole(result, expected(pipelineArn(account, REGION, 17)));
});

test('a pipeline that may not be read costs its own, and leaves the scopes incomplete: it is none without stages', async () => {
  const [account = ''] = sandbox.estate.accountIds;
  const resource = pipelineName(17);
  sandbox.setFaults([{ type: 'deny', account, operation: 'GetPipeline', resource }]);

  const result = await readEstate(sandbox, PARTS);

  expect(itemsOf(result)).toEqual(expected(pipelineArn(account, REGION, 17)));
  const failed = result.notComplete().map(({ kind, accountId, outcome }) => ({
    kind,
    accountId,
    outcome,
  }));
  expect(failed).toHaveLength(2);
  expect(failed).toEqual(
    expect.arrayContaining([
      { kind: STAGE, accountId: account, outcome: 'denied' },
      { kind: ACTION, accountId: account, outcome: 'denied' },
    ]),
  );
});

test.each([
  ['stage', STAGE, stageExample, ['checkout', 'Deploy']],
  ['action', ACTION, actionExample, ['checkout', 'Test', 'Lint']],
  ['action of another stage', ACTION, actionExample, ['checkout', 'Deploy', 'Unit']],
] as const)('a pipeline without that %s: not found', async (_, kind, example, identifiers) => {
  await using served = await serve(example);
  const { exporter } = await loadKind(kind);

  await expect(exporter.getResource(identifiers, served.request([]))).rejects.toThrow(
    ResourceNotFoundError,
  );
});

test('their default identifiers are made of several properties', async () => {
  const config = parse(portAppConfigYaml(await loadAllKinds())) as {
    readonly resources: readonly {
      readonly kind: string;
      readonly port: { readonly entity: { readonly mappings: { readonly identifier: string } } };
    }[];
  };

  const identifiers = new Map(
    config.resources.map(({ kind, port }) => [kind, port.entity.mappings.identifier]),
  );
  expect(identifiers.get(STAGE)).toBe('.Properties.PipelineArn + "/" + .Properties.Name');
  expect(identifiers.get(ACTION)).toBe(
    '.Properties.PipelineArn + "/" + .Properties.StageName + "/" + .Properties.Name',
  );
});
