import { setImmediate as nextTurn } from 'node:timers/promises';
import { CommanderError } from 'commander';
import { describeError, EXIT, type ExitCode } from './exit.ts';
import { exporterArguments } from './exporter-arguments.ts';
import { createProgram } from './program.ts';
import { StoppedError, stopReason } from './stopped.ts';
import { widthOf, type Output, type Terminal } from './terminal.ts';
import { errorCode } from '../lib/error-code.ts';
import { LongshoreError } from '../lib/errors.ts';
import { outputError } from '../lib/output-error.ts';
import { printable, wrap } from '../lib/text-width.ts';

/**
 * Runs one command: `['resync', '--dry-run']`. Every error becomes text on stderr and an exit code. If stdout
 * cannot be written, the command is stopped.
 */
export async function runCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const { stdout, signal } = terminal;
  const output = new AbortController();
  const fail = (error: unknown): void => {
    if (errorCode(error) === 'EPIPE') return; // the reader may stop, as `head` does
    output.abort(outputError('stdout', error));
  };
  stdout.on('error', fail);
  const running = { ...terminal, signal: AbortSignal.any([signal, output.signal]) };
  const end = await endOf(args, running);
  await settled(stdout); // the last write may still fail
  stdout.off('error', fail);
  if (output.signal.aborted) return tellError(output.signal.reason, terminal);
  return 'exitCode' in end ? end.exitCode : tellError(end.error, terminal);
}

/** Moves to the start of the line and clears it. */
const CLEAR_LINE = '\r\u001B[K';

type End = { readonly exitCode: number } | { readonly error: unknown };

async function endOf(args: readonly string[], terminal: Terminal): Promise<End> {
  let exitCode: number = EXIT.complete;
  const ended = (code: number): void => {
    exitCode = code;
  };
  try {
    const exporter = exporterArguments(args);
    if (args[0] === 'peer') {
      const { isPeer, peerArguments } = await import('./peer/peer-arguments.ts');
      if (isPeer(args)) args = await peerArguments(args, terminal);
    }
    if (exporter.type === 'run') {
      const { runExporter } = await import('./commands/exporter.ts');
      return { exitCode: await runExporter(exporter.flags, terminal) };
    }
    const given = exporter.type === 'help' ? ['exporter', '--help'] : args;
    await createProgram({ terminal, ended }).parseAsync(given, { from: 'user' });
    return { exitCode };
  } catch (error) {
    return { error };
  }
}

/** Resolves when everything written has been sent, or the stream has failed. */
async function settled(stream: Output): Promise<void> {
  if (stream.writableLength > 0 && stream.errored === null && !stream.destroyed) {
    await new Promise<void>((resolve) => {
      stream.once('close', resolve).once('error', () => {
        resolve();
      });
      stream.write('', () => {
        resolve();
      });
    });
  }
  await nextTurn(); // a stream emits an error after the write that caused it
}

function tellError(error: unknown, { stderr, env, secrets, signal }: Terminal): ExitCode {
  const tell = (text: string): void => {
    stderr.write(`${wrap(secrets.mask(text), widthOf(stderr))}\n`);
  };
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.complete : EXIT.usage;
  if (signal.aborted && !(error instanceof LongshoreError)) {
    const message = error instanceof StoppedError ? error.message : stopReason(signal);
    if (stderr.isTTY === true) stderr.write(CLEAR_LINE); // of the ^C that the terminal shows
    tell(`longshore: ${printable(message)}`);
    return EXIT.cancelled;
  }
  const { text, exitCode } = describeError(error);
  tell(text);
  if ((env['LONGSHORE_DEBUG'] ?? '') !== '') tell(stackOf(error));
  return exitCode;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
