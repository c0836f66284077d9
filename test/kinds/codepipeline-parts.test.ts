import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { portAppConfigYaml } from '../../scripts/generate/default-resources.ts';
import { ResourceNotFoundError } from '../../src/core/exporters/exporter.ts';
import { loadAllKinds, loadKind } from '../../src/core/exporters/registry.ts';
import { pipeline } from '../../src/sandbox/kinds/codepipeline/pipeline.ts';
import { workedExample } from '../conformance/worked-example.ts';

const STAGE = 'AWS::CodePipeline::Stage';
const ACTION = 'AWS::CodePipeline::Action';

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
