import { spawn, execFile } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { OutputError } from '../../src/lib/errors.ts';
import { AtomicFile } from '../../src/lib/atomic-file.ts';
import { Ledger } from '../../src/ledger/ledger.ts';
import { ReportFile } from '../../src/ledger/report.ts';

const LOADER = new URL('../../node_modules/tsx/dist/loader.mjs', import.meta.url).href;
const MODULE = new URL('../../src/lib/atomic-file.ts', import.meta.url).href;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'longshore-whole-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function at(name: string): string {
  return path.join(folder, name);
}

async function write(name: string, content: string, signal?: AbortSignal): Promise<void> {
  const file = await AtomicFile.open(name, signal);
  file.stream.write(content);
  await file.finish();
}

async function failureOf(work: Promise<unknown>): Promise<OutputError> {
  const failure: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (failure instanceof OutputError) return failure;
  throw new Error('expected an OutputError', { cause: failure });
}

describe('a file', () => {
  test('is renamed to its final name when complete', async () => {
    const file = await AtomicFile.open(at('out'));
    file.stream.write('content');
    const before = await readdir(folder);
    await file.finish();

    expect(before).toEqual([expect.stringMatching(/^out\..+\.partial$/)]);
    expect(await readdir(folder)).toEqual(['out']);
    expect(await readFile(at('out'), 'utf8')).toBe('content');
  });

  test('two concurrent writers have separate partial files, and the last to finish wins', async () => {
    const first = await AtomicFile.open(at('out'));
    const second = await AtomicFile.open(at('out'));
    first.stream.write('first '.repeat(1_000));
    second.stream.write('second');

    await second.finish();
    await first.finish();

    expect(await readFile(at('out'), 'utf8')).toBe('first '.repeat(1_000));
    expect(await readdir(folder)).toEqual(['out']);
  });

  test('keeps the permissions of the file that it replaces', async () => {
    await writeFile(at('out'), 'before');
    await chmod(at('out'), 0o604);

    await write(at('out'), 'after');

    expect(await readFile(at('out'), 'utf8')).toBe('after');
    expect((await stat(at('out'))).mode & 0o7777).toBe(0o604);
  });

  test('symbolic links stay, and their target is written, even if it does not exist yet', async () => {
    await mkdir(at('elsewhere'));
    await symlink('elsewhere/target', at('second'));
    await symlink(at('second'), at('first'));

    await write(at('first'), 'content');
    await write(at('first'), 'again');

    expect(await readlink(at('first'))).toBe(at('second'));
    expect(await readlink(at('second'))).toBe('elsewhere/target');
    expect(await readFile(at('elsewhere/target'), 'utf8')).toBe('again');
    expect(await readdir(at('elsewhere'))).toEqual(['target']);
  });

  test('circular links are an error, not an endless wait', async () => {
    await symlink('two', at('one'));
    await symlink('one', at('two'));

    expect(await failureOf(AtomicFile.open(at('one')))).toMatchObject({
      message: expect.stringContaining('too many symbolic links'),
    });
  });

  test.each(['.', 'link'])('a folder is refused before anything is written: %s', async (name) => {
    await symlink(folder, at('link'));

    const failure = await failureOf(AtomicFile.open(at(name)));

    expect(failure.message).toContain('it is a folder');
    expect(failure.remedy).toBe('name a file, not a folder');
    expect(await readdir(folder)).toEqual(['link']);
  });

  test('that is abandoned leaves nothing, and the old file unchanged', async () => {
    await writeFile(at('out'), 'before');
    const file = await AtomicFile.open(at('out'));
    file.stream.write('after');

    await file.abandon();
    await file.abandon();
    await file.finish();

    expect(await readFile(at('out'), 'utf8')).toBe('before');
    expect(await readdir(folder)).toEqual(['out']);
  });
});

describe('a target that is not a file', () => {
  test('a full device is an error, and stays a device', async () => {
    const failure = await failureOf(write('/dev/full', 'content'));

    expect(failure.message).toMatch(/^cannot write \/dev\/full: .*ENOSPC/);
    expect((await stat('/dev/full')).isCharacterDevice()).toBe(true);
    expect((await readdir('/dev')).filter((name) => name.startsWith('full'))).toEqual(['full']);
  });

  test('a device behind a link', async () => {
    await symlink('/dev/null', at('link'));

    await write(at('link'), 'content');

    expect(await readlink(at('link'))).toBe('/dev/null');
    expect((await stat('/dev/null')).isCharacterDevice()).toBe(true);
    expect(await readdir(folder)).toEqual(['link']);
  });

  test('a named pipe waits for its reader, which receives everything, however slowly it reads', async () => {
    await promisify(execFile)('mkfifo', [at('pipe')]);
    const content = 'content\n'.repeat(100_000); // more than a pipe holds

    const writing = write(at('pipe'), content);
    const reader = spawn('cat', [at('pipe')], { stdio: ['ignore', 'pipe', 'inherit'] });
    const read = await text(reader.stdout);
    await writing;

    expect(read).toBe(content);
    expect((await stat(at('pipe'))).isFIFO()).toBe(true);
  });

  test('writing to a named pipe without a reader can be cancelled', async () => {
    await promisify(execFile)('mkfifo', [at('pipe')]);
    const stop = new AbortController();

    const opening = AtomicFile.open(at('pipe'), stop.signal);
    stop.abort(new Error('stopped'));

    await expect(opening).rejects.toThrow('stopped');
  });
});

describe('a file that the shell has opened', () => {
  /** Runs a shell line in which `$WRITE` writes "content" to its argument. */
  async function shell(line: string): Promise<string> {
    const program = `import { AtomicFile } from '${MODULE}';
      const file = await AtomicFile.open(process.argv[1]);
      file.stream.write('content');
      await file.finish();`;
    await writeFile(at('write.mjs'), program.replace('argv[1]', 'argv[2]'));
    const child = spawn('bash', ['-c', line], {
      cwd: folder,
      env: {
        PATH: process.env['PATH'] ?? '',
        WRITE: `${process.execPath} --import ${LOADER} write.mjs`,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [stdout] = await Promise.all([text(child.stdout), once(child, 'close')]);
    await rm(at('write.mjs'));
    return stdout;
  }

  test.each(['/dev/stdout', '/dev/fd/1', '/proc/self/fd/1'])(
    '%s is our own stdout, whatever that is',
    async (name) => {
      expect(await shell(`$WRITE ${name}`)).toBe('content');
      expect(await shell(`$WRITE ${name} | cat`)).toBe('content');
    },
  );

  test('earlier content of a file stays: the file is not reopened', async () => {
    await writeFile(at('log'), 'before ');

    await shell(
      '$WRITE /dev/stdout >> log; $WRITE /dev/fd/3 3>> log; ln -s /dev/stdout l; $WRITE l >> log',
    );

    expect(await readFile(at('log'), 'utf8')).toBe('before contentcontentcontent');
  });

  test('another descriptor: a process that reads, or a file', async () => {
    expect(await shell('$WRITE >(cat > read; echo done); wait $!')).toBe('done\n');
    await shell('$WRITE /dev/fd/3 3> file');

    expect(await readFile(at('read'), 'utf8')).toBe('content');
    expect(await readFile(at('file'), 'utf8')).toBe('content');
  });

  test('a descriptor that is not open is an error', async () => {
    const failure = await failureOf(AtomicFile.open('/dev/fd/999'));

    expect(failure.message).toMatch(/^cannot write \/dev\/fd\/999: .*EBADF/);
  });
});

describe('a report', () => {
  const ledger = (store: ReportFile): Ledger => new Ledger(new Date(0), store);

  test('is written to a named pipe without another file', async () => {
    await promisify(execFile)('mkfifo', [at('pipe')]);
    const reader = spawn('cat', [at('pipe')], { stdio: ['ignore', 'pipe', 'inherit'] });
    const read = text(reader.stdout);

    const report = await ReportFile.open(at('pipe'));
    const names = await readdir(folder);
    await report.finish(ledger(report), new Date(0));

    expect(JSON.parse(await read)).toMatchObject({ status: 'complete', scopes: [] });
    expect(names).toEqual(['pipe']);
  });

  test('two concurrent reports do not share a spool file', async () => {
    const scope = { kind: 'a', accountId: '1', region: 'global', gaps: [] };
    const counts = { resources: 0, incompleteResources: 0, pages: 0, calls: 0, retries: 0 };
    const record = {
      ...scope,
      ...counts,
      outcome: 'complete',
      throttles: 0,
      durationMs: 0,
    } as const;
    const first = await ReportFile.open(at('report'));
    const second = await ReportFile.open(at('report'));
    await first.add(record);
    await second.add(record);
    await second.add(record);

    await second.finish(ledger(second), new Date(0));
    const { scopes: ofSecond } = JSON.parse(await readFile(at('report'), 'utf8')) as { scopes: [] };
    await first.finish(ledger(first), new Date(0));
    const { scopes: ofFirst } = JSON.parse(await readFile(at('report'), 'utf8')) as { scopes: [] };

    expect([ofSecond.length, ofFirst.length]).toEqual([2, 1]);
    expect(await readdir(folder)).toEqual(['report']);
  });

  test('that is abandoned leaves nothing', async () => {
    const report = await ReportFile.open(at('report'));

    await report[Symbol.asyncDispose]();

    expect(await readdir(folder)).toEqual([]);
  });
});
