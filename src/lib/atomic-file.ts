import { randomBytes } from 'node:crypto';
import { constants, createWriteStream, fstatSync, open, type Stats } from 'node:fs';
import { access, chmod, chown, rename, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { errorCode } from './error-code.ts';
import { outputError } from './output-error.ts';
import { outputTargetOf } from './output-target.ts';

/** The suffix of a file that is not complete yet. */
export const PARTIAL = '.partial';
/** How often a named pipe is checked until a process reads from it. */
const PIPE_CHECK_MS = 100;

const openDescriptor = promisify(open);

/** Where the bytes go, and what makes them final. */
interface Destination {
  readonly stream: Writable;
  /** A name for a temporary file of this output. */
  readonly scratch: string;
  finish(): Promise<void>;
  abandon(): Promise<void>;
}

/**
 * An output named by the user. A file is written under a temporary name next to it, and replaces the original
 * only once complete: of two runs with one output, the last to finish wins. Links stay, and so do the
 * permissions of a replaced file. Devices, pipes and descriptors (`/dev/null`, `/dev/fd/3`, `/dev/stdout`)
 * are written directly.
 */
export class AtomicFile {
  readonly #name: string;
  readonly #destination: Destination;
  #isClosed = false;

  private constructor(name: string, destination: Destination) {
    this.#name = name;
    this.#destination = destination;
    destination.stream.on('error', () => undefined); // `finish` throws it
  }

  /**
   * Opens an output. For a named pipe, waits until a process reads from it.
   *
   * @throws {OutputError} when it cannot be written
   */
  static async open(name: string, signal?: AbortSignal): Promise<AtomicFile> {
    try {
      return new AtomicFile(name, await destinationOf(name, signal));
    } catch (error) {
      signal?.throwIfAborted();
      throw outputError(name, error);
    }
  }

  /** Receives the content. The writer must listen to its errors. */
  get stream(): Writable {
    return this.#destination.stream;
  }

  /** A unique name for a temporary file of this output; on the same disk for a file. */
  get scratch(): string {
    return this.#destination.scratch;
  }

  /**
   * Makes the content final.
   *
   * @throws {OutputError} when it could not be written: an existing file is unchanged
   */
  async finish(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    try {
      await this.#destination.finish();
    } catch (error) {
      await this.#destination.abandon();
      throw outputError(this.#name, error);
    }
  }

  /** Abandons the output: an existing file is unchanged. Does nothing after `finish`; never throws. */
  async abandon(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#destination.abandon();
  }
}

async function destinationOf(name: string, signal: AbortSignal | undefined): Promise<Destination> {
  const target = await outputTargetOf(name);
  const id = `${process.pid}-${randomBytes(4).toString('hex')}`;
  const scratch = path.join(tmpdir(), `longshore-${id}${PARTIAL}`);
  switch (target.type) {
    case 'file':
      return replacing(target.path, target.existing, id);
    case 'device': {
      const stream = target.isPipe
        ? await openPipe(target.path, signal)
        : await opened(createWriteStream(target.path));
      return writtenDirectly(stream, scratch);
    }
    case 'descriptor':
      return writtenDirectly(inherited(target.descriptor), scratch);
  }
}

async function replacing(
  file: string,
  existing: Stats | undefined,
  id: string,
): Promise<Destination> {
  if (existing !== undefined) await access(file, constants.W_OK);
  const partial = `${file}.${id}${PARTIAL}`;
  const stream = await opened(createWriteStream(partial, { flags: 'wx', flush: true }));
  const discard = async (): Promise<void> => {
    stream.destroy();
    await rm(partial, { force: true }).catch(() => undefined); // its name says what it is
  };
  try {
    if (existing !== undefined) await resemble(partial, existing);
  } catch (error) {
    await discard();
    throw error;
  }
  return {
    stream,
    scratch: `${file}.${id}.scratch${PARTIAL}`,
    async finish() {
      await ended(stream);
      await rename(partial, file);
    },
    abandon: discard,
  };
}

/** Copies the permissions and, if allowed, the owner of the replaced file. */
async function resemble(file: string, { uid, gid, mode }: Stats): Promise<void> {
  const isOurs = uid === process.getuid?.() && gid === process.getgid?.();
  if (!isOurs) await chown(file, uid, gid).catch(() => undefined); // only root may change the owner
  await chmod(file, mode & 0o7777);
}

function writtenDirectly(stream: Writable, scratch: string): Destination {
  const isShared = stream === process.stdout || stream === process.stderr;
  return {
    stream,
    scratch,
    finish: () => (isShared ? flushed(stream) : ended(stream)),
    abandon: async () => {
      if (!isShared) await ended(stream).catch(() => undefined); // it is abandoned either way
    },
  };
}

/** A descriptor opened by the shell. It is not reopened, which keeps its position and `>>`. */
function inherited(descriptor: number): Writable {
  if (descriptor === process.stdout.fd) return process.stdout;
  if (descriptor === process.stderr.fd) return process.stderr;
  const stats = fstatSync(descriptor);
  return stats.isFIFO() || stats.isSocket()
    ? new Socket({ fd: descriptor, readable: false, writable: true })
    : createWriteStream('', { fd: descriptor });
}

/** Non-blocking, because blocking waits for a reader could not be aborted. */
async function openPipe(file: string, signal: AbortSignal | undefined): Promise<Writable> {
  for (;;) {
    try {
      const fd = await openDescriptor(file, constants.O_WRONLY | constants.O_NONBLOCK);
      return new Socket({ fd, readable: false, writable: true });
    } catch (error) {
      if (errorCode(error) !== 'ENXIO') throw error;
      await delay(PIPE_CHECK_MS, undefined, { signal });
    }
  }
}

async function opened<Stream extends Writable>(stream: Stream): Promise<Stream> {
  await once(stream, 'open');
  return stream;
}

async function ended(stream: Writable): Promise<void> {
  stream.end();
  await finished(stream, { readable: false });
}

async function flushed(stream: Writable): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    stream.write('', (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}
