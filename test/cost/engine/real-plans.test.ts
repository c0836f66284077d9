import { createReadStream, existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Plan } from '../../../src/cost/engine/plans/planned-resource.ts';
import { readPlan } from '../../../src/cost/engine/plans/read-plan.ts';

const DATA = process.env['LONGSHORE_TEST_DATA'] ?? '';

async function read(...names: readonly string[]): Promise<Plan> {
  const { signal } = new AbortController();
  return await readPlan(createReadStream(path.join(DATA, ...names)), { signal });
}

const counts = ({ resources, others, notes }: Plan): readonly unknown[] => [
  resources.length,
  others,
  notes.map(({ code }) => code),
];

(existsSync(DATA) ? describe : describe.skip)('real documents (LONGSHORE_TEST_DATA)', () => {
  test('previews are read whole, without a warning', async () => {
    expect(counts(await read('pulumi/stratify/sample-preview-creates.json'))).toEqual([14, 2, []]);
    expect(counts(await read('pulumi/stratify/sample-preview-update.json'))).toEqual([14, 2, []]);
    expect(counts(await read('pulumi/stratify/sample-preview-deletes.json'))).toEqual([14, 2, []]);
  });

  test('a region that only ARNs tell is that of all resources of their provider', async () => {
    const { resources } = await read('pulumi/stratify/sample-preview-update.json');
    const regions = resources.map(({ after }) =>
      typeof after === 'string' ? after : after.region,
    );

    expect(new Set(regions)).toEqual(new Set(['eu-west-1']));
  });

  test('stacks and checkpoints', async () => {
    expect(counts(await read('pulumi/stratify/sample-export.json'))).toEqual([14, 3, []]);
    for (const name of ['checkpoint-secrets', 'checkpoint-v3', 'checkpoint-v4']) {
      const plan = await read(`pulumi/pulumi/${name}.json`);
      expect([plan.source, ...counts(plan)]).toEqual(['pulumi-stack', 23, 7, []]);
    }
  });

  test('streams of events warn only of what failed', async () => {
    for (const name of await readdir(path.join(DATA, 'pulumi/events'))) {
      const { source, resources, notes } = await read('pulumi/events', name);

      expect(source).toBe('pulumi-events');
      expect(resources.length).toBeGreaterThan(0);
      const failed = name.includes('no-target-dependents') ? ['failed'] : [];
      expect([name, notes.map(({ code }) => code)]).toEqual([name, failed]);
    }
  });

  test("Infracost's plans are read whole; its output is named", async () => {
    expect(counts(await read('golden/example_plan.json'))).toEqual([5, 0, []]);
    expect(counts(await read('golden/plan_with_target.json'))).toEqual([1, 0, []]);
    await expect(read('golden/example_out.json')).rejects.toThrow("Infracost's output");
  });

  test('documents that are none', async () => {
    await expect(read('pulumi/stratify/bad.json')).rejects.toThrow('ends in the middle');
    await expect(read('pulumi/stratify/empty.json')).rejects.toThrow('no document that is known');
  });
});
