import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { portAppConfigYaml } from '../../scripts/generate/default-resources.ts';
import { ResourceNotFoundError } from '../../src/core/exporters/exporter.ts';
import { loadAllKinds, loadKind } from '../../src/core/exporters/registry.ts';
import { action } from '../../src/sandbox/kinds/codepipeline/action.ts';
import { pipeline } from '../../src/sandbox/kinds/codepipeline/pipeline.ts';
import { stage } from '../../src/sandbox/kinds/codepipeline/stage.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { itemsOfEstate, workedExample } from '../conformance/worked-example.ts';
import { ESTATE, expectWhole, itemsOf } from '../helpers/kind-world.ts';
import { readEstate } from '../helpers/read-estate.ts';

const STAGE = 'AWS::CodePipeline::Stage';
const ACTION = 'AWS::CodePipeline::Action';
const PIPELINE = 'AWS::CodePipeline::Pipeline';
const PARTS = { kinds: [STAGE, ACTION], retry: { maxAttempts: 2 } } as const;
const PIPELINES = 20;

let sandbox: Sandbox;
let account: string;

beforeAll(async () => {
  sandbox = await startSandbox({ estate: { ...ESTATE, [PIPELINE]: PIPELINES } });
  account = sandbox.managementAccountId;
});
beforeEach(() => {
  sandbox.setFaults([]);
});
afterAll(() => sandbox.close());

/** The items of both kinds, without those of one pipeline. */
function itemsWithout(lost: number): readonly string[] {
  return [stage, action]
    .flatMap((kind) =>
      itemsOfEstate(
        kind,
        sandbox.estate,
        ({ accountId, n }) => accountId !== account || n !== lost,
      ),
    )
    .sort();
}

test('pipelines are listed once and asked for once, however many kinds need them', async () => {
  const { of } = await readEstate(sandbox, { kinds: [PIPELINE, STAGE, ACTION] });

  expect(of(PIPELINE)).toHaveLength(2 * PIPELINES);
  expect(of(STAGE).length).toBeGreaterThan(2 * PIPELINES);
  expect(of(ACTION).length).toBeGreaterThan(2 * PIPELINES);
  expect(sandbox.calls()).toMatchObject({
    'codepipeline:ListPipelines': 2,
    'codepipeline:GetPipeline': 2 * PIPELINES,
  });
});

test('a pipeline that vanished meanwhile takes only its own stages and actions with it', async () => {
  sandbox.setFaults([{ type: 'gone', account, resource: 'pipeline-17' }]);

  const result = await readEstate(sandbox, PARTS);

  expectWhole(result, itemsWithout(17));
});

test('a pipeline that may not be read costs its own, and leaves the scopes incomplete: it is none without stages', async () => {
  const operation = 'GetPipeline';
  sandbox.setFaults([{ type: 'deny', account, operation, resource: 'pipeline-17' }]);

  const result = await readEstate(sandbox, PARTS);

  const failed = result.notComplete().map(({ kind, accountId, outcome }) => ({
    kind,
    accountId,
    outcome,
  }));
  expect(itemsOf(result)).toEqual(itemsWithout(17));
  expect(failed).toHaveLength(2);
  expect(failed).toEqual(
    expect.arrayContaining([
      { kind: STAGE, accountId: account, outcome: 'denied' },
      { kind: ACTION, accountId: account, outcome: 'denied' },
    ]),
  );
});

test.each([
  ['stage', STAGE, ['pipeline-0', 'Other']],
  ['action', ACTION, ['pipeline-0', 'Test', 'Other']],
  ['action of another stage', ACTION, ['pipeline-0', 'Other', 'Unit']],
] as const)('a pipeline without that %s: not found', async (_, kind, identifiers) => {
  await using served = await workedExample(pipeline).serve();
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
