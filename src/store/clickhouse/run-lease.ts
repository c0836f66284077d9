import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { RunEnd, StoredRun } from '../rows.ts';
import { StoreError } from '../store-error.ts';
import type { ClickHouseServer } from './clickhouse-server.ts';
import { timeText } from './clickhouse-values.ts';

/** A row of `run_log` replaces one with a lower step. */
const STEPS = { running: 0, ended: 1, interrupted: 2, withdrawn: 3 } as const;

/** Signs of life for each lease's length. */
const BEATS_PER_LEASE = 6;

/** Runs that begin at once see each other and withdraw: they claim the store again, so many times in all, … */
const MAX_CLAIMS = 6;
/** … after a random pause of at most this length, in milliseconds. */
const LONGEST_PAUSE_MS = 1_000;

const Running = z.object({
  number: z.string().transform(BigInt),
  attempt: z.string(),
  id: z.string(),
  startedAt: z.string(),
  beat: z.string(),
  isAlive: z.boolean(),
});
type Running = z.infer<typeof Running>;

const COLUMNS = [
  'number',
  'attempt',
  'id',
  'started_at',
  'ended_at',
  'status',
  'resources',
  'calls',
  'step',
] as const;

/**
 * The right to write, which one run has at a time. It lasts as long as the run gives signs of life; a run that was
 * killed loses it after the lease's length. Each run writes its claim before it looks for others, and withdraws if
 * another one lives: of runs that begin at once, at most one stays. If all withdraw, they try again.
 */
export class RunLease implements Disposable {
  readonly run: StoredRun;
  /** Random: tells the rows of this run from those of any other. */
  readonly attempt: string;
  readonly #server: ClickHouseServer;
  readonly #timer: NodeJS.Timeout;

  private constructor(server: ClickHouseServer, run: StoredRun, attempt: string) {
    this.#server = server;
    this.run = run;
    this.attempt = attempt;
    this.#timer = setInterval(() => void this.#beat(), server.leaseMs / BEATS_PER_LEASE);
    this.#timer.unref();
  }

  /** @throws {StoreError} while another run writes */
  static async take(
    server: ClickHouseServer,
    { id, startedAt }: Omit<StoredRun, 'number'>,
  ): Promise<RunLease> {
    for (let claims = 1; ; claims += 1) {
      await waitForOthers(server);
      const [last] = await server.select(
        'select max(number) + 1 as number from run_log',
        Running.pick({ number: true }),
      );
      const run = { number: last?.number ?? 1n, id, startedAt };
      const attempt = randomBytes(8).readBigUInt64LE().toString();
      const lease = new RunLease(server, run, attempt);
      try {
        const rival = await lease.#claim();
        if (rival === undefined) return lease;
        if (claims === MAX_CLAIMS) throw lockedError(server.address, rival);
      } catch (error) {
        lease[Symbol.dispose]();
        throw error;
      }
      lease[Symbol.dispose]();
      await sleep(Math.random() * LONGEST_PAUSE_MS);
    }
  }

  /** @throws {StoreError} when another run has taken the store over, because this one seemed dead */
  async assertHeld(): Promise<void> {
    const [row] = await this.#server.select(
      `select status from run_log final where number = ${this.run.number} and attempt = ${this.attempt}`,
      z.object({ status: z.string() }),
    );
    if (row?.status === 'running') return;
    throw new StoreError(
      'locked',
      `another run has taken over the store at ${this.#server.address}: this one gave no sign of life for ${this.#server.leaseMs / 1_000} s`,
      { remedy: 'run again; what was committed is kept' },
    );
  }

  async end({ endedAt, status, resources, calls }: RunEnd): Promise<void> {
    this[Symbol.dispose]();
    await this.#write('ended', { status, endedAt, resources, calls });
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  /** Claims the store, and interrupts dead runs. Withdraws if another run lives, and returns that run. */
  async #claim(): Promise<Running | undefined> {
    await this.#write('running');
    const others = (await runningIn(this.#server)).filter(
      ({ attempt }) => attempt !== this.attempt,
    );
    const rival = others.find(({ isAlive }) => isAlive);
    if (rival !== undefined) {
      await this.#write('withdrawn');
      return rival;
    }
    const lines = others.map(({ number, attempt, id, startedAt }) =>
      lineOf({ number, attempt, id }, startedAt, 'interrupted'),
    );
    await this.#server.insert('run_log', COLUMNS, lines);
    return undefined;
  }

  async #write(step: keyof typeof STEPS, end?: RunEnd): Promise<void> {
    const { number, id, startedAt } = this.run;
    const line = lineOf({ number, attempt: this.attempt, id }, timeText(startedAt), step, end);
    await this.#server.insert('run_log', COLUMNS, [line]);
  }

  async #beat(): Promise<void> {
    // A beat that fails is missed; the run's own requests say what is wrong.
    await this.#server
      .insert('run_heartbeat', ['attempt'], [JSON.stringify([this.attempt])])
      .catch(() => undefined);
  }
}

function lineOf(
  { number, attempt, id }: { number: bigint; attempt: string; id: string },
  startedAt: string,
  step: keyof typeof STEPS,
  end?: RunEnd,
): string {
  return JSON.stringify([
    number.toString(),
    attempt,
    id,
    startedAt,
    end === undefined ? null : timeText(end.endedAt),
    end === undefined ? step : end.status,
    end?.resources ?? null,
    end?.calls ?? null,
    STEPS[step],
  ]);
}

/** Returns when no run lives: at once, or when the signs of life of those that seem to live have stopped. */
async function waitForOthers(server: ClickHouseServer): Promise<void> {
  const beats = new Map<string, string>();
  for (;;) {
    const alive = (await runningIn(server)).filter(({ isAlive }) => isAlive);
    if (alive.length === 0) return;
    const beating = alive.find(({ attempt, beat }) => (beats.get(attempt) ?? beat) !== beat);
    if (beating !== undefined) throw lockedError(server.address, beating);
    for (const { attempt, beat } of alive) beats.set(attempt, beat);
    await sleep(server.leaseMs / BEATS_PER_LEASE / 2);
  }
}

/** Runs that have not ended. The server's clock says which of them live. */
function runningIn(server: ClickHouseServer): Promise<readonly Running[]> {
  return server.select(
    `select r.number as number, toString(r.attempt) as attempt, r.id as id, toString(r.started_at) as startedAt,
       toString(greatest(r.written_at, h.at) as last) as beat,
       last > now64(3) - toIntervalMillisecond(${server.leaseMs}) as isAlive
     from (select * from run_log final) as r
     left join (select attempt, max(at) as at from run_heartbeat group by attempt) as h on h.attempt = r.attempt
     where r.status = 'running' order by r.number, r.attempt`,
    Running.extend({ isAlive: z.union([z.boolean(), z.number()]).transform(Boolean) }),
  );
}

function lockedError(address: string, { id, startedAt }: Running): StoreError {
  return new StoreError(
    'locked',
    `the store at ${address} is in use by the run ${id}, started at ${startedAt} UTC`,
    { remedy: 'wait for it to end; one run writes at a time' },
  );
}
