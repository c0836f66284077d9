import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { PlanError } from '../cost/engine/plans/plan-error.ts';
import { messageOf } from '../lib/errors.ts';
import { errorCode } from '../lib/error-code.ts';
import type { Terminal } from './terminal.ts';

/** What is asked of Pulumi: what a change will do, or what exists. */
export type PulumiQuestion = 'preview' | 'export';

const ARGUMENTS: Readonly<Record<PulumiQuestion, readonly string[]>> = {
  preview: ['preview', '--json', '--show-sames', '--non-interactive'],
  export: ['stack', 'export', '--non-interactive'],
};
const FAILED: Readonly<Record<PulumiQuestion, string>> = {
  preview: 'PreviewFailed',
  export: 'ExportFailed',
};
/** What Pulumi says on stderr that is kept, in characters. */
const KEPT = 4_000;
const SHOWN_LINES = 5;

/** What Pulumi's texts mean. */
const CAUSES: readonly (readonly [text: RegExp, name: string, remedy: string])[] = [
  [/no Pulumi\.yaml project file/i, 'NoProject', 'run it in the folder of a Pulumi project'],
  [/no stack (?:named|selected)|stack .* not found/i, 'NoCurrentStack', 'see pulumi stack ls'],
];

/**
 * What Pulumi prints about a stack, as it comes. Pulumi runs in this folder and with this environment, until it ends or
 * the signal aborts.
 */
export function pulumiOutput(
  question: PulumiQuestion,
  stack: string,
  terminal: Pick<Terminal, 'cwd' | 'env' | 'signal' | 'secrets'>,
): Readable {
  return Readable.from(outputOf(question, stack, terminal));
}

async function* outputOf(
  question: PulumiQuestion,
  stack: string,
  { cwd, env, signal, secrets }: Pick<Terminal, 'cwd' | 'env' | 'signal' | 'secrets'>,
): AsyncGenerator<Buffer, void> {
  const args = [...ARGUMENTS[question], '--stack', stack];
  const child = spawn('pulumi', args, { cwd, env, signal, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = `${said}${text}`.slice(-KEPT);
  });
  let failure: unknown;
  child.on('error', (error) => {
    failure = error;
  });
  const closed = once(child, 'close').catch(() => undefined); // the error is in `failure`
  let hasOutput = false;
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    hasOutput = true;
    yield chunk;
  }
  await closed;
  signal.throwIfAborted();
  if (errorCode(failure) === 'ENOENT') {
    throw new PlanError('unreadable', 'PulumiNotFound: there is no command pulumi', {
      cause: failure,
      remedy: 'install Pulumi, or give its output with --plan FILE',
    });
  }
  // After an error of the program, Pulumi still prints what it knows, and the plan says so.
  if (hasOutput && failure === undefined) return;
  if (failure === undefined && child.exitCode === 0) return;
  const [, name = FAILED[question], remedy = 'correct what Pulumi says'] =
    CAUSES.find(([text]) => text.test(said)) ?? [];
  const told = said.trim().split('\n').slice(-SHOWN_LINES).join('\n');
  const detail = failure === undefined ? told : messageOf(failure);
  throw new PlanError('unreadable', `${name}: pulumi ${args.join(' ')}: ${secrets.mask(detail)}`, {
    cause: failure,
    remedy,
  });
}
