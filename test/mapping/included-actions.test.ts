import { PassThrough } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { SecretMask } from '../../src/lib/secret-mask.ts';
import { plansFromMapping } from '../../src/app/mapping-plans.ts';
import { parseYaml } from '../../src/config/yaml-file.ts';
import { actionNamesOf } from '../../src/core/exporters/action-names.ts';
import { loadKind, parseObjectKind } from '../../src/core/exporters/registry.ts';
import { runMap } from '../../src/cli/commands/map.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

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
      const stderr = new PassThrough({ encoding: 'utf8' });
      const terminal: Terminal = {
        stdout: new PassThrough() as unknown as NodeJS.WriteStream,
        stderr: stderr as unknown as NodeJS.WriteStream,
        env: {},
        cwd: folder,
        signal: new AbortController().signal,
        secrets: new SecretMask(),
      };

      await runMap({ input: 'items.ndjson', config: 'm.yml' }, terminal);

      expect(String(stderr.read())).toContain(
        'm.yml:5:24 resources[0].selector.includeActions[0]: unknown action "Everything" is ignored',
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
