import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { linesOf } from '../src/lib/lines.ts';
import { Estate, type EstateKind } from '../src/sandbox/estate/estate.ts';

const SEED = 'bench';
const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The size of a simulated organization; numbers of resources are per account, 0 if omitted. */
export type EstateSize = {
  readonly accounts: number;
  readonly usedRegions: number;
  /** @default 0 */
  /** @default 0 */
  readonly suspendedEvery?: number;
} & Readonly<Partial<Record<EstateKind, number>>>;

/** A simulated organization of this size. */
export function estateOf(size: EstateSize): Estate {
  return new Estate({ ...size, seed: SEED, suspendedEvery: size.suspendedEvery ?? 0 });
}

const Ready = z.object({
  endpoint: z.string(),
  environment: z.record(z.string(), z.string()),
  roleArn: z.string(),
  portEndpoint: z.string().optional(),
});

/** A sandbox on the other core. */
export interface SandboxProcess extends AsyncDisposable {
  readonly environment: Readonly<Record<string, string>>;
  calls(): Promise<{
    readonly calls: Readonly<Record<string, number>>;
    readonly peakInFlight: number;
  }>;
  /** Calls to Port so far. */
  portCalls(): Promise<Readonly<Record<string, number>>>;
}

const Calls = z.object({ calls: z.record(z.string(), z.number()), peakInFlight: z.number() });

const PortCalls = z.object({ calls: z.record(z.string(), z.number()) });

export async function sandboxProcess(
  estate: EstateSize,
  latencyMs: number,
  port?: { readonly enforceLimits: boolean; readonly limitScale: number },
): Promise<SandboxProcess> {
  const { accounts, usedRegions, suspendedEvery = 0, ...counts } = estate;
  const options = {
    estate: { seed: SEED, accounts, usedRegions, suspendedEvery },
    counts,
    latencyMs,
    enforceLimits: true,
    port,
  };
  const child = start('dist/sandbox/serve.js', [JSON.stringify(options)], {}, [
    'pipe',
    'pipe',
    'inherit',
  ]);
  const ready = Ready.parse(JSON.parse(await firstLine(child)));
  return {
    environment: {
      ...ready.environment,
      OCEAN__INTEGRATION__CONFIG__ACCOUNT_ROLE_ARN: ready.roleArn,
    },
    async calls() {
      const answer = await fetch(`${ready.endpoint}/_sandbox/calls`);
      return Calls.parse(await answer.json());
    },
    async portCalls() {
      const answer = await fetch(`${ready.portEndpoint ?? ''}/_sandbox/calls`);
      return PortCalls.parse(await answer.json()).calls;
    },
    async [Symbol.asyncDispose]() {
      child.stdin?.end();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

/** The resources that a measured process used. */
export interface Usage {
  /** CPU time of all its threads, in milliseconds. */
  readonly cpuMs: number;
  readonly wallMs: number;
  /** Peak resident memory, in MB. */
  readonly peakMb: number;
}

const Measured = z.object({ cpuMs: z.number(), wallMs: z.number(), peakMb: z.number() });

/** Runs a script that prints its usage as its last line. */
export async function measure<Result>(
  script: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  result: z.ZodType<Result>,
): Promise<Usage & Result> {
  const child = start(script, args, environment, ['ignore', 'pipe', 'inherit']);
  const lines: string[] = [];
  if (child.stdout !== null) {
    for await (const line of linesOf(child.stdout)) lines.push(line);
  }
  if (child.exitCode === null) await once(child, 'exit');
  if (child.exitCode !== 0) throw new Error(`${script} ended with ${String(child.exitCode)}`);
  const parsed: unknown = JSON.parse(lines.at(-1) ?? '{}');
  return { ...Measured.parse(parsed), ...result.parse(parsed) };
}

function start(
  script: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  stdio: ('pipe' | 'inherit' | 'ignore')[],
): ChildProcess {
  const { PATH = '', HOME = '' } = process.env;
  const env = {
    PATH,
    HOME,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ...environment,
  };
  return spawn(process.execPath, [script, ...args], { cwd: ROOT, env, stdio });
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the sandbox has no output');
  const first = await linesOf(child.stdout).next(); // the stream stays open: the child can continue to write
  if (first.done !== true) return first.value;
  throw new Error('the sandbox ended before it was ready');
}
