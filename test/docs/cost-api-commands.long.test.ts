import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { API, API_TOKEN, ApiWorld } from '../host/cost/api-world.ts';
import { Clock, ledgerSandbox } from '../sandbox/ledger/world.ts';
import { until } from '../host/served-host.ts';

const run = promisify(execFile);
/** Exports of simulated months are made when they are read. Milliseconds. */
const TIMEOUT_MS = 600_000;
const clock = new Clock('2026-11-20T06:00:00Z');
const sandbox = await ledgerSandbox(clock);
let world: ApiWorld;
beforeAll(async () => {
  const env = { LONGSHORE_COST_API_ANONYMOUS: 'true', LONGSHORE_COST_RETENTION: '1' };
  world = await ApiWorld.create(env, () => clock.now().getTime());
  world.useAws(sandbox);
  await world.start();
  const signal = new AbortController().signal;
  await world.host.costWork.collectBill({ isAgain: false }, {}, signal);
}, TIMEOUT_MS);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await sandbox.close();
});

/** The commands of a page that call the API, each with the lines that it goes on to. */
async function commandsOf(page: string): Promise<readonly string[]> {
  const text = await readFile(new URL(`../../docs/${page}`, import.meta.url), 'utf8');
  const blocks = [...text.matchAll(/^ *```(?:sh|console)\n(?<block>[^]*?)^ *```$/gm)];
  return blocks.flatMap(({ groups }) => {
    const joined = (groups?.['block'] ?? '').replaceAll(/\\\n\s*/g, '');
    return joined.split('\n').flatMap((line) => /^\s*(?:\$ )?(?<curl>curl .*)$/.exec(line)?.groups?.['curl'] ?? []); // prettier-ignore
  });
}

/** What callers have set, and ids that only they know. */
function environment(jobId: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    API: `${world.url}${API}`,
    LONGSHORE_API_TOKEN: API_TOKEN,
    TOKEN: `authorization: Bearer ${API_TOKEN}`,
    JSON: 'content-type: application/json',
    ID: 'unknown',
    JOB: jobId,
  };
}

const Problem = z.object({ type: z.string(), status: z.number(), detail: z.string() });
/** Of the printed commands, these are answered with a problem: the page shows one, and no opportunity has the id. */
const EXPECTED_PROBLEMS = [/start_date=2026-09-31/, /opportunities\/\$ID/];

async function idOfJob(): Promise<string> {
  const answer = await world.post('/collect', { start_date: '2026-10-01', end_date: '2026-10-31' });
  return z.object({ job_id: z.string() }).parse(answer.json).job_id;
}

test.each(['cost-api.md', 'migrating-cost-api.md'])(
  'the commands of %s work as printed',
  async (page) => {
    const jobId = await idOfJob();
    const commands = await commandsOf(page);

    expect(commands.length).toBeGreaterThan(5);
    for (const command of commands) {
      const own = command.replace(/jobs\/[0-9a-f-]{36}/, 'jobs/$JOB').replace(/ > \S+$/, ''); // not into a file of this repository
      const { stdout } = await run('bash', ['-ec', own], {
        env: environment(jobId),
        maxBuffer: 64 * 1024 * 1024,
      });
      if (own.includes('text/csv')) {
        expect(stdout).toMatch(/^time,.*amount/);
        continue;
      }
      const answer: unknown = JSON.parse(stdout);
      const problem = Problem.safeParse(answer).data;
      const isExpected = EXPECTED_PROBLEMS.some((known) => known.test(own));
      expect([own, problem?.detail]).toEqual([own, isExpected ? expect.any(String) : undefined]);
    }
    await until(async () => {
      const { json } = await world.get(`/jobs/${jobId}`);
      return z.object({ finished_at: z.string().nullable() }).parse(json).finished_at !== null;
    });
  },
  TIMEOUT_MS,
);
