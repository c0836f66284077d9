import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { plansFromMapping } from '../../src/app/mapping-plans.ts';
import { parseYaml } from '../../src/config/yaml-file.ts';
import { actionNamesOf } from '../../src/core/exporters/action-names.ts';
import { loadKind, parseObjectKind } from '../../src/core/exporters/registry.ts';
import { longshore } from '../helpers/command.ts';

function mappingOf(...actions: readonly string[]): string {
  return actions
    .map((names) =>
      [
        '  - kind: AWS::SQS::Queue',
        '    selector:',
        "      query: 'true'",
        `      includeActions: [${names}]`,
        '    port: { entity: { mappings: { identifier: .Properties.Id, blueprint: \'"x"\' } } }',
        '',
      ].join('\n'),
    )
    .reduce((text, block) => text + block, 'resources:\n');
}

/** The actions that a mapping includes, and what it is told. */
async function planned(text: string): Promise<{ include: unknown; warnings: string[] }> {
  const warnings: string[] = [];
  const document = parseYaml('m.yml', text);
  const { plans } = await plansFromMapping(document, {
    warn: (message) => {
      warnings.push(message);
    },
  });
  return { include: plans.map(({ include }) => include), warnings };
}

describe('includeActions', () => {
  test('may name the default actions of Ocean, which run anyway', async () => {
    expect(
      await planned(mappingOf('ListQueuesAction, GetQueueAttributesAction', 'ListQueueTagsAction')),
    ).toEqual({ include: [['ListQueueTagsAction']], warnings: [] });
  });

  test('with an unknown name is told once for each block, with its place and the nearest name', async () => {
    const { include, warnings } = await planned(
      mappingOf('ListQueueTagAction, Everything', 'ListQueueTagsAction', 'Others'),
    );

    expect(include).toEqual([['ListQueueTagsAction']]);
    expect(warnings).toHaveLength(2);
    expect(warnings[0]?.split('\n')).toEqual([
      'm.yml:5:24 resources[0].selector.includeActions[0]: unknown action "ListQueueTagAction" is ignored; did you mean ListQueueTagsAction? (valid: ListQueueTagsAction)',
      'm.yml:5:44 resources[0].selector.includeActions[1]: unknown action "Everything" is ignored (valid: ListQueueTagsAction)',
    ]);
    expect(warnings[1]).toContain('m.yml:15:24');
  });

  test.each([
    ['AWS::CodePipeline::Stage', 'GetPipelineStagesAction'],
    ['AWS::MSK::ServerlessCluster', 'ListMskServerlessClustersAction'],
    ['AWS::MemoryDB::User', 'DescribeMemoryDbUsersAction'],
    ['AWS::RDS::DBInstance', 'DescribeDBInstancesAction'],
    ['AWS::S3::Bucket', 'ListBucketsAction'],
    ['AWS::S3::Bucket', 'GetBucketTaggingAction'],
  ])('of %s knows the default %s', async (kind, name) => {
    const { defaults } = actionNamesOf(await loadKind(parseObjectKind(kind)));

    expect(defaults).toContain(name);
  });

  test('is told on the terminal by map', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'longshore-test-'));
    try {
      await writeFile(path.join(folder, 'm.yml'), mappingOf('Everything'));
      await writeFile(path.join(folder, 'items.ndjson'), '');

      const { stderr } = await longshore(['map', '--input', 'items.ndjson', '--config', 'm.yml'], {
        cwd: folder,
      });

      expect(stderr).toContain(
        'm.yml:5:24 resources[0].selector.includeActions[0]: unknown action "Everything" is ignored',
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
