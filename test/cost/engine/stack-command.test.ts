import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { longshore, type CommandResult } from '../../helpers/command.ts';
import { Document, PRICES, STACK } from './projected-world.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'longshore-stack-'));
  await writeFile(path.join(folder, 'preview.json'), JSON.stringify(STACK));
});
afterAll(() => rm(folder, { recursive: true }));

/** A command `pulumi` that does this. */
async function pulumi(script: string): Promise<void> {
  const file = path.join(folder, 'pulumi');
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
}

async function projected(...flags: readonly string[]): Promise<CommandResult> {
  const args = ['cost', 'projected', '--prices', PRICES, '--output', 'json', ...flags];
  const { PATH = '' } = process.env;
  return await longshore(args, { cwd: folder, env: { PATH: `${folder}:${PATH}` } });
}

describe('--stack asks Pulumi', () => {
  test('for the whole stack', async () => {
    await pulumi('echo "$@" > asked.txt; cat preview.json');
    const { stdout, exitCode } = await projected('--stack', 'dev');

    expect(await readFile(path.join(folder, 'asked.txt'), 'utf8')).toBe(
      'preview --json --show-sames --non-interactive --stack dev\n',
    );
    expect([exitCode, Document.parse(JSON.parse(stdout)).resources.length]).toEqual([0, 3]);
  });

  test.each([
    ['PreviewFailed', 'echo "boom" >&2; exit 255', 'boom'],
    ['NoProject', 'echo "error: no Pulumi.yaml project file found" >&2; exit 255', 'folder'],
    ['NoCurrentStack', 'echo "error: no stack named \'dev\' found" >&2; exit 255', 'stack ls'],
  ])('%s: what Pulumi says, and nothing on stdout', async (name, script, text) => {
    await pulumi(script);
    const { stdout, stderr, exitCode } = await projected('--stack', 'dev');

    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toContain(`${name}: `);
    expect(stderr).toContain(text);
  });

  test('PulumiNotFound; output that is cut off; a stack and a plan', async () => {
    await rm(path.join(folder, 'pulumi'), { force: true });
    const missing = await projected('--stack', 'dev');
    await pulumi('head -c 100 preview.json; exit 1');
    const cut = await projected('--stack', 'dev');
    const both = await projected('--stack', 'dev', '--plan', 'preview.json');

    expect([missing, cut, both].map(({ exitCode }) => exitCode)).toEqual([1, 1, 2]);
    expect([missing, cut, both].map(({ stdout }) => stdout)).toEqual(['', '', '']);
    expect(missing.stderr).toContain('PulumiNotFound');
  });
});
