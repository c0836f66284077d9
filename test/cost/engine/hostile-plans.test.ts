import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { PIECE_LIMITS } from '../../../src/cost/engine/plans/json-pieces.ts';
import { PlanError } from '../../../src/cost/engine/plans/plan-error.ts';
import { change, planOf, preview, step, terraformPlan, urn, volume } from './plan-documents.ts';

/** What is wrong with a plan. */
async function problemOf(
  document: unknown,
  options: Parameters<typeof planOf>[1] = {},
): Promise<string> {
  const error: unknown = await planOf(document, options).then(
    () => new Error('it was read'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof PlanError)) throw error;
  expect(error.remedy).toBeTruthy();
  return `${error.problem}: ${error.message}`;
}

const PLAN = preview([step('create', { newState: volume({ size: 1, tags: { a: 'é"\\\n' } }) })]);

describe('plans that cannot be read', () => {
  test('a plan that is cut off anywhere is malformed', async () => {
    const text = JSON.stringify(PLAN);
    for (let length = 1; length < text.length; length += 1) {
      expect(await problemOf(text.slice(0, length))).toMatch(/^malformed: /);
    }
  });

  test('what is no JSON, and JSON after the end', async () => {
    expect(await problemOf('Previewing update (dev)')).toMatch(/^malformed: .*not a JSON object/);
    expect(await problemOf('{"steps": [1,]}')).toMatch(/^malformed: |^invalid: /);
    expect(await problemOf('{"steps" [}')).toMatch(/^malformed: /);
    expect(await problemOf('')).toMatch(/^malformed: .*it is empty/);
    expect(await problemOf(' \n')).toMatch(/^malformed: .*it is empty/);
    expect(await problemOf(`${JSON.stringify(PLAN)} done`)).toMatch(/^malformed: .*text follows/);
    expect(await problemOf(`${JSON.stringify(PLAN)}{}`)).toMatch(/^malformed: .*second document/);
    expect(await problemOf('\ufeff{"steps": [{"op": tru}]}')).toMatch(/^malformed: /);
  });

  test('documents that are no plans are named', async () => {
    expect(await problemOf({})).toMatch(/^unsupported: .*no document that is known/);
    expect(await problemOf([])).toMatch(/^unsupported: /);
    expect(await problemOf({ hello: 1 })).toMatch(/^unsupported: .*"hello"/);
    expect(await problemOf({ '@level': 'info', type: 'version' })).toMatch(/terraform plan -json/);
    expect(await problemOf({ version: 4, lineage: 'x', resources: [] })).toMatch(/state file/);
    expect(await problemOf({ AWSTemplateFormatVersion: 'x' })).toMatch(/CloudFormation/);
    expect(await problemOf({ version: '0.2', projects: [] })).toMatch(/Infracost/);
    expect(await problemOf({ result: 'succeeded' })).toMatch(/summary of pulumi preview/);
  });

  test('steps and actions that are not known are errors, and not left out', async () => {
    expect(await problemOf(preview([step('teleport', {})]))).toMatch(/^unsupported: .*teleport/);
    expect(await problemOf(terraformPlan([change('aws_eip.a', ['explode'], {})]))).toMatch(
      /^unsupported: .*explode/,
    );
    expect(await problemOf(preview([{ op: 'create', urn: 'web' }]))).toMatch(/^invalid: .*URN/);
    expect(await problemOf(preview([{ op: 1 }]))).toMatch(/^invalid: /);
  });

  test('what should be a list and is none is an error, and not a plan of 0', async () => {
    expect(await problemOf({ steps: {} })).toMatch(/^malformed: .*steps is not a list/);
    expect(await problemOf({ resource_changes: 5 })).toMatch(/resource_changes is not a list/);
    expect(await problemOf({ deployment: { resources: {} } })).toMatch(/deployment\.resources is/);
    expect(await problemOf({ values: { root_module: { resources: 'x' } } })).toMatch(/not a list/);
    expect((await planOf({ steps: null, changeSummary: {} })).resources).toEqual([]);
    expect(await problemOf({ steps: [1] })).toMatch(/as Pulumi writes it: Invalid/);
  });

  test('a plan whose form is newer than what is known', async () => {
    const plan = { format_version: '2.0', resource_changes: [] };

    expect(await problemOf(plan)).toMatch(/^unsupported: .*format_version is 2\.0/);
    expect((await planOf({ ...plan, format_version: '1.9' })).resources).toEqual([]);
  });

  test('parents in a circle', async () => {
    const [one, other] = [urn('shop:index:A', 'a'), urn('shop:index:B', 'b')];
    const steps = [
      { op: 'same', urn: one, newState: { custom: false, parent: other } },
      { op: 'same', urn: other, newState: { custom: false, parent: one } },
    ];

    expect(await problemOf(preview(steps))).toMatch(/^invalid: .*its own parent/);
  });

  test('a thousand levels, in what is read and in what is not', async () => {
    const deep = `${'{"a":'.repeat(1_000)}1${'}'.repeat(1_000)}`;

    expect(await problemOf(`{"steps":[{"op":"create","urn":${deep}}]}`)).toMatch(/^too-large: /);
    expect(await problemOf(`{"steps":[],"manifest":${deep}}`)).toMatch(/^too-large: /);
    expect(await problemOf(`{"steps":[],"x":${'['.repeat(1_000)}`)).toMatch(/^too-large: /);
  });

  test('more bytes than are read, of the document and of a resource', async () => {
    const limits = { ...PIECE_LIMITS, bytes: 200 };
    const resource = { ...PIECE_LIMITS, pieceBytes: 100 };
    const long = preview([step('create', { newState: volume({ tags: 'x'.repeat(500) }) })]);

    expect(await problemOf(long, { limits })).toMatch(/^too-large: .*200 bytes/);
    expect(await problemOf(long, { limits: resource })).toMatch(/^too-large: .*steps\[\]/);
  });

  test('UTF-16, as PowerShell writes it', async () => {
    const { Readable } = await import('node:stream');
    const { readPlan } = await import('../../../src/cost/engine/plans/read-plan.ts');
    const source = Readable.from([Buffer.from('\ufeff{}', 'utf16le')]);
    const { signal } = new AbortController();

    await expect(readPlan(source, { signal })).rejects.toThrow('UTF-16');
    const unmarked = Readable.from([Buffer.from('{}', 'utf16le')]);
    await expect(readPlan(unmarked, { signal })).rejects.toThrow('UTF-16');
  });
});

test('__proto__ keys change nothing', async () => {
  const inputs = '{"size":1,"__proto__":{"size":9,"polluted":1},"tags":{"__proto__":{"x":1}}}';
  const text = `{"__proto__":{"a":1},"steps":[{"op":"create","urn":"${urn('aws:ebs/volume:Volume', 'data')}","inputs":${inputs}}]}`;
  const { resources } = await planOf(text);

  expect(resources[0]?.after).toHaveProperty('properties', { size: 1, tags: {} });
  expect({}).not.toHaveProperty('polluted');
  expect(Object.getPrototypeOf({})).toBe(Object.prototype);
});

test('any JSON value of a property is read as JSON.parse reads it, however it is cut', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), async (tags) => {
      const expected: unknown = JSON.parse(JSON.stringify({ tags }));
      const { resources } = await planOf(preview([step('create', { inputs: { tags } })]));

      if (JSON.stringify(tags).includes('__proto__')) return;
      expect(resources[0]?.after).toHaveProperty('properties', expected);
    }),
    { numRuns: 200 },
  );
});
