import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { once } from 'node:events';
import { findPrometheus } from './programs.ts';

/** How promtool ended, and what it said. */
export interface PromtoolResult {
  readonly exitCode: number | null;
  readonly output: string;
}

/** Runs promtool at the root of the repository. */
export async function promtool(args: readonly string[], stdin = ''): Promise<PromtoolResult> {
  const { promtool: program } = await findPrometheus();
  const child = spawn(program, args, { stdio: 'pipe' });
  child.stdin.end(stdin);
  const ended = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { exitCode: child.exitCode, output: `${stdout}${stderr}` };
}
