import { Writable } from 'node:stream';
import { z } from 'zod';
import { postLogs, type LogRecord, type TelemetryContext } from '../../port/telemetry.ts';

const LEVELS: Readonly<Record<number, LogRecord['level']>> = {
  10: 'DEBUG',
  20: 'DEBUG',
  30: 'INFO',
  40: 'WARNING',
  50: 'ERROR',
  60: 'CRITICAL',
};

const Line = z.looseObject({ level: z.number(), time: z.string(), msg: z.string().default('') });

/** Lines per request, and longest wait of a line. */
const LINES_PER_CALL = 100;
const FLUSH_MS = 5_000;
/** Below Port's 1 MiB, with space for the JSON around the lines. */
const BYTES_PER_CALL = 900_000;
/** Most lines that wait while Port does not accept them; then the oldest are dropped. */
const MOST_WAITING = 5_000;
const LONGEST_LINE = 50_000;

/** Ships the program's log to Port's log page. It never blocks the program, and never throws. */
export class LogShipper extends Writable {
  readonly #waiting: { readonly record: LogRecord; readonly bytes: number }[] = [];
  #timer: NodeJS.Timeout | undefined;
  #context: TelemetryContext | undefined;
  #sending: Promise<void> | undefined;
  #dropped = 0;
  /** Fields of every line of the current run. */
  #event: Readonly<Record<string, unknown>> = {};

  constructor() {
    super({ decodeStrings: false });
  }

  /** Lines that were dropped because Port did not accept them. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Where to send the log, once Port has returned it. */
  connect(context: TelemetryContext): void {
    this.#context = context;
    this.#timer ??= setInterval(() => {
      this.#start();
    }, FLUSH_MS).unref();
    this.#start();
  }

  /** Tags further lines with this run; undefined for none. */
  setEvent(resyncId: string | undefined): void {
    this.#event =
      resyncId === undefined
        ? {}
        : {
            event_id: resyncId,
            event_kind: 'resync',
            event_trigger_type: 'machine',
            event_parent_id: null,
          };
  }

  override _write(chunk: unknown, _: BufferEncoding, done: () => void): void {
    // Streams join waiting lines: a chunk may have several.
    for (const text of String(chunk).split('\n')) {
      const line = Line.safeParse(jsonOf(text));
      if (line.success) this.#take(line.data);
    }
    done();
  }

  /** Sends the waiting lines, and stops. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#sending;
    await this.#send();
  }

  #take({ level, time, msg, kind, region, accountId, ...fields }: z.output<typeof Line>): void {
    const record: LogRecord = {
      message: withFields(msg, { kind, accountId, region, ...fields }),
      level: LEVELS[level] ?? 'INFO',
      timestamp: time,
      extra: {
        ...this.#event,
        ...(typeof kind === 'string' && { resource_kind: kind, etl_phase: 'extract' }),
      },
    };
    this.#waiting.push({ record, bytes: Buffer.byteLength(JSON.stringify(record)) });
    if (this.#waiting.length > MOST_WAITING) {
      this.#waiting.shift();
      this.#dropped += 1;
    }
    if (this.#waiting.length >= LINES_PER_CALL) this.#start();
  }

  #start(): void {
    this.#sending ??= this.#send().finally(() => {
      this.#sending = undefined;
    });
  }

  async #send(): Promise<void> {
    while (this.#context !== undefined && this.#waiting.length > 0) {
      const logs: LogRecord[] = [];
      let bytes = 0;
      for (const { record, bytes: size } of this.#waiting) {
        if (logs.length >= LINES_PER_CALL || bytes + size > BYTES_PER_CALL) break;
        logs.push(record);
        bytes += size;
      }
      const count = Math.max(1, logs.length); // a line that is too long by itself is dropped
      this.#waiting.splice(0, count);
      if (logs.length === 0) {
        this.#dropped += 1;
        continue;
      }
      try {
        await postLogs(this.#context, logs);
      } catch {
        this.#dropped += logs.length; // reported through the metrics: a log line about it would end up here again
        return;
      }
    }
  }
}

function withFields(message: string, fields: Readonly<Record<string, unknown>>): string {
  const text = JSON.stringify(fields);
  return text === '{}' ? message : `${message} ${text.slice(0, LONGEST_LINE)}`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
