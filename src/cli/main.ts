#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { Command, CommanderError } from 'commander';
import { describeError, EXIT } from './exit.ts';
import type { Terminal } from './terminal.ts';
import { LongshoreError, messageOf, type OutputError } from '../lib/errors.ts';
import { outputError } from '../lib/output-error.ts';
import { SecretMask } from '../lib/secret-mask.ts';
import { VERSION } from '../app/version.ts';

// Collect old objects early: the heap then stays near what is in use, for a few percent of CPU.
setFlagsFromString('--heap-growing-percent=60');

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

const controller = new AbortController();
const terminal: Terminal = {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  secrets: new SecretMask(),
  signal: controller.signal,
};

for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    if (controller.signal.aborted) process.exit(EXIT.cancelled); // asked twice: at once
    controller.abort(new DOMException(`stopped by ${name}`, 'AbortError'));
  });
}

/** Why stdout could not be written: the command is stopped, and this is its error. */
let outputFailure: OutputError | undefined;
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return; // whoever reads may stop, as `head` does
  outputFailure ??= outputError('stdout', error);
  controller.abort(outputFailure);
});
process.stderr.on('error', () => undefined); // there is nowhere left to say it

const program = new Command('longshore')
  .description('Reads a whole AWS estate, fast, and proves what it read.')
  .version(VERSION)
  .showHelpAfterError('(run with --help for the options and examples)')
  .exitOverride();

program
  .command('demo')
  .description('read a small made-up estate with a few faults in it: needs no AWS account')
  .option('--size <size>', 'small, or large with some of every kind', 'small')
  .option('--seed <text>', 'which estate to make up', 'demo')
  .option('--output <file>', 'write the resources as NDJSON; - for stdout')
  .option('--report <file>', 'write the ledger as JSON')
  .addHelpText(
    'after',
    '\nExamples:\n  longshore demo\n  longshore demo --output resources.ndjson --report report.json',
  )
  .action(async (flags: object) => {
    const { runDemo } = await import('./commands/demo.ts');
    process.exitCode = await runDemo(flags, terminal);
  });

program
  .command('resync')
  .description('read every resource of the kinds in the mapping, over all accounts and regions')
  .option('--config <file>', 'the mapping (default: .port/resources/port-app-config.yml)')
  .option('--settings <file>', "settings in the form of Ocean's config.yaml")
  .option('--kinds <kinds>', 'only these kinds, comma-separated')
  .option('--accounts <ids>', 'only these accounts, comma-separated')
  .option('--regions <regions>', 'only these regions, comma-separated')
  .option('--sink <sink>', 'where resources go: ndjson, or port as entities', 'ndjson')
  .option('--output <file>', 'write the resources as NDJSON, one a line; - for stdout')
  .option('--report <file>', 'write the ledger of the run as JSON')
  .option('--state <folder>', 'where what was written to Port is kept (default: .longshore)')
  .option(
    '--accept-removals',
    'delete what belongs to accounts and regions that settings or credentials no longer reach',
  )
  .option('--compare', 'compare the state with Port first, to mend what others changed there')
  .option(
    '--dry-run',
    'print the scopes, the expected calls and time; read accounts and regions only',
  )
  .option('--seed <text>', 'fixes the order in which scopes are read')
  .option('--concurrency <number>', 'requests in flight at once (default: 256)')
  .addHelpText(
    'after',
    `
Examples:
  longshore resync --output resources.ndjson --report report.json
  longshore resync --kinds AWS::SQS::Queue,AWS::S3::Bucket --regions eu-west-1 --output -
  longshore resync --dry-run
  longshore resync --sink port --report report.json

Exit codes: 0 complete, 1 error, 2 usage or configuration, 3 incomplete (something could not be
read: the report says what and why), 130 stopped.`,
  )
  .action(async (flags: object) => {
    const { runResync } = await import('./commands/resync.ts');
    process.exitCode = await runResync(flags, terminal);
  });

program
  .command('serve')
  .description(
    'keep Port in step with AWS: resyncs on schedule and on request, live events, metrics',
  )
  .option('--config <file>', "the mapping (default: the integration's own in Port)")
  .option('--settings <file>', "settings in the form of Ocean's config.yaml")
  .option('--state <folder>', 'where what was written to Port is kept (default: .longshore)')
  .addHelpText(
    'after',
    `
Examples:
  OCEAN__PORT__CLIENT_ID=… OCEAN__PORT__CLIENT_SECRET=… longshore serve
  OCEAN__EVENT_LISTENER__TYPE=ONCE longshore serve

Exit codes: 0 stopped or complete, 1 error, 2 usage or configuration, 3 incomplete, 130 stopped (ONCE).`,
  )
  .action(async (flags: object) => {
    const { runServe } = await import('./commands/serve.ts');
    process.exitCode = await runServe(flags, terminal);
  });

program
  .command('plan')
  .description(
    'say what a resync would create, change, delete and withhold in Port, and what Port would reject; writes nothing',
  )
  .option('--config <file>', "the mapping (default: the integration's own in Port)")
  .option('--settings <file>', "settings in the form of Ocean's config.yaml")
  .option('--kinds <kinds>', 'only these kinds, comma-separated')
  .option('--accounts <ids>', 'only these accounts, comma-separated')
  .option('--regions <regions>', 'only these regions, comma-separated')
  .option('--json', 'one JSON line for each entity, and a last one with the totals')
  .option('--summary', 'only the counts, by blueprint and action')
  .option('--state <folder>', 'where what was written to Port is kept (default: .longshore)')
  .option(
    '--accept-removals',
    'delete what belongs to accounts and regions that settings or credentials no longer reach',
  )
  .option('--compare', 'compare the state with Port first, as a run does once a day')
  .option('--seed <text>', 'fixes the order in which scopes are read')
  .option('--concurrency <number>', 'requests in flight at once (default: 256)')
  .addHelpText(
    'after',
    `
Examples:
  longshore plan
  longshore plan --config mapping.yml --json > plan.ndjson

Exit codes: 0 complete, 1 error, 2 usage or configuration, 3 incomplete, 130 stopped.`,
  )
  .action(async (flags: object) => {
    const { runPlan } = await import('./commands/plan.ts');
    process.exitCode = await runPlan(flags, terminal);
  });

program
  .command('map')
  .description('make entities of raw items with a mapping, offline: to try a mapping out')
  .requiredOption('--input <file>', 'raw items as NDJSON; - for stdin')
  .option('--config <file>', 'the mapping (default: .port/resources/port-app-config.yml)')
  .option('--settings <file>', "settings in the form of Ocean's config.yaml")
  .option('--explain', 'say for each item which expression gave nothing or failed')
  .addHelpText(
    'after',
    `
Examples:
  longshore demo --output resources.ndjson
  longshore map --input resources.ndjson
  longshore map --config mapping.yml --input resources.ndjson --explain`,
  )
  .action(async (flags: object) => {
    const { runMap } = await import('./commands/map.ts');
    process.exitCode = await runMap(flags, terminal);
  });

program
  .command('get')
  .argument('<kind>', 'AWS::SQS::Queue')
  .argument('<identifier...>', 'what the kind is fetched by: see `longshore kinds KIND`')
  .description('read one resource')
  .option('--account <id>', 'the account that has it (default: the only one, or the first)')
  .option('--region <region>', "the region that has it (default: the partition's home region)")
  .option('--include <actions>', 'optional actions to run, comma-separated')
  .option('--settings <file>', "settings in the form of Ocean's config.yaml")
  .option('--trace', 'print each AWS call with its time and outcome')
  .addHelpText(
    'after',
    `
Examples:
  longshore get AWS::S3::Bucket my-bucket --include GetBucketEncryptionAction
  longshore get AWS::EC2::Instance i-0123456789abcdef0 --account 111122223333 --region eu-west-1 --trace`,
  )
  .action(async (kind: string, identifiers: string[], flags: object) => {
    const { runGet } = await import('./commands/get.ts');
    process.exitCode = await runGet(kind, identifiers, flags, terminal);
  });

program
  .command('kinds')
  .argument('[kind]', 'AWS::SQS::Queue')
  .description('list the kinds, or one with its actions, identifiers and IAM permissions')
  .addHelpText('after', '\nExamples:\n  longshore kinds\n  longshore kinds AWS::S3::Bucket')
  .action(async (kind: string | undefined) => {
    const { runKinds } = await import('./commands/kinds.ts');
    process.exitCode = await runKinds(kind, terminal);
  });

program
  .command('iam-policy')
  .description('print the least IAM policy that a full resync needs')
  .option('--kinds <kinds>', 'only these kinds, comma-separated')
  .addHelpText(
    'after',
    '\nExamples:\n  longshore iam-policy > policy.json\n  longshore iam-policy --kinds AWS::SQS::Queue',
  )
  .action(async (flags: object) => {
    const { runIamPolicy } = await import('./commands/iam-policy.ts');
    process.exitCode = await runIamPolicy(flags, terminal);
  });

program
  .command('sandbox')
  .description(
    'start an embedded AWS and an embedded Port on loopback, and print how to point Longshore, any SDK or CLI at them',
  )
  .option('--port <number>', 'where AWS listens (default: any free port)')
  .option('--size <size>', 'small, medium, large (some of every kind) or reference', 'small')
  .option('--seed <text>', 'which estate to make up', 'sandbox')
  .option('--latency <ms>', 'milliseconds that each answer takes', '0')
  .option('--limits', "enforce AWS's published rate limits")
  .addHelpText(
    'after',
    '\nExamples:\n  longshore sandbox --port 4566\n  longshore sandbox --size reference --latency 100 --limits',
  )
  .action(async (flags: object) => {
    const { runSandbox } = await import('./commands/sandbox.ts');
    process.exitCode = await runSandbox(flags, terminal);
  });

/** Stdout may fail after the command has ended: with what it wrote last. */
process.once('exit', () => {
  if (outputFailure === undefined) return;
  process.stderr.write(`${describeError(outputFailure).text}\n`);
  process.exitCode = EXIT.error;
});

try {
  await program.parseAsync();
} catch (error) {
  if (outputFailure !== undefined) {
    process.exitCode = EXIT.error; // told at the exit
  } else if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? EXIT.complete : EXIT.usage;
  } else if (controller.signal.aborted && !(error instanceof LongshoreError)) {
    tell(`longshore: ${messageOf(controller.signal.reason)}`);
    process.exitCode = EXIT.cancelled;
  } else {
    const { text, exitCode } = describeError(error);
    tell(text);
    if ((process.env['LONGSHORE_DEBUG'] ?? '') !== '') tell(stackOf(error));
    process.exitCode = exitCode;
  }
}

function tell(text: string): void {
  process.stderr.write(`${terminal.secrets.mask(text)}\n`);
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
