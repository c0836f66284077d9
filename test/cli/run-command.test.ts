import { expect, test } from '@jest/globals';
import { VERSION } from '../../src/app/version.ts';
import { longshore } from '../helpers/command.ts';

test('help and version go to stdout, and end well', async () => {
  const help = await longshore(['--help']);
  const version = await longshore(['--version']);

  expect(help).toMatchObject({ exitCode: 0, stderr: '' });
  expect(help.stdout).toMatch(/^Usage: longshore /);
  expect(version).toEqual({ exitCode: 0, stdout: `${VERSION}\n`, stderr: '' });
});

test.each([
  ['an unknown command', ['resink'], "unknown command 'resink'"],
  ['an unknown flag', ['resync', '--kind', 'x'], "unknown option '--kind'"],
  ['a flag that is missing', ['map'], "required option '--input <file>' not specified"],
])('%s is told on stderr with the way to the help: exit 2', async (_, args, problem) => {
  const { exitCode, stdout, stderr } = await longshore(args);

  expect(stderr).toContain(`error: ${problem}`);
  expect(stderr).toContain('(run with --help for the options and examples)');
  expect(stdout).toBe('');
  expect(exitCode).toBe(2);
});

test('the help of every command ends with examples, from the first column', async () => {
  const { stdout } = await longshore(['--help']);
  const commands = [...stdout.matchAll(/^ {2}([a-z][a-z-]+) /gm)].map(([, name = '']) => name);

  for (const name of commands.filter((one) => one !== 'help')) {
    const help = await longshore([name, '--help']);
    expect(help.stdout).toMatch(/^Examples:\n {2}\S/m);
  }
  expect(commands.length).toBeGreaterThan(8);
});

test('a stack is shown only when it is asked for', async () => {
  const args = ['resync', '--config', '/nonexistent/mapping.yml'];

  const plain = await longshore(args);
  const debugged = await longshore(args, { env: { LONGSHORE_DEBUG: '1' } });

  expect(plain.stderr).not.toMatch(/\n\s+at /);
  expect(debugged.stderr).toMatch(/\n\s+at /);
  expect(debugged.stderr.startsWith(plain.stderr)).toBe(true);
});

test('a command that is stopped says so: exit 130', async () => {
  const signal = AbortSignal.abort(new Error('stopped by a test'));

  const { exitCode, stderr } = await longshore(['map', '--input', '-'], { signal });

  expect(stderr).toBe('longshore: stopped by a test\n');
  expect(exitCode).toBe(130);
});

test('the environment is the command’s while it runs, and of one command at a time', async () => {
  const { env } = process;

  const first = longshore(['kinds'], { env: { AWS_REGION: 'eu-west-1' } });
  const during = process.env['AWS_REGION'];
  const second = longshore(['iam-policy']);

  await expect(second).rejects.toThrow('"longshore kinds" still runs');
  expect(await first).toMatchObject({ exitCode: 0 });
  expect(during).toBe('eu-west-1');
  expect(process.env).toBe(env);
});
