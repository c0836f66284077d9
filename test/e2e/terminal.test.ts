import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { LONGEST_LINE_BYTES } from '../../src/lib/fit-line.ts';
import { environmentOf, longshore } from '../helpers/command.ts';
import { Screen } from '../helpers/screen.ts';

const QUEUES = ['--kinds', 'AWS::SQS::Queue'];
const ESCAPE = '\u001B';

let sandbox: Sandbox;
let env: Readonly<Record<string, string>>;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'longshore-terminal-'));
  sandbox = await startSandbox({
    latencyMs: 20,
    estate: {
      seed: 'terminal',
      accounts: 2,
      regions: ['us-east-1', 'eu-west-1'],
      usedRegions: 2,
      'AWS::SQS::Queue': 40,
    },
  });
  env = environmentOf(sandbox);
});

afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
});

function detailCalls(): number {
  return sandbox.calls()['sqs:GetQueueAttributes'] ?? 0;
}

/** The fields of each line of a log. */
function linesOf(log: string): readonly Record<string, unknown>[] {
  return log
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('progress', () => {
  test('is drawn on the terminal while the pipe gets every resource', async () => {
    const stderr = new Screen(60, 24);

    const { exitCode, stdout } = await longshore(['resync', ...QUEUES, '--output', '-'], {
      env,
      stderr,
    });

    expect(exitCode).toBe(0);
    expect(linesOf(stdout)).toHaveLength(80);
    expect(stderr.writes.some((frame) => frame.includes('Reading AWS'))).toBe(true);
    expect(stderr.text[0]).toMatch(/^Kind +Resources/);
    expect(stderr.text.at(-1)).toMatch(/^ *(complete: 80 resources, |.*in [\d.]+ m?s$)/);
    for (const line of stderr.text) expect(line.length).toBeLessThanOrEqual(60);
  });

  test('is not drawn on the terminal that shows the resources', async () => {
    const [stdout, stderr] = [new Screen(80, 24), new Screen(80, 24)];

    await longshore(['resync', ...QUEUES, '--output', '-'], { env, stdout, stderr });

    expect(stderr.writes.filter((frame) => frame.includes('Reading AWS'))).toEqual([]);
    expect(stdout.writes.join('').trimEnd().split('\n')).toHaveLength(80);
  });

  test('is not drawn on a terminal that cannot move its cursor', async () => {
    const stderr = new Screen(80, 24);

    await longshore(['resync', ...QUEUES, '--output', '-'], {
      env: { ...env, TERM: 'dumb' },
      stderr,
    });

    expect(stderr.writes.join('')).not.toContain(ESCAPE);
  });
});

describe('--quiet and --verbose', () => {
  test.each([
    ['before the command', ['--quiet', 'resync', ...QUEUES]],
    ['after the command', ['resync', ...QUEUES, '--quiet']],
  ])('--quiet %s prints resources only', async (_, args) => {
    const stderr = new Screen(80, 24);

    const { exitCode, stdout } = await longshore(args, { env, stderr });

    expect(exitCode).toBe(0);
    expect(stderr.writes).toEqual([]);
    expect(linesOf(stdout)).toHaveLength(80);
  });

  test('--quiet still prints errors', async () => {
    const { exitCode, stderr } = await longshore(['resync', '--quiet', '--config', '/none.yml']);

    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^longshore: .*\/none\.yml/);
  });

  test('--verbose logs each scope; on a terminal for people, above what is drawn', async () => {
    const stderr = new Screen(200, 24);

    const logged = await longshore(['resync', ...QUEUES, '--verbose'], { env });
    await longshore(['resync', ...QUEUES, '--verbose'], { env, stderr });

    expect(linesOf(logged.stderr).filter(({ msg }) => msg === 'scope read')).toHaveLength(
      4 + 2 + 2 + 1,
    );
    const scopes = stderr.text.filter((line) => line.includes('scope read kind=AWS::SQS::Queue'));
    expect(scopes).toHaveLength(4);
    expect(scopes[0]).toContain('DEBUG');
  });

  test('they exclude each other', async () => {
    const { exitCode, stderr } = await longshore(['resync', '--quiet', '--verbose']);

    expect(exitCode).toBe(2);
    expect(stderr).toContain("option '--quiet' cannot be used with option '--verbose'");
  });
});

describe('colours', () => {
  const COLOUR = new RegExp(`${ESCAPE}\\[\\d+m`);

  test.each([
    ['a terminal has colours', {}, true],
    ['NO_COLOR removes them', { NO_COLOR: '1' }, false],
    ['an empty NO_COLOR does not', { NO_COLOR: '' }, true],
    ['NO_COLOR counts more than FORCE_COLOR', { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  ])('%s', async (_, more, isColoured) => {
    const stderr = new Screen(80, 24);

    await longshore(['resync', ...QUEUES, '--verbose'], { env: { ...env, ...more }, stderr });

    expect(COLOUR.test(stderr.writes.join(''))).toBe(isColoured);
  });

  test('no help has colours', async () => {
    const stdout = new Screen(80, 24);

    await longshore(['resync', '--help'], { stdout, env: { FORCE_COLOR: '1' } });

    expect(stdout.writes.join('')).not.toContain(ESCAPE);
  });
});

describe('the log of a run', () => {
  test('has a line when it starts and one when it ends, and no line is too long', async () => {
    const { stderr } = await longshore(
      ['resync', ...QUEUES, '--accounts', sandbox.managementAccountId],
      {
        env,
      },
    );

    const lines = linesOf(stderr);
    expect(lines[0]).toMatchObject({
      msg: 'run started',
      kinds: 1,
      accounts: [sandbox.managementAccountId],
      sink: 'ndjson',
      output: '-',
    });
    expect(lines.at(-1)).toMatchObject({ msg: 'run ended', status: 'complete', resources: 40 });
    for (const line of stderr.split('\n'))
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(LONGEST_LINE_BYTES);
  });

  test('LONGSHORE_LOG_FORMAT chooses lines for people without a terminal, and JSON on one', async () => {
    const screen = new Screen(500, 24);

    const pretty = await longshore(['resync', ...QUEUES], {
      env: { ...env, LONGSHORE_LOG_FORMAT: 'pretty' },
    });
    await longshore(['resync', ...QUEUES, '--verbose'], {
      env: { ...env, LONGSHORE_LOG_FORMAT: 'json' },
      stderr: screen,
    });

    expect(pretty.stderr).toMatch(/^\[\d\d:\d\d:\d\d\] INFO: run started kinds=1 /);
    expect(screen.writes.join('')).toContain('"msg":"scope read"');
  });
});

describe('a run that is stopped', () => {
  test.each([
    ['off a terminal', undefined, / read; .*resources\.ndjson not written$/],
    ['on a wide terminal', 300, / read; .*resources\.ndjson not written$/],
    ['on a narrow terminal', 60, / read$/],
  ])('prints one line, %s', async (_, columns, ending) => {
    const stop = new AbortController();
    const screen = new Screen(columns ?? 80, 24);
    const output = path.join(await mkdtemp(path.join(folder, 'stopped-')), 'resources.ndjson');
    const callsBefore = detailCalls();
    const timer = setInterval(() => {
      if (detailCalls() > callsBefore)
        stop.abort(new DOMException('stopped by Ctrl-C', 'AbortError'));
    }, 5);

    const { exitCode, stderr } = await longshore(['resync', ...QUEUES, '--output', output], {
      env,
      signal: stop.signal,
      ...(columns !== undefined && { stderr: screen }),
    });

    clearInterval(timer);
    const lines = columns !== undefined ? screen.text : stderr.trimEnd().split('\n');
    const own = lines.filter((line) => !line.includes('"run started"'));
    expect(own).toEqual([
      expect.stringMatching(/^longshore: stopped by Ctrl-C: \d+ resources? read/),
    ]);
    expect(own[0]).toMatch(ending);
    expect(exitCode).toBe(130);
    expect(await readdir(path.dirname(output))).toEqual([]);
  });
});

test('--dry-run counts listings once for all kinds, and calls for each parent', async () => {
  const mapping = path.join(folder, 'parents.yml');
  const kinds = ['ECS::Cluster', 'ECS::Service', 'CodePipeline::Stage', 'CodePipeline::Action'];
  const blocks = kinds.map((kind) => ({
    kind: `AWS::${kind}`,
    selector: { query: 'true' },
    port: { entity: { mappings: { identifier: '.Properties', blueprint: '"b"' } } },
  }));
  await writeFile(mapping, JSON.stringify({ resources: blocks }));

  const { stdout } = await longshore(['resync', '--dry-run', '--config', mapping], { env });

  const rows = stdout.split('\n').map((line) => line.replaceAll(/ {2,}/g, ' | '));
  expect(rows).toContain(
    'AWS::CodePipeline::Action | 4 | 4 | 1 codepipeline:GetPipeline for each pipeline',
  );
  expect(rows).toContain(
    'AWS::CodePipeline::Stage | 4 | 0 | 1 codepipeline:GetPipeline for each pipeline',
  );
  expect(stdout).toMatch(/AWS::ECS::Cluster +4 +4 /);
  expect(stdout).toMatch(/AWS::ECS::Service +4 +0 +1 ecs:ListServices for each cluster/);
  expect(stdout).toContain('At least 8 calls: ');
});

test('help fits 80 columns, and writes what to fill in as <file>', async () => {
  const { stdout } = await longshore(['--help']);
  const commands = [...stdout.matchAll(/^ {2}([a-z][a-z-]+) /gm)].map(([, name = '']) => name);

  for (const name of ['', ...commands.filter((one) => one !== 'help')]) {
    const help = await longshore([name, '--help'].filter((one) => one !== ''));
    const [text] = help.stdout.split('\nExamples:');
    expect(text).not.toMatch(/\b(FILE|FOLDER|DIRECTORY|KIND|IDENTIFIER)\b/);
    for (const line of help.stdout.split('\n'))
      if (!line.startsWith('  longshore ')) expect(line.length).toBeLessThanOrEqual(80);
    expect(help.stdout).toContain('--quiet');
  }
});
