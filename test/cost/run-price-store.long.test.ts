import { stat } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { z } from 'zod';
import { CatalogWorld } from '../helpers/catalog-world.ts';

const VOLUME = 'AWS::EC2::Volume';
const GET_PRODUCTS = 'pricing:GetProducts';
const MAPPING = {
  resources: [
    {
      kind: VOLUME,
      selector: { query: 'true', includeCosts: true },
      port: {
        entity: { mappings: { identifier: '.Properties.VolumeId', blueprint: '"volume"' } },
      },
    },
  ],
};
const Books = z.array(z.object({ region: z.string(), prices: z.coerce.number() }));

function worldOf(): Promise<CatalogWorld> {
  const estate = {
    seed: 'stored-prices',
    accounts: 1,
    regions: ['eu-west-1'],
    usedRegions: 1,
    suspendedEvery: 0,
    [VOLUME]: 2,
  };
  return CatalogWorld.create({ estate, kinds: [] });
}

/** A run with costs. @returns how many pages of prices it read */
async function runOf(world: CatalogWorld): Promise<number> {
  const config = await world.file('mapping.yml', stringify(MAPPING));
  const before = world.sandbox.calls()[GET_PRODUCTS] ?? 0;
  const output = path.join(world.folder, 'items.ndjson');
  const { exitCode, stderr } = await world.run(['resync', '--config', config, '--output', output]);
  expect([exitCode, stderr]).toEqual([0, expect.any(String)]);
  return (world.sandbox.calls()[GET_PRODUCTS] ?? 0) - before;
}

async function booksOf(world: CatalogWorld): Promise<z.output<typeof Books>> {
  const sql = 'select region, prices from price_books';
  const { stdout } = await world.run(['query', sql, '--format', 'json']);
  return Books.parse(JSON.parse(stdout));
}

test('a run uses the prices that the store has', async () => {
  await using world = await worldOf();
  await world.run(['resync', '--sink', 'store', '--kinds', VOLUME]);
  expect((await world.run(['cost', 'resources'])).exitCode).toBe(0);
  const before = await booksOf(world);

  expect(await runOf(world)).toBe(0);

  expect(await booksOf(world)).toEqual(before);
});

test('a run saves the prices that it has read, for its kinds, and the next one uses them', async () => {
  await using world = await worldOf();
  await world.run(['resync', '--sink', 'store', '--kinds', VOLUME]);

  expect(await runOf(world)).toBeGreaterThan(0);
  expect(await runOf(world)).toBe(0);

  const [few] = await booksOf(world);
  expect((await world.run(['cost', 'resources'])).exitCode).toBe(0);
  const [all] = await booksOf(world);
  expect(few?.prices).toBeGreaterThan(0);
  expect(all?.prices).toBeGreaterThan(few?.prices ?? 0);
});

test('without a store, a run with costs makes none', async () => {
  await using world = await worldOf();

  expect(await runOf(world)).toBeGreaterThan(0);

  const { stdout, stderr, exitCode } = await world.run(['query', 'select 1']);
  expect([exitCode, stdout]).not.toEqual([0, expect.any(String)]);
  expect(stderr).toContain('there is no store yet');
  const file = /(\S+store\.duckdb) does not exist/.exec(stderr)?.[1] ?? '';
  await expect(stat(file)).rejects.toThrow('ENOENT');
});
