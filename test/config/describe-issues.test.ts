import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import {
  describeFindings,
  describeIssues,
  parsePart,
  pathText,
} from '../../src/config/describe-issues.ts';
import { readYamlFile } from '../../src/config/read-yaml-file.ts';
import { parseYaml, partOf } from '../../src/config/yaml-file.ts';
import { nearest } from '../../src/lib/nearest.ts';
import { configurationError } from './errors.ts';
import { TempFolder } from './temp-folder.ts';

/** The error message for a file that does not match the schema. */
async function described(
  schema: z.ZodType,
  text: string,
  knownKeys: readonly string[] = [],
): Promise<string[]> {
  await using folder = await TempFolder.create();
  const yaml = await readYamlFile(await folder.write('f.yml', text));
  const { error } = schema.safeParse(yaml.value);
  if (error === undefined) throw new Error('the file fits');
  const { message } = describeIssues(error, yaml, knownKeys);
  return message.split('\n').map((line) => line.replace(`${yaml.file}:`, ''));
}

describe('describeIssues', () => {
  test('one line for each issue, with position and path', async () => {
    const schema = z.object({
      a: z.array(z.object({ n: z.number({ error: 'must be a number' }) })),
    });

    expect(await described(schema, 'a:\n  - n: x\n  - n: 1\n  - n: true\n')).toEqual([
      '2:8 a[0].n: must be a number',
      '4:8 a[2].n: must be a number',
    ]);
  });

  test('an issue of the whole file has no path', async () => {
    expect(await described(z.array(z.string(), { error: 'must be a list' }), 'a: 1\n')).toEqual([
      '1:1 must be a list',
    ]);
  });

  test('a schema without custom messages has readable defaults', async () => {
    const schema = z.object({ a: z.array(z.string()), b: z.number().int(), c: z.object({}) });

    expect(await described(schema, 'a: [7, x]\nb: 1.5\nc: [x]\n')).toEqual([
      '1:5 a[0]: must be text',
      '2:4 b: must be a whole number',
      '3:4 c: must be a map',
    ]);
  });

  test('a value of the wrong type is reported once, without further issues', async () => {
    const schema = z.object({ a: z.array(z.string()).max(3, { error: 'at most three' }) });

    expect(await described(schema, 'a: four\n')).toEqual(['1:4 a: must be a list']);
  });

  test('each unknown key has its own line, with a suggestion', async () => {
    const schema = z.strictObject({ allow: z.string().optional(), deny: z.string().optional() });

    expect(await described(schema, 'alow: x\nzzzzzz: y\n', ['allow', 'deny'])).toEqual([
      '1:1 alow: unknown key; did you mean allow?',
      '2:1 zzzzzz: unknown key',
    ]);
  });

  test('a misspelt name among several options gets a suggestion', async () => {
    const schema = z.object({ size: z.enum(['small', 'medium'], { error: 'must be a size' }) });

    expect(await described(schema, 'size: smal\n')).toEqual([
      '1:7 size: must be a size; did you mean small?',
    ]);
    expect(await described(schema, 'size: 7\n')).toEqual(['1:7 size: must be a size']);
  });

  test('for a union, only the issues of the branch that the user meant', async () => {
    const item = z.object({ id: z.string({ error: 'an id is required' }) });
    const schema = z.object({ items: z.union([item, z.array(item)], { error: 'no branch fits' }) });

    expect(await described(schema, 'items: { x: 1 }\n')).toEqual([
      '1:8 items.id: an id is required',
    ]);
    expect(await described(schema, 'items: [{ id: a }, { x: 1 }]\n')).toEqual([
      '1:20 items[1].id: an id is required',
    ]);
    expect(await described(schema, 'items: 3\n')).toEqual(['1:8 items: no branch fits']);
  });
});

test('pathText quotes what is not a plain name', () => {
  expect(pathText(['resources', 0, 'properties', 'a.b'])).toBe('resources[0].properties["a.b"]');
});

describe('nearest', () => {
  test('finds a misspelling, in any case', () => {
    expect(nearest('aws::sqs::queues', ['AWS::SQS::Queue', 'AWS::S3::Bucket'])).toBe(
      'AWS::SQS::Queue',
    );
  });

  test('suggests nothing for short names that merely look alike', () => {
    expect(nearest('us', ['eu', 'ap'])).toBeUndefined();
    expect(nearest('something else', ['AWS::SQS::Queue'])).toBeUndefined();
    expect(nearest('x', [])).toBeUndefined();
  });
});

describe('a part of a file', () => {
  const file = parseYaml('f.yml', 'list:\n  - { n: 1 }\n  - { n: x, alow: y }\n');
  const part = partOf(partOf(file, 'list'), 1);

  test('is reported at its position in the whole file', async () => {
    const schema = z.strictObject({ n: z.number(), allow: z.string().optional() });

    const error = await configurationError(() => parsePart(schema, part));

    expect(error.message.split('\n')).toEqual([
      'f.yml:3:10 list[1].n: must be a number',
      'f.yml:3:13 list[1].alow: unknown key',
    ]);
  });

  test('can be parsed separately', () => {
    expect(parsePart(z.object({ n: z.literal('x') }), part)).toEqual({ n: 'x' });
    expect(partOf(part, 'n', 'deeper').value).toBeUndefined();
  });

  test('is the closest existing parent of a missing value', () => {
    const { message } = describeFindings([{ path: ['gone', 7], message: 'is missing' }], part);

    expect(message).toBe('f.yml:3:5 list[1].gone[7]: is missing');
  });
});
