import { Command, Option } from 'commander';
import { VERSION } from '../app/version.ts';
import type { ExitCode } from './exit.ts';
import { DEFAULT_WIDTH, type Output, type Terminal, type Verbosity } from './terminal.ts';

/** Dependencies of the commands. */
export interface Running {
  readonly terminal: Terminal;
  /** Receives the exit code of a finished command. */
  ended(exitCode: ExitCode): void;
}

/** In the order of the help text. */
const COMMANDS = [
  addDemo,
  addResync,
  addServe,
  addQuery,
  addDiff,
  addPlan,
  addMap,
  addGet,
  addKinds,
  addIamPolicy,
  addDoctor,
  addCompletion,
  addSandbox,
] as const;

/** The commands and their flags. A command's modules load when it runs. */
export function createProgram({ terminal: given, ended }: Running): Command {
  const { stdout, stderr } = given;
  let verbosity: Verbosity = given.verbosity ?? 'normal';
  const terminal: Terminal = {
    ...given,
    get verbosity() {
      return verbosity;
    },
  };
  const program = new Command('longshore')
    .description('Reads AWS organizations into Port: quickly, and with a record of what was read.')
    .version(VERSION)
    .showHelpAfterError('(run with --help for the options and examples)')
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      getOutHelpWidth: () => widthOf(stdout),
      getErrHelpWidth: () => widthOf(stderr),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .exitOverride();
  for (const add of COMMANDS) add(program, { terminal, ended });
  // Before or after the command's name: `longshore --quiet resync` and `longshore resync --quiet`.
  for (const command of [program, ...program.commands]) addVerbosity(command);
  program.hook('preAction', (_, command) => {
    const { quiet, verbose } = command.optsWithGlobals<VerbosityFlags>();
    if (quiet === true) verbosity = 'quiet';
    else if (verbose === true) verbosity = 'verbose';
  });
  return program;
}

interface VerbosityFlags {
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

function addVerbosity(command: Command): void {
  command
    .addOption(new Option('--quiet', 'print errors only').conflicts('verbose'))
    .addOption(new Option('--verbose', 'log every step').conflicts('quiet'));
}

/** Help is at most 80 columns wide: longer lines are hard to read. */
function widthOf({ isTTY = false, columns = DEFAULT_WIDTH }: Output): number {
  return isTTY && columns > 0 ? Math.min(columns, DEFAULT_WIDTH) : DEFAULT_WIDTH;
}

function addDemo(program: Command, { terminal, ended }: Running): void {
  program
    .command('demo')
    .description('read a simulated AWS organization with some faults; needs no AWS account')
    .option('--size <size>', 'small, or large (some resources of every kind)', 'small')
    .option('--seed <text>', 'selects the simulated resources', 'demo')
    .option('--output <file>', 'write the resources as NDJSON; - for stdout')
    .option('--report <file>', 'write the report of the first run as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  longshore demo\n  longshore demo --output resources.ndjson --report report.json',
    )
    .action(async (flags: object) => {
      const { runDemo } = await import('./commands/demo.ts');
      ended(await runDemo(flags, terminal));
    });
}

function addResync(program: Command, { terminal, ended }: Running): void {
  program
    .command('resync')
    .description('read all resources of the kinds in the mapping, in all accounts and regions')
    .option(
      '--config <file>',
      "the mapping (default: .port/resources/port-app-config.yml; with --sink port, the integration's own in Port)",
    )
    .option('--settings <file>', "settings, in the format of Ocean's config.yaml")
    .option('--kinds <kinds>', 'only these kinds, comma-separated')
    .option('--accounts <ids>', 'only these accounts, comma-separated')
    .option('--regions <regions>', 'only these regions, comma-separated')
    .option(
      '--sink <sink>',
      'ndjson (raw resources), port (entities), or store (for longshore query)',
      'ndjson',
    )
    .option(
      '--output <file>',
      'where --sink ndjson writes, one resource per line; - for stdout (default: stdout if it is piped; on a terminal, resources are only counted)',
    )
    .option('--report <file>', 'write the report of the run as JSON')
    .option('--state <folder>', 'for the state and the store (default: .longshore)')
    .option(
      '--accept-removals',
      'delete entities of accounts and regions that settings or credentials no longer reach',
    )
    .option('--compare', 'for --sink port: first compare the state with Port, and fix differences')
    .option(
      '--dry-run',
      'read only accounts and regions, and print scopes, expected calls and time',
    )
    .option('--seed <text>', 'fixes the order in which scopes are read')
    .option('--concurrency <number>', 'requests in flight at once (default: 256)')
    .addHelpText(
      'after',
      `
Examples:
  longshore resync --output resources.ndjson --report report.json
  longshore resync --kinds AWS::SQS::Queue --regions eu-west-1 --output -
  longshore resync --dry-run
  longshore resync --sink port --report report.json
  longshore resync --sink store

Exit codes: 0 complete, 1 error, 2 usage or configuration, 3 incomplete
(something could not be read: the report says what and why), 130 stopped.`,
    )
    .action(async (flags: object) => {
      const { runResync } = await import('./commands/resync.ts');
      ended(await runResync(flags, terminal));
    });
}

function addServe(program: Command, { terminal, ended }: Running): void {
  program
    .command('serve')
    .description('keep Port up to date: resyncs on schedule and on request, live events, metrics')
    .option('--config <file>', "the mapping (default: the integration's own in Port)")
    .option('--settings <file>', "settings, in the format of Ocean's config.yaml")
    .option('--state <folder>', 'remembers what was written to Port (default: .longshore)')
    .addHelpText(
      'after',
      `
Examples:
  OCEAN__PORT__CLIENT_ID=… OCEAN__PORT__CLIENT_SECRET=… longshore serve
  OCEAN__EVENT_LISTENER__TYPE=ONCE longshore serve

Exit codes: 0 stopped or complete, 1 error, 2 usage or configuration,
3 incomplete, 130 stopped (ONCE).`,
    )
    .action(async (flags: object) => {
      const { runServe } = await import('./commands/serve.ts');
      ended(await runServe(flags, terminal));
    });
}

function addQuery(program: Command, { terminal, ended }: Running): void {
  program
    .command('query')
    .argument('[sql]', 'one SELECT; - to read it from stdin')
    .description('ask the store with SQL: resync --sink store and serve fill it')
    .option('--file <file>', 'read the SQL from a file')
    .option('--tables', 'list the tables')
    .option('--schema <table>', 'list the columns of a table')
    .option(
      '--format <format>',
      'table, json, ndjson, csv or parquet (default: table, or by --output)',
    )
    .option('--output <file>', 'write the result to a file; - for stdout')
    .option('--limit <rows>', 'most rows (default: 1000 for a table, otherwise all)')
    .option('--timeout <seconds>', 'stop the query after this time')
    .option('--settings <file>', "settings in the form of Ocean's config.yaml")
    .option('--state <folder>', 'the folder that has the store (default: .longshore)')
    .addHelpText(
      'after',
      `
Examples:
  longshore query "select kind, count(*) as resources from resources group by kind order by 2 desc"
  longshore query "select * from aws_s3_bucket" --output buckets.csv
  longshore query --tables
  longshore query --schema aws_ec2_instance

Exit codes: 0 complete, 1 error, 2 a wrong query or usage, 130 stopped.`,
    )
    .action(async (sql: string | undefined, flags: object) => {
      const { runQuery } = await import('./commands/query.ts');
      ended(await runQuery(sql, flags, terminal));
    });
}

function addDiff(program: Command, { terminal, ended }: Running): void {
  program
    .command('diff')
    .description('list resources that appeared, changed or disappeared, from the store')
    .option(
      '--since <run-or-time>',
      'a run (number or id), a time (2026-11-22T05:00Z), or an age (24h, 7d) (default: the previous run)',
    )
    .option('--json', 'one JSON line for each resource')
    .option('--settings <file>', "settings in the form of Ocean's config.yaml")
    .option('--state <folder>', 'the folder that has the store (default: .longshore)')
    .addHelpText(
      'after',
      `
Examples:
  longshore diff
  longshore diff --since 24h --json
  longshore query "select number, id, started_at, status from runs"   # the runs to choose from

Exit codes: 0 complete, 1 error, 2 usage, 130 stopped.`,
    )
    .action(async (flags: object) => {
      const { runDiff } = await import('./commands/diff.ts');
      ended(await runDiff(flags, terminal));
    });
}

function addPlan(program: Command, { terminal, ended }: Running): void {
  program
    .command('plan')
    .description(
      'show what a resync would create, change, delete and withhold in Port, and what Port would reject; writes nothing',
    )
    .option('--config <file>', "the mapping (default: the integration's own in Port)")
    .option('--settings <file>', "settings, in the format of Ocean's config.yaml")
    .option('--kinds <kinds>', 'only these kinds, comma-separated')
    .option('--accounts <ids>', 'only these accounts, comma-separated')
    .option('--regions <regions>', 'only these regions, comma-separated')
    .option('--json', 'one JSON line for each entity, and one with the totals at the end')
    .option('--summary', 'only the counts, by blueprint and action')
    .option('--state <folder>', 'remembers what was written to Port (default: .longshore)')
    .option(
      '--accept-removals',
      'plan to delete entities of accounts and regions that settings or credentials no longer reach',
    )
    .option('--compare', 'first compare the state with Port, as a run does once a day')
    .option('--seed <text>', 'fixes the order in which scopes are read')
    .option('--concurrency <number>', 'requests in flight at once (default: 256)')
    .addHelpText(
      'after',
      `
Examples:
  longshore plan
  longshore plan --config mapping.yml --json > plan.ndjson

Exit codes: 0 complete, 1 error, 2 usage or configuration, 3 incomplete,
130 stopped.`,
    )
    .action(async (flags: object) => {
      const { runPlan } = await import('./commands/plan.ts');
      ended(await runPlan(flags, terminal));
    });
}

function addMap(program: Command, { terminal, ended }: Running): void {
  program
    .command('map')
    .description('map raw resources to entities, offline: to try out a mapping')
    .requiredOption('--input <file>', 'raw resources as NDJSON; - for stdin')
    .option('--config <file>', 'the mapping (default: .port/resources/port-app-config.yml)')
    .option('--settings <file>', "settings, in the format of Ocean's config.yaml")
    .option('--explain', 'print for each item which expressions returned nothing or failed')
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
      ended(await runMap(flags, terminal));
    });
}

function addGet(program: Command, { terminal, ended }: Running): void {
  program
    .command('get')
    .argument('<kind>', 'AWS::SQS::Queue')
    .argument('<identifier...>', 'its ARN or identifiers: see `longshore kinds <kind>`')
    .description('read one resource, wherever it is')
    .option('--account <id>', 'search this account only (default: as the ARN says, or all)')
    .option('--region <region>', 'search this region only (default: as the ARN says, or all)')
    .option('--include <actions>', 'optional actions to run, comma-separated')
    .option('--settings <file>', "settings, in the format of Ocean's config.yaml")
    .option('--trace', 'print each AWS call with its time and outcome')
    .addHelpText(
      'after',
      `
Examples:
  longshore get AWS::S3::Bucket my-bucket --include GetBucketEncryptionAction
  longshore get AWS::SQS::Queue arn:aws:sqs:eu-west-1:111122223333:orders
  longshore get AWS::EC2::Instance i-0123456789abcdef0 --account 111122223333 --region eu-west-1 --trace`,
    )
    .action(async (kind: string, identifiers: string[], flags: object) => {
      const { runGet } = await import('./commands/get.ts');
      ended(await runGet(kind, identifiers, flags, terminal));
    });
}

function addKinds(program: Command, { terminal, ended }: Running): void {
  program
    .command('kinds')
    .argument('[pattern]', "a kind, a part of its name, or a glob: 'AWS::EC2::*'")
    .description('list the kinds, or one with its actions, identifiers and IAM permissions')
    .option('--json', 'print all details of the kinds as JSON')
    .addHelpText(
      'after',
      `
Examples:
  longshore kinds
  longshore kinds ec2
  longshore kinds 'AWS::*::Cluster' --json
  longshore kinds AWS::S3::Bucket`,
    )
    .action(async (pattern: string | undefined, flags: object) => {
      const { runKinds } = await import('./commands/kinds.ts');
      ended(await runKinds(pattern, flags, terminal));
    });
}

function addIamPolicy(program: Command, { terminal, ended }: Running): void {
  program
    .command('iam-policy')
    .description('print the minimal IAM policy for a full resync')
    .option('--config <file>', 'only the kinds and optional actions of this mapping')
    .option('--kinds <kinds>', 'only these kinds, comma-separated')
    .option('--settings <file>', "settings in the form of Ocean's config.yaml")
    .addHelpText(
      'after',
      `
Examples:
  longshore iam-policy > policy.json
  longshore iam-policy --config mapping.yml
  longshore iam-policy --kinds AWS::SQS::Queue,AWS::Kinesis::Stream

AWS is called only for types that are read through Cloud Control: their schema
in the CloudFormation registry names the permissions.

Exit codes: 0 complete, 1 error, 2 usage or configuration, 3 incomplete (AWS did
not return the permissions of a type).`,
    )
    .action(async (flags: object) => {
      const { runIamPolicy } = await import('./commands/iam-policy.ts');
      ended(await runIamPolicy(flags, terminal));
    });
}

function addDoctor(program: Command, { terminal, ended }: Running): void {
  program
    .command('doctor')
    .description('check settings, AWS, Port, mapping and state, and say how to fix what is wrong')
    .option('--config <file>', "the mapping (default: the integration's own in Port)")
    .option('--settings <file>', "settings in the form of Ocean's config.yaml")
    .option('--state <folder>', 'the state folder to check (default: .longshore)')
    .option('--accounts <ids>', 'only these accounts, comma-separated')
    .option('--timeout <seconds>', 'longest time of each check', '10')
    .option('--json', 'print the findings as JSON')
    .addHelpText(
      'after',
      `
Examples:
  longshore doctor
  longshore doctor --config mapping.yml --accounts 111122223333
  longshore doctor --json > findings.json

It changes nothing. Permissions are checked with real calls: each kind of the
mapping is listed in one region of each account, and its actions run for one
resource.

Exit codes: 0 no check failed (there may be warnings), 1 a check failed,
2 usage, 3 something could not be checked, 130 stopped.`,
    )
    .action(async (flags: object) => {
      const { runDoctor } = await import('./commands/doctor.ts');
      ended(await runDoctor(flags, terminal));
    });
}

function addCompletion(program: Command, { terminal, ended }: Running): void {
  program
    .command('completion')
    .argument('<shell>', 'bash, zsh or fish')
    .description('print a script that completes commands, flags, kinds and regions in a shell')
    .addHelpText(
      'after',
      `
Examples:
  echo 'source <(longshore completion bash)' >> ~/.bashrc
  longshore completion zsh > "\${fpath[1]}/_longshore"
  longshore completion fish > ~/.config/fish/completions/longshore.fish`,
    )
    .action(async (shell: string) => {
      const { runCompletion } = await import('./commands/completion.ts');
      ended(await runCompletion(shell, program, terminal));
    });
}

function addSandbox(program: Command, { terminal, ended }: Running): void {
  program
    .command('sandbox')
    .description(
      'start a simulated AWS and a simulated Port on this machine, and print the settings to use them',
    )
    .option('--port <number>', 'the port of the simulated AWS (default: any free port)')
    .option(
      '--size <size>',
      'small, medium, large (some resources of every kind) or reference',
      'small',
    )
    .option('--seed <text>', 'selects the simulated resources', 'sandbox')
    .option('--latency <ms>', 'milliseconds that each response takes', '0')
    .option('--limits', "enforce AWS's published rate limits")
    .addHelpText(
      'after',
      '\nExamples:\n  longshore sandbox --port 4566\n  longshore sandbox --size reference --latency 100 --limits',
    )
    .action(async (flags: object) => {
      const { runSandbox } = await import('./commands/sandbox.ts');
      ended(await runSandbox(flags, terminal));
    });
}
