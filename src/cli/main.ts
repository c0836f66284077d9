#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { EXIT } from './exit.ts';
import { runCommand } from './run-command.ts';
import { SecretMask } from '../lib/secret-mask.ts';

// Collect old objects early: the heap then stays near what is in use, for a few percent of CPU.
setFlagsFromString('--heap-growing-percent=60');

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

const controller = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    if (controller.signal.aborted) process.exit(EXIT.cancelled); // asked twice: at once
    controller.abort(new DOMException(`stopped by ${name}`, 'AbortError'));
  });
}

process.stdout.on('error', () => undefined); // the command hears of it as well, and tells it
process.stderr.on('error', () => undefined); // there is nowhere left to say it

process.exitCode = await runCommand(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: () => process.stdin,
  env: process.env,
  cwd: process.cwd(),
  secrets: new SecretMask(),
  signal: controller.signal,
});
