import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { findPython } from './python.ts';

const INSTALL = fileURLToPath(new URL('install.ts', import.meta.url));
const LOADER = new URL('../../node_modules/tsx/dist/loader.mjs', import.meta.url).href;

interface Answer {
  readonly major: number;
  readonly minor: number;
  readonly venv: boolean;
}

/** A command that responds as a Python of this version. */
async function fakePython(answer: Answer): Promise<AsyncDisposable & { readonly name: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'python-'));
  const name = path.join(folder, 'python3');
  await writeFile(name, `#!/bin/sh\necho '${JSON.stringify({ ...answer, path: name })}'\n`);
  await chmod(name, 0o755);
  return {
    name,
    async [Symbol.asyncDispose]() {
      await rm(folder, { recursive: true });
    },
  };
}

test('a recent Python that can create virtual environments is accepted', async () => {
  await using python = await fakePython({ major: 3, minor: 14, venv: true });

  expect(await findPython(python.name)).toEqual({ path: python.name, version: '3.14' });
});

test('without Python, the message says what to install', async () => {
  const { exitCode, stdout, stderr } = await install('/nonexistent/python3');

  expect(exitCode).toBe(1);
  expect(stdout).toBe('');
  expect(stderr.trim().split('\n')).toEqual([
    expect.stringContaining('requires Python 3.11 or later'),
    expect.stringContaining('apt-get install python3 python3-venv'),
  ]);
});

test('an old Python is reported', async () => {
  await using python = await fakePython({ major: 3, minor: 9, venv: true });

  const { exitCode, stderr } = await install(python.name);

  expect(exitCode).toBe(1);
  expect(stderr).toContain('is 3.9');
});

test('a Python without venv is distinguished from no Python', async () => {
  await using python = await fakePython({ major: 3, minor: 12, venv: false });

  const { exitCode, stderr } = await install(python.name);

  expect(exitCode).toBe(1);
  expect(stderr).toContain('apt-get install python3-venv, or python3.12-venv');
});

test('when pip cannot install moto, its error is shown, and the next run retries', async () => {
  const settings = {
    PIP_INDEX_URL: 'http://127.0.0.1:1/',
    PIP_RETRIES: '0',
    PIP_NO_CACHE_DIR: '1',
  };
  await using python = await wrappedPython();

  const first = await install(python.name, settings);
  const second = await install(python.name, settings);

  for (const { exitCode, stderr } of [first, second]) {
    expect(exitCode).toBe(1);
    expect(stderr).toContain('moto could not be installed');
    expect(stderr).not.toContain('    at '); // no stack
  }
});

/** The machine's own Python under another path, so that it needs its own environment. */
async function wrappedPython(): Promise<AsyncDisposable & { readonly name: string }> {
  const { path: real, version } = await findPython();
  const [major = 3, minor = 11] = version.split('.').map(Number);
  const python = await fakePython({ major, minor, venv: true });
  const answer = JSON.stringify({ major, minor, venv: true, path: python.name });
  await writeFile(
    python.name,
    `#!/bin/sh\nif [ "$1" = -c ]; then echo '${answer}'; else exec '${real}' "$@"; fi\n`,
  );
  return python;
}

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function install(python: string, settings: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME, LONGSHORE_PYTHON: python, ...settings };
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['--import', LOADER, INSTALL],
      { env },
      (_, stdout, stderr) => {
        resolve({ exitCode: child.exitCode, stdout, stderr });
      },
    );
  });
}
