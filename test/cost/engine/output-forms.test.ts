import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { longshore, type CommandResult } from '../../helpers/command.ts';
import { preview, step, urn, volume } from './plan-documents.ts';

/** The simulated prices that come with the demo. */
const PRICES = path.resolve('demo/prices.ndjson.gz');
const REGION = 'us-east-1';
const Document = z.object({
  summary: z.object({ totalMonthly: z.number().nullable(), totalResources: z.number() }),
  resources: z.array(z.record(z.string(), z.unknown())),
});

const STACK = preview(
  [
    step('update', {
      oldState: volume({ size: 10, type: 'gp3' }),
      newState: volume({ size: 30, type: 'gp3' }),
    }),
    { op: 'same', urn: urn('aws:iam/role:Role', 'job'), newState: { custom: true, inputs: {} } },
    { op: 'create', urn: urn('aws:docdb/cluster:Cluster', 'db'), inputs: {} },
  ],
  { config: { 'aws:region': REGION } },
);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'longshore-plan-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function cost(document: unknown, ...flags: readonly string[]): Promise<CommandResult> {
  const text = typeof document === 'string' ? document : JSON.stringify(document);
  const args = ['cost', 'projected', '--plan', '-', '--prices', PRICES, ...flags];
  return await longshore(args, { cwd: folder, stdin: Readable.from([Buffer.from(text)]) });
}

describe('other forms of the document', () => {
  test('0.2 is below the key finfocus, with the same rows', async () => {
    const old = await cost(STACK, '--output', 'json');
    const { stdout } = await cost(STACK, '--output', 'json', '--format-version', '0.2');

    expect(JSON.parse(stdout)).toEqual({ finfocus: JSON.parse(old.stdout) as unknown });
  });

  test('since an earlier document: what changed, by resource', async () => {
    const before = preview(
      [{ op: 'create', ...step('create', { newState: volume({ size: 10, type: 'gp3' }) }) }],
      {
        config: { 'aws:region': REGION },
      },
    );
    const earlier = await cost(before, '--output', 'json', '--format-version', '0.2');
    await writeFile(path.join(folder, 'earlier.json'), earlier.stdout);
    await writeFile(path.join(folder, 'other.json'), '{"resources": 1}');
    const { stdout } = await cost(STACK, '--output', 'json', '--compare-to', 'earlier.json');
    const table = await cost(STACK, '--compare-to', 'earlier.json');
    const other = await cost(STACK, '--compare-to', 'other.json', '--output', 'json');

    const { comparison } = z
      .object({
        comparison: z.object({
          deltas: z.unknown(),
          unknown: z.number(),
          resources: z.array(z.unknown()),
        }),
      })
      .parse(JSON.parse(stdout));
    expect(comparison).toMatchObject({ deltas: { USD: 1.6 }, unknown: 1 });
    expect(comparison.resources).toHaveLength(2);
    expect(table.stdout).toMatch(/SINCE earlier\.json\n=+\n[^]*Total USD +\+1\.60/);
    expect([other.exitCode, other.stdout]).toEqual([2, '']);
  });

  test('a comment for a pull request, in which no name can do harm', async () => {
    const name = '<img src=x>|`x`\n# @everyone';
    const hostile = preview(
      [
        { op: 'create', urn: urn('aws:docdb/cluster:Cluster', name), inputs: {} },
        step('create', { newState: volume({ size: 10, type: 'gp3' }) }),
      ],
      { config: { 'aws:region': REGION } },
    );
    const { stdout } = await cost(hostile, '--output', 'markdown');

    expect(stdout).toMatch(/^### Cost of this change\n\n\*\*\+0\.80 USD\*\* a month/);
    expect(stdout.split('\n').filter((line) => line.startsWith('|'))).toHaveLength(4);
    const outside = stdout.replaceAll(/`[^`\n]*`/g, '');
    expect(outside).not.toMatch(/<img|@everyone/);
    expect(stdout).toContain('1 resource with a part that is not priced');
  });

  test('filters choose what is shown and counted', async () => {
    const { stdout } = await cost(STACK, '--output', 'json', '--filter', 'type=*volume');

    const { resources, summary } = Document.parse(JSON.parse(stdout));
    expect([resources.length, summary.totalResources]).toEqual([1, 1]);
  });
});
