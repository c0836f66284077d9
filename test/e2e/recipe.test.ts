import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CODE_BLOCK = /`(src\/[^`]+\.ts)`:\n\n```ts\n([\s\S]*?)```/g;
const run = promisify(execFile);

let copy: string;

beforeAll(async () => {
  // Inside the checkout, so that node_modules are found; ignored by git.
  copy = await mkdtemp(path.join(ROOT, '.recipe-'));
  for (const name of ['src', 'scripts', 'docs', 'test', '.port', 'tsconfig.json', 'package.json']) {
    await cp(path.join(ROOT, name), path.join(copy, name), { recursive: true });
  }
});

afterAll(async () => {
  await rm(copy, { recursive: true, force: true });
});

/** Runs one of the project's tools in the copy. */
async function tool(name: string, args: readonly string[]): Promise<string> {
  const script = path.join(ROOT, 'node_modules', '.bin', name);
  const env = { ...process.env, NODE_OPTIONS: '--experimental-vm-modules --no-warnings' };
  const { stdout, stderr } = await run(script, args, { cwd: copy, env, maxBuffer: 16_000_000 });
  return stdout + stderr;
}

test('the recipe’s own code makes a kind that compiles, is generated everywhere and conforms', async () => {
  const recipe = await readFile(path.join(ROOT, 'docs/adding-a-kind.md'), 'utf8');
  const blocks = [...recipe.matchAll(CODE_BLOCK)];
  expect(blocks.map(([, file]) => file)).toEqual([
    'src/core/exporters/ec2/volume.ts',
    'src/core/exporters/ec2/volume.example.ts',
  ]);
  for (const [, file = '', code = ''] of blocks) await writeFile(path.join(copy, file), code);

  await tool('tsx', ['scripts/generate.ts']);
  await writeFile(
    path.join(copy, 'tsconfig.recipe.json'),
    JSON.stringify({ extends: './tsconfig.json', include: ['src'] }),
  );
  await tool('tsc', ['--noEmit', '-p', 'tsconfig.recipe.json']);
  await cp(path.join(ROOT, 'jest.config.js'), path.join(copy, 'jest.config.js'));
  const conformance = await tool('jest', ['test/conformance', '-t', 'AWS::EC2::Volume']);
  const kinds = await tool('tsx', ['src/cli/main.ts', 'kinds', 'AWS::EC2::Volume']);

  expect(conformance).toMatch(/Tests: .* 8 passed/);
  expect(kinds).toContain('DescribeVolumeAttributeAction');
  for (const file of ['.port/spec.yaml', 'docs/kinds.md', '.port/resources/port-app-config.yml']) {
    expect(await readFile(path.join(copy, file), 'utf8')).toContain('AWS::EC2::Volume');
  }
}, 180_000);
