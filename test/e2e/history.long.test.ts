import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { CatalogWorld } from '../helpers/catalog-world.ts';

const BUILDS = 40;

let world: CatalogWorld;

beforeEach(async () => {
  world = await CatalogWorld.create({
    estate: {
      seed: 'history',
      accounts: 1,
      regions: ['eu-west-1'],
      usedRegions: 1,
      'AWS::CodeBuild::Project': 4,
      'AWS::CodeBuild::BuildRun': BUILDS,
    },
  });
});
afterEach(() => world[Symbol.asyncDispose]());

/** A mapping that reads builds, within a window. */
function mappingFile(window: object): Promise<string> {
  const mapping = {
    entityDeletionThreshold: 1,
    resources: [
      {
        kind: 'AWS::CodeBuild::BuildRun',
        selector: { query: 'true', ...window },
        port: {
          entity: {
            mappings: { identifier: '.Properties.Arn', blueprint: '"codeBuildBuildRun"' },
          },
        },
      },
    ],
  };
  return world.file('mapping.json', JSON.stringify(mapping));
}

/** Reads builds into Port, within a window. */
async function sync(window: object): Promise<string> {
  const config = await mappingFile(window);
  const { exitCode, stderr } = await world.sync(['--config', config]);
  expect(exitCode).toBe(0);
  return stderr;
}

test('what is no longer in the window of a history is kept, until the window is changed', async () => {
  const wide = { since: '520w', maxPerParent: 1_000 };
  await sync(wide);
  expect(world.countOf('codeBuildBuildRun')).toBe(BUILDS);

  world.setGone('AWS::CodeBuild::BuildRun', 5);
  const kept = await sync(wide);
  expect(kept).toContain('"reason":"outside-window","entities":5');
  expect(world.countOf('codeBuildBuildRun')).toBe(BUILDS);

  await sync({ ...wide, maxPerParent: 3 });
  const left = world.countOf('codeBuildBuildRun');
  expect(left).toBeLessThanOrEqual(4 * 3);
  expect(left).toBeGreaterThan(0);
});

test('plan, resync and the report say which window was read, and that there was more', async () => {
  const config = await mappingFile({ since: '520w', maxPerParent: 3 });
  const report = path.join(world.folder, 'report.json');
  const window = 'since 520w, at most 3 per parent';
  const history = { kind: 'AWS::CodeBuild::BuildRun', window, parentsCut: 4 };

  const planned = await world.run(['plan', '--config', config]);
  const json = await world.run(['plan', '--config', config, '--json']);
  const read = await world.run(['resync', '--config', config, '--report', report]);
  const { kinds } = JSON.parse(await readFile(report, 'utf8')) as { readonly kinds: object[] };
  const uncut = await world.run([
    'plan',
    '--config',
    await mappingFile({ since: '520w', maxPerParent: 1_000 }),
  ]);

  const said = `AWS::CodeBuild::BuildRun: ${window}; at least 4 parents had more\n`;
  expect(planned.stdout).toContain(said);
  expect(read.stderr).toContain(JSON.stringify({ histories: [history] }).slice(1, -1));
  expect(json.stdout).toContain(JSON.stringify({ histories: [history] }).slice(1, -1));
  expect(kinds).toContainEqual(expect.objectContaining(history));
  expect(uncut.stdout).toContain('AWS::CodeBuild::BuildRun: since 520w, at most 1000 per parent\n');
});

test('a window that is wrong, or of a kind without history, is an error at its place', async () => {
  const refusal = async (kind: string, window: string): Promise<string> => {
    const config = await world.file(
      'wrong.yml',
      `resources:\n  - kind: ${kind}\n    selector:\n      query: 'true'\n      ${window}\n    port:\n      entity:\n        mappings:\n          identifier: .Type\n          blueprint: '"x"'\n`,
    );
    const { exitCode, stderr } = await world.sync(['--config', config]);
    expect(exitCode).toBe(2);
    return stderr;
  };

  expect(await refusal('AWS::CodeBuild::BuildRun', 'since: forever')).toMatch(
    /wrong\.yml:5:\d+ .*since: must be a number of hours, days or weeks/,
  );
  expect(await refusal('AWS::SQS::Queue', 'maxPerParent: 5')).toMatch(
    /wrong\.yml:5:\d+ .*maxPerParent: this kind has no history/,
  );
});
