import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { preview, step, urn, VOLUME, volume } from '../cost/engine/plan-documents.ts';
import { longshore } from '../helpers/command.ts';
import { FIRST, storeCharges } from '../cost/engine/stored-charges.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LOADER = new URL('../../node_modules/tsx/dist/loader.mjs', import.meta.url).href;
const TIMEOUT_MS = 300_000;
const DAY_MS = 86_400_000;
const VOLUME_ID = 'vol-0123456789abcdef0';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'longshore-docs-'));
  const index = (Date.parse('2026-10-05') - FIRST) / DAY_MS;
  await storeCharges(folder, '.longshore', [{ index, amount: '0.1', resource: VOLUME_ID }]);
  await mkdir(path.join(folder, 'bin'));
  const plan = path.join(ROOT, 'demo/plan.json');
  for (const name of ['plan.json', 'main.json']) await copyFile(plan, path.join(folder, name));
  await copyFile(path.join(ROOT, 'demo/prices.ndjson.gz'), path.join(folder, 'prices.ndjson.gz'));
  const old = volume({ size: 10, type: 'gp3' }, { id: VOLUME_ID, created: '2026-09-01T00:00:00Z' });
  const files = {
    'preview.json': preview([
      step('update', { oldState: old, newState: volume({ size: 30, type: 'gp3' }) }),
      step('create', {
        urn: urn(VOLUME, 'web'),
        newState: { ...volume({ size: 8 }), urn: urn(VOLUME, 'web') },
      }),
    ]),
    'stack.json': { version: 3, deployment: { resources: [old] } },
    'state.json': {
      format_version: '1.0',
      terraform_version: '1.9.0',
      values: {
        root_module: {
          resources: [
            {
              address: 'aws_ebs_volume.data',
              mode: 'managed',
              type: 'aws_ebs_volume',
              name: 'data',
              values: { id: VOLUME_ID, size: 10, type: 'gp3', availability_zone: 'eu-west-1a' },
            },
          ],
        },
      },
    },
    'budgets.yml': { cost: { budgets: { global: { amount: 500, currency: 'USD' } } } },
  };
  for (const [name, content] of Object.entries(files)) {
    await writeFile(path.join(folder, name), JSON.stringify(content));
  }
  // What the tools print: the printed commands write over the files.
  const printed = [
    ['main.json', 'plan'],
    ['state.json', 'state'],
    ['preview.json', 'preview'],
    ['stack.json', 'stack'],
  ] as const;
  for (const [file, name] of printed) {
    await copyFile(path.join(folder, file), path.join(folder, 'bin', name));
  }
  const ours = `exec "${process.execPath}" --import "${LOADER}" "${path.join(ROOT, 'src/cli/main.ts')}"`;
  const commands = {
    longshore: `${ours} "$@"`,
    finfocus: `${ours} peer finfocus "$@"`,
    // npm run --silent longshore -- …, in a clone of this repository
    npm: `[ "$1" = run ] || exit 0; shift 4; cd "${ROOT}"; ${ours} "$@"`,
    terraform:
      'case "$*" in "show -json plan.out") cat bin/plan;; "show -json") cat bin/state;; esac',
    pulumi: 'case "$1" in preview) cat bin/preview;; stack) cat bin/stack;; esac',
    gh: '[ -s comment.md ]',
  };
  for (const [name, script] of Object.entries(commands)) {
    const file = path.join(folder, 'bin', name);
    await writeFile(file, `#!/bin/sh\n${script}\n`);
    await chmod(file, 0o755);
  }
});
afterAll(() => rm(folder, { recursive: true }));

function environment(): Readonly<Record<string, string>> {
  return {
    PATH: `${path.join(folder, 'bin')}:${process.env['PATH'] ?? ''}`,
    HOME: folder,
    PR: '1',
    AWS_REGION: 'eu-west-1',
    // Prices are read from a file: tests have no network.
    LONGSHORE_PRICES_FILE: path.join(ROOT, 'demo/prices.ndjson.gz'),
    NODE_NO_WARNINGS: '1',
  };
}

async function shell(script: string): Promise<string> {
  const options = { cwd: folder, env: environment(), maxBuffer: 16 * 1024 * 1024 };
  const { stdout } = await run('bash', ['-eo', 'pipefail', '-c', script], options);
  return stdout;
}

/** One command, without anything that needs a shell but a file for its output. */
const PLAIN =
  /^(?<start>longshore|npm run --silent longshore --) (?<args>[^|&'"$>]+?)(?: > (?<file>\S+))?$/;

/** Runs a printed command: those of ours in this process, which takes a tenth of the time. */
async function ended(command: string): Promise<{ readonly code: number; readonly stderr: string }> {
  const { start, args, file } = PLAIN.exec(command)?.groups ?? {};
  if (args === undefined) {
    return await shell(command).then(
      () => ({ code: 0, stderr: '' }),
      (error: unknown) => z.object({ code: z.number(), stderr: z.string() }).parse(error),
    );
  }
  const cwd = start === 'longshore' ? folder : ROOT;
  const { exitCode, stdout, stderr } = await longshore(args.split(' '), {
    cwd,
    env: environment(),
  });
  if (file !== undefined) await writeFile(path.join(folder, file), stdout);
  return { code: exitCode ?? -1, stderr: exitCode === 0 ? '' : stderr }; // a warning is no failure
}

async function blocksOf(page: string, language: string): Promise<readonly string[]> {
  const text = await readFile(path.join(ROOT, 'docs', page), 'utf8');
  return [...text.matchAll(/^```(?<name>\w+)\n(?<block>[^]*?)^```$/gm)]
    .filter(({ groups }) => groups?.['name'] === language)
    .map(({ groups }) => groups?.['block'] ?? '');
}

/** The exit code of a plan with something that is not priced. */
const UNPRICED = 3;

/** The lines of a block, each with those that it goes on to. */
function commandsIn(block: string): readonly string[] {
  const lines = block.replaceAll(/\\\n\s*/g, '').split('\n');
  return lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
}

test.each([
  ['plans.md', 15],
  ['actual-cost.md', 3],
  ['migrating-from-pulumicost.md', 3],
  ['terraform-costs.md', 10],
])(
  'the commands of %s work as printed',
  async (page, least) => {
    const commands = (await blocksOf(page, 'sh')).flatMap(commandsIn);

    expect(commands.length).toBeGreaterThanOrEqual(least);
    for (const command of commands) {
      const end = await ended(command);
      const mayBeUnpriced = command.includes('--fail-on-unpriced') && end.code === UNPRICED;
      const shown = mayBeUnpriced ? { code: 0, stderr: '' } : end;
      expect([command, shown]).toEqual([command, { code: 0, stderr: '' }]);
    }
  },
  TIMEOUT_MS,
);

test(
  'the steps of the workflow end with a comment that shows what the page shows',
  async () => {
    const [workflow = ''] = await blocksOf('terraform-costs.md', 'yaml');
    const { jobs } = z
      .object({
        jobs: z.object({
          cost: z.object({ steps: z.array(z.object({ run: z.string().optional() })) }),
        }),
      })
      .parse(parse(workflow));
    const steps = jobs.cost.steps.flatMap(({ run: command }) => command ?? []);
    await rm(path.join(folder, 'comment.md'), { force: true });

    expect(steps.length).toBeGreaterThan(3);
    for (const step of steps) await shell(step);
    expect(await readFile(path.join(folder, 'comment.md'), 'utf8')).toContain(
      'Cost of this change',
    );
    const [example = ''] = await blocksOf('terraform-costs.md', 'console');
    const [command = '', ...shown] = example.split('\n');
    const printed = await shell(`cd "${ROOT}" && ${command.replace(/^\$ /, '')}`);
    expect(printed.startsWith(shown.join('\n').trimEnd())).toBe(true);
  },
  TIMEOUT_MS,
);
