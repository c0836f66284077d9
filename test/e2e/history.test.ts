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
      buildProjects: 4,
      builds: BUILDS,
    },
  });
});
afterEach(() => world[Symbol.asyncDispose]());

/** Reads builds, within a window. */
async function sync(window: object): Promise<string> {
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
  const config = await world.file('mapping.json', JSON.stringify(mapping));
  const { exitCode, stderr } = await world.sync(['--config', config]);
  expect(exitCode).toBe(0);
  return stderr;
}

test('what is no longer in the window of a history is kept, until the window is changed', async () => {
  const wide = { since: '520w', maxPerParent: 1_000 };
  await sync(wide);
  expect(world.countOf('codeBuildBuildRun')).toBe(BUILDS);

  world.setGone('builds', 5);
  const kept = await sync(wide);
  expect(kept).toContain('"reason":"outside-window","entities":5');
  expect(world.countOf('codeBuildBuildRun')).toBe(BUILDS);

  await sync({ ...wide, maxPerParent: 3 });
  const left = world.countOf('codeBuildBuildRun');
  expect(left).toBeLessThanOrEqual(4 * 3);
  expect(left).toBeGreaterThan(0);
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
