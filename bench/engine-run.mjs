/* global AbortController, Buffer */
// Reads a plan as JSON.parse does, or prices it as `longshore cost projected` does, and tells what that took. `start` and
// `help` count the start of the process too.
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { Readable, Writable } from 'node:stream';
import { cpuTime } from './measured.mjs';

const [, , way, file, prices] = process.argv;
const cpuBefore = way === 'start' || way === 'help' ? 0 : cpuTime();
const startedAt = performance.now();
let held;

async function command(args) {
  const { runCommand } = await import('../dist/cli/run-command.js');
  const { SecretMask } = await import('../dist/lib/secret-mask.js');
  const none = new Writable({
    write(_chunk, _encoding, done) {
      done();
    },
  });
  const exitCode = await runCommand(args, {
    stdout: none,
    stderr: process.stderr,
    stdin: () => Readable.from([Buffer.alloc(0)]),
    env: { PATH: process.env.PATH },
    cwd: process.cwd(),
    secrets: new SecretMask(),
    signal: new AbortController().signal,
  });
  if (exitCode !== 0) throw new Error(`exit code ${exitCode}`);
}

const projected = () =>
  command(['cost', 'projected', '--plan', file, '--prices', prices, '--output', 'json']);
const WAYS = {
  parse: () => {
    held = JSON.parse(readFileSync(file, 'utf8'));
  },
  project: projected,
  start: projected,
  help: () => command(['--help']),
};
await WAYS[way]();
const usage = {
  cpuMs: cpuTime() - cpuBefore,
  wallMs: performance.now() - startedAt,
  peakMb: process.resourceUsage().maxRSS / 1_024,
  names: Object.keys(held ?? {}).length,
};
process.stdout.write(`\n${JSON.stringify(usage)}\n`);
