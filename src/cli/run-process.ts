import { setFlagsFromString } from 'node:v8';
import { EXIT } from './exit.ts';
import { returnFreedMemory } from '../store/freed-memory.ts';
import { runCommand } from './run-command.ts';
import { SecretMask } from '../lib/secret-mask.ts';

/** Runs the command of this process: signals stop it, and its exit code is that of the process. */
export async function runProcess(args: readonly string[]): Promise<void> {
  // Collect old objects early: the heap stays near what is in use, for a few percent of CPU.
  setFlagsFromString('--heap-growing-percent=60');
  returnFreedMemory(process.env);
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

  const controller = new AbortController();
  for (const [signal, name] of [
    ['SIGINT', 'Ctrl-C'],
    ['SIGTERM', 'SIGTERM'],
  ] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(EXIT.cancelled); // the second signal exits immediately
      controller.abort(new DOMException(`stopped by ${name}`, 'AbortError'));
    });
  }

  process.stdout.on('error', () => undefined); // the command handles and reports it
  process.stderr.on('error', () => undefined); // no output is left to report it

  process.exitCode = await runCommand(args, {
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: () => process.stdin,
    env: process.env,
    cwd: process.cwd(),
    secrets: new SecretMask(),
    signal: controller.signal,
  });
}
