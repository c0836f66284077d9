import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { z } from 'zod';
import { findPrometheus } from './programs.ts';

/** A Prometheus is ready within a second; a busy machine may take longer. */
const READY_MS = 20_000;
const POLL_MS = 200;

const Sample = z.object({
  metric: z.record(z.string(), z.string()),
  value: z.tuple([z.number(), z.string()]),
});
const Answer = z.discriminatedUnion('status', [
  z.object({ status: z.literal('success'), data: z.unknown() }),
  z.object({ status: z.literal('error'), error: z.string() }),
]);
const Vector = z.object({ resultType: z.literal('vector'), result: z.array(Sample) });

/** A series of an answer, and its value. */
export interface QueriedSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A Prometheus with a configuration of its own, and no data at the start. */
export class TestPrometheus implements AsyncDisposable {
  readonly #folder: string;
  readonly #child: ChildProcess;
  readonly #url: string;
  #log = '';

  private constructor(folder: string, child: ChildProcess, port: number) {
    this.#folder = folder;
    this.#child = child;
    this.#url = `http://127.0.0.1:${port}`;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#log = `${this.#log}${text}`.slice(-10_000);
    });
  }

  /** @param config what `prometheus.yml` has */
  static async start(config: unknown, flags: readonly string[] = []): Promise<TestPrometheus> {
    const { prometheus } = await findPrometheus();
    const folder = await mkdtemp(path.join(tmpdir(), 'longshore-prometheus-'));
    const file = path.join(folder, 'prometheus.yml');
    await writeFile(file, stringify(config));
    const port = await freePort();
    const args = [
      `--config.file=${file}`,
      `--storage.tsdb.path=${path.join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      ...flags,
    ];
    const child = spawn(prometheus, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    const server = new TestPrometheus(folder, child, port);
    await server.#ready();
    return server;
  }

  /**
   * The result of an expression now.
   *
   * @throws {Error} with Prometheus' message when it cannot evaluate the expression
   */
  async query(expression: string): Promise<readonly QueriedSeries[]> {
    const data = await this.get(`/api/v1/query?query=${encodeURIComponent(expression)}`);
    return Vector.parse(data).result.map(({ metric, value: [, value] }) => ({
      labels: metric,
      value: Number(value),
    }));
  }

  /** The first result of an expression that is not empty. */
  async until(expression: string, timeoutMs = 30_000): Promise<readonly QueriedSeries[]> {
    const end = performance.now() + timeoutMs;
    for (;;) {
      const series = await this.query(expression);
      if (series.length > 0) return series;
      if (performance.now() > end) throw new Error(`no series of ${expression} in ${timeoutMs} ms`);
      await sleep(POLL_MS);
    }
  }

  /** What the HTTP API has at a path. */
  async get(pathAndQuery: string): Promise<unknown> {
    const response = await fetch(`${this.#url}${pathAndQuery}`);
    const answer = Answer.parse(await response.json());
    if (answer.status === 'error') throw new Error(`${pathAndQuery}: ${answer.error}`);
    return answer.data;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null) {
      const ended = once(this.#child, 'exit');
      this.#child.kill('SIGKILL');
      await ended;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #ready(): Promise<void> {
    const end = performance.now() + READY_MS;
    while (this.#child.exitCode === null && performance.now() < end) {
      const response = await fetch(`${this.#url}/-/ready`).catch(() => undefined);
      if (response?.ok === true) return;
      await sleep(POLL_MS);
    }
    const log = this.#log;
    await this[Symbol.asyncDispose]();
    throw new Error(`Prometheus did not start:\n${log}`);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
