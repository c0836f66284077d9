import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { CommandResult } from '../../helpers/command.ts';
import { preview, step, urn, volume } from './plan-documents.ts';
import { Document, projected, STACK } from './projected-world.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'longshore-plan-'));
});
afterAll(() => rm(folder, { recursive: true }));

const cost = (document: unknown, ...flags: readonly string[]): Promise<CommandResult> =>
  projected(folder, document, ...flags);

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
        config: { 'aws:region': 'us-east-1' },
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
      { config: { 'aws:region': 'us-east-1' } },
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

  test('groups in place of the resources, with the same total', async () => {
    const { stdout } = await cost(STACK, '--output', 'json', '--group-by', 'provider');
    const ndjson = await cost(STACK, '--output', 'ndjson', '--group-by', 'service');
    const table = await cost(STACK, '--group-by', 'service');
    const tagged = await cost(STACK, '--output', 'json', '--group-by', 'tag:team=web');

    const { resources, summary } = Document.parse(JSON.parse(stdout));
    expect(resources).toMatchObject([
      { resourceType: 'aws', monthly: summary.totalMonthly, unknownResources: 1, delta: 1.6 },
    ]);
    const rows = ndjson.stdout
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(rows).toHaveLength(3);
    expect(table.stdout).toContain('GROUPS\n======\n');
    expect(table.stdout).not.toContain('RESOURCE DETAILS');
    expect(Document.parse(JSON.parse(tagged.stdout)).resources).toEqual([]);
  });

  test.each([
    ['daily', 1, 'no resources with a timestamp'],
    ['date', 1, 'no resources with a timestamp'],
    ['region', 2, '"region" is not known'],
  ])('--group-by %s: an error, and nothing on stdout', async (group, code, text) => {
    const { exitCode, stdout, stderr } = await cost(STACK, '--output', 'json', '--group-by', group);

    expect([exitCode, stdout]).toEqual([code, '']);
    expect(stderr).toContain(text);
  });

  test('--utilization is a share; list prices do not depend on it', async () => {
    const usual = await cost(STACK, '--output', 'json');
    const half = await cost(STACK, '--output', 'json', '--utilization', '0.5');
    const wrong = await cost(STACK, '--output', 'json', '--utilization', '50');

    expect(half.stdout).toBe(usual.stdout);
    expect([wrong.exitCode, wrong.stdout]).toEqual([2, '']);
  });
});
