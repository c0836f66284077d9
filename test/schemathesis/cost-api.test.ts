import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { API_TOKEN, ApiWorld } from '../host/cost/api-world.ts';
import { installSchemathesis } from '../moto/install.ts';
import { Clock, ledgerSandbox } from '../sandbox/ledger/world.ts';

/** Cases for each endpoint and phase: enough for every kind of wrong value, in about two minutes. */
const CASES = 15;
const SEED = 20_261_122;
/** Two thousand requests, and some of them read AWS. Milliseconds. */
const TIMEOUT_MS = 1_800_000;

const clock = new Clock('2026-10-20T06:00:00Z');
const sandbox = await ledgerSandbox(clock);
let world: ApiWorld;
beforeAll(async () => {
  world = await ApiWorld.create({ LONGSHORE_COST_RETENTION: '1' }, () => clock.now().getTime());
  world.useAws(sandbox);
  await world.start();
  await world.host.costWork.collectBill({ isAgain: false }, {}, new AbortController().signal);
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await sandbox.close();
});

interface Ended {
  readonly exitCode: number | null;
  readonly output: string;
}

async function schemathesis(args: readonly string[]): Promise<Ended> {
  const python = await installSchemathesis();
  const folder = await mkdtemp(path.join(tmpdir(), 'longshore-schemathesis-'));
  try {
    return await new Promise((resolve) => {
      const child = execFile(
        python,
        ['-m', 'schemathesis.cli', 'run', `${world.url}/docs/json`, ...args],
        { cwd: folder, maxBuffer: 64 * 1024 * 1024 },
        (_, stdout, stderr) => {
          resolve({ exitCode: child.exitCode, output: stdout + stderr });
        },
      );
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

test(
  'the running API is as its own document says, whatever is sent',
  async () => {
    const { exitCode, output } = await schemathesis([
      ...['--header', `Authorization: Bearer ${API_TOKEN}`],
      ...['--include-path-regex', '^/api/v1/aws/', '--phases', 'examples,coverage,fuzzing'],
      ...['--max-examples', String(CASES), '--seed', String(SEED), '--no-color'],
      ...['--continue-on-failure', '--request-timeout', '60'],
      // A busy machine makes cases slowly.
      ...['--suppress-health-check', 'too_slow'],
      // Its cases have dates in any order and services that do not exist: 400 is right, and the schema cannot say it.
      ...['--exclude-checks', 'positive_data_acceptance'],
    ]);

    expect([exitCode, exitCode === 0 ? '' : output]).toEqual([0, '']);
    expect(output).toMatch(/(?<cases>\d+) generated, \k<cases> passed/);
  },
  TIMEOUT_MS,
);
