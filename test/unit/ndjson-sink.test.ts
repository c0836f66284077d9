import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import type { RunEvent } from '../../src/ledger/run-event.ts';
import { OutputError } from '../../src/lib/errors.ts';
import { NdjsonFileSink, NdjsonStreamSink } from '../../src/app/ndjson-sink.ts';

class Folder implements AsyncDisposable {
  readonly #path: string;

  private constructor(folder: string) {
    this.#path = folder;
  }

  static async create(): Promise<Folder> {
    return new Folder(await mkdtemp(path.join(tmpdir(), 'longshore-sink-')));
  }

  path(name: string): string {
    return path.join(this.#path, name);
  }

  async names(): Promise<string[]> {
    return (await readdir(this.#path)).sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#path, { recursive: true, force: true });
  }
}

function batchOf(...names: readonly string[]): RunEvent {
  return {
    type: 'batch',
    scope: { kind: 'A::B::C', accountId: '111122223333', region: 'eu-west-1' },
    batch: {
      resources: names.map((Name) => ({ Type: 'A::B::C', Properties: { Name } })),
      gaps: [],
    },
  };
}

function lineOf(Name: string): string {
  return `${JSON.stringify({ Type: 'A::B::C', Properties: { Name } })}\n`;
}

async function outputErrorOf(work: Promise<unknown>): Promise<OutputError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof OutputError) return error;
  throw new Error('expected an OutputError', { cause: error });
}

/** A stream that keeps its input, one write at a time, when the test lets it. */
class Slow extends Writable {
  readonly taken: string[] = [];
  #take: (() => void) | undefined;

  constructor() {
    super({ highWaterMark: 1, decodeStrings: false });
  }

  override _write(text: string, _encoding: string, done: () => void): void {
    this.#take = () => {
      this.taken.push(text);
      done();
    };
  }

  take(): void {
    this.#take?.();
  }
}

describe('NdjsonFileSink', () => {
  test('writes directly to a device, which stays a device', async () => {
    const sink = await NdjsonFileSink.open('/dev/null');
    await sink.finish();

    expect((await stat('/dev/null')).isCharacterDevice()).toBe(true);
  });

  test('the file is renamed to its final name when complete', async () => {
    await using folder = await Folder.create();
    const sink = await NdjsonFileSink.open(folder.path('out.ndjson'));
    await sink.event(batchOf('a', 'b'));
    await sink.event(batchOf());
    await sink.event(batchOf('line\nbreak'));

    const before = await folder.names();
    await sink.finish();

    expect(before).toEqual([expect.stringMatching(/^out\.ndjson\..+\.partial$/)]);
    expect(await folder.names()).toEqual(['out.ndjson']);
    expect(await readFile(folder.path('out.ndjson'), 'utf8')).toBe(
      lineOf('a') + lineOf('b') + lineOf('line\nbreak'),
    );
  });

  test('an abandoned run leaves the previous file unchanged, and no other file', async () => {
    await using folder = await Folder.create();
    await writeFile(folder.path('out.ndjson'), 'last time');
    const sink = await NdjsonFileSink.open(folder.path('out.ndjson'));
    await sink.event(batchOf('a'));

    await sink.abandon();

    expect(await readFile(folder.path('out.ndjson'), 'utf8')).toBe('last time');
    expect(await folder.names()).toEqual(['out.ndjson']);
  });

  test('with a missing folder, the error names the file', async () => {
    await using folder = await Folder.create();
    const file = folder.path('no/such/out.ndjson');

    const error = await outputErrorOf(NdjsonFileSink.open(file));

    expect(error.message).toContain(`cannot write ${file}`);
    expect(error.message).toContain('ENOENT');
  });
});

describe('NdjsonStreamSink', () => {
  test('waits for a slow reader, and holds at most one batch', async () => {
    const stream = new Slow();
    const sink = new NdjsonStreamSink(stream, 'stdout');
    let isReady = false;

    const writing = sink.event(batchOf('a')).then(() => (isReady = true));
    await new Promise(setImmediate);
    const beforeTaken = isReady;
    stream.take();
    await writing;

    expect(beforeTaken).toBe(false);
    expect(stream.taken).toEqual([lineOf('a')]);
  });

  test('writes nothing for a batch without resources', async () => {
    const stream = new Slow();
    const sink = new NdjsonStreamSink(stream, 'stdout');

    await sink.event(batchOf());

    expect(stream.writableLength).toBe(0);
  });

  test('a reader that disappears is an error, not an endless wait', async () => {
    const stream = new Slow();
    const sink = new NdjsonStreamSink(stream, 'stdout');

    const writing = outputErrorOf(sink.event(batchOf('a')));
    await new Promise(setImmediate);
    stream.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));

    expect((await writing).message).toBe(
      'the reader of stdout went away before everything was written',
    );
  });

  test('a stream that was closed without an error accepts no more data', async () => {
    const stream = new PassThrough();
    const sink = new NdjsonStreamSink(stream, 'stdout');
    stream.destroy();

    const error = await outputErrorOf(sink.event(batchOf('a')));

    expect(error.message).toContain('went away');
  });

  test('finish reports an error after the last write', async () => {
    const stream = new Writable({
      write: (_text, _encoding, done) => {
        setImmediate(() => {
          done(Object.assign(new Error('no space left'), { code: 'ENOSPC' }));
        });
      },
    });
    const sink = new NdjsonStreamSink(stream, 'stdout');
    await sink.event(batchOf('a'));

    const error = await outputErrorOf(sink.finish());

    expect(error.message).toBe('cannot write stdout: no space left');
    expect(error.remedy).toBe('free some disk space, or choose another disk');
  });

  test('leaves the stream open, because it does not own it', async () => {
    const stream = new PassThrough();
    const sink = new NdjsonStreamSink(stream, 'stdout');

    await sink.event(batchOf('a'));
    await sink.finish();

    expect(stream.writableEnded).toBe(false);
    expect(String(stream.read())).toBe(lineOf('a'));
  });

  test('a thousand waits leave no listeners', async () => {
    const stream = new PassThrough({ highWaterMark: 1 });
    stream.resume();
    const sink = new NdjsonStreamSink(stream, 'stdout');
    await sink.event(batchOf('a'));
    const listeners = (): number[] =>
      ['drain', 'close', 'error'].map((event) => stream.listenerCount(event));
    const before = listeners();

    for (let count = 0; count < 1_000; count += 1) await sink.event(batchOf('a'));

    expect(listeners()).toEqual(before);
  });
});
