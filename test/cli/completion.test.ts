import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { expectClearError } from '../helpers/clear-error.ts';
import { longshore } from '../helpers/command.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

let folder: string;
let script: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'longshore-completion-'));
  script = path.join(folder, 'longshore.bash');
  await writeFile(script, (await longshore(['completion', 'bash'])).stdout);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** What bash offers after each line, with the cursor at its end. */
async function offered(lines: readonly string[]): Promise<readonly (readonly string[])[]> {
  const program =
    `source "$1"; shift\n` +
    `for COMP_LINE in "$@"; do COMP_POINT=\${#COMP_LINE}; COMPREPLY=(); _longshore 2> /dev/null; echo "\${COMPREPLY[*]}"; done`;
  const { stdout } = await run('bash', ['-c', program, 'bash', script, ...lines], { cwd: ROOT });
  const answers = stdout.split('\n').slice(0, lines.length);
  return answers.map((answer) => answer.split(' ').filter((word) => word !== ''));
}

describe('completion in bash', () => {
  test('offers commands, flags and the values of flags', async () => {
    const [commands, command, flag, sizes, sinks, formats, shells, file] = await offered([
      'longshore ',
      'longshore res',
      'longshore resync --ki',
      'longshore demo --size ',
      'longshore resync --sink=',
      'longshore query --format ',
      'longshore completion ',
      'longshore map --input packa',
    ]);

    expect(commands).toEqual(expect.arrayContaining(['resync', 'doctor', 'kinds', 'completion']));
    expect(command).toEqual(['resync']);
    expect(flag).toEqual(['--kinds']);
    expect(sizes).toEqual(['small', 'large']);
    expect(sinks).toEqual(['ndjson', 'port', 'store']);
    expect(formats).toEqual(['table', 'json', 'ndjson', 'csv', 'parquet']);
    expect(shells).toEqual(['bash', 'zsh', 'fish']);
    expect(file).toEqual(['package.json', 'package-lock.json'].sort());
  });

  test('bash replaces only what follows the last colon of a kind', async () => {
    const [kind, afterFlag, none] = await offered([
      'longshore get AWS::SQ',
      'longshore get --region eu-west-1 AWS::S3:',
      'longshore get AWS::SQS::Queue ',
    ]);

    expect(kind).toEqual(['SQS::Queue']);
    expect(afterFlag).toEqual([':Bucket']);
    expect(none).toEqual([]);
  });

  test('completes the last element of a list, without those that are in it', async () => {
    const [kinds, withEquals, regions] = await offered([
      'longshore resync --kinds AWS::SNS::Topic,AWS::SN',
      'longshore resync --kinds=AWS::SQS::Queue,AWS::SN',
      'longshore plan --regions eu-west-1,eu-west-',
    ]);

    expect(kinds).toEqual([]);
    expect(withEquals).toEqual(['SNS::Topic']);
    expect(regions).toEqual(['eu-west-1,eu-west-2', 'eu-west-1,eu-west-3']);
  });
});

test.each(['zsh', 'fish'])('%s: the script names every command and every kind', async (shell) => {
  const { stdout, exitCode } = await longshore(['completion', shell]);
  const help = await longshore(['--help']);

  const commands = [...help.stdout.matchAll(/^ {2}([a-z][a-z-]*) /gm)].map(([, name = '']) => name);
  expect(exitCode).toBe(0);
  expect(commands.length).toBeGreaterThan(10);
  for (const command of commands) expect(stdout).toContain(command);
  expect(stdout).toContain('AWS::SQS::Queue');
  expect(stdout).toContain('eu-west-1');
});

test('an unknown shell is an error', async () => {
  expectClearError(await longshore(['completion', 'tcsh']), 2, '"tcsh"', 'bash, zsh, fish');
});
