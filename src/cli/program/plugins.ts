import { Option, type Command } from 'commander';
import { SETTINGS, STATE } from './common-options.ts';
import type { Running } from './running.ts';

/** `longshore plugin …` */
export function addPlugin(program: Command, running: Running): void {
  const plugin = program
    .command('plugin')
    .description('cost plugins of FinFocus and PulumiCost: use them, and be one')
    .addHelpText(
      'after',
      '\nExamples:\n  longshore plugin list\n  longshore plugin serve --prices prices.ndjson.gz',
    );
  addFiles(plugin, running);
  addCalls(plugin, running);
  addServe(plugin, running);
}

const FOLDER = new Option(
  '--plugin-dir <folder>',
  'the folder of plugins (default: that of FinFocus, ~/.finfocus/plugins)',
);

function addFiles(plugin: Command, { terminal, ended }: Running): void {
  plugin
    .command('list')
    .description('what is installed')
    .option('--verbose', 'with all versions, and the files')
    .option('--output <format>', 'table or json (default: table)')
    .addOption(FOLDER)
    .action(async (flags: object) => {
      const { runPluginList } = await import('../commands/plugin-files.ts');
      ended(await runPluginList(flags, terminal));
    });
  withInstallFlags(plugin.command('install'))
    .argument('<source>', 'a file, a folder, github.com/owner/repository, or a URL of releases')
    .description('install a plugin')
    .option('--name <name>', 'the name, where the files do not tell it')
    .option('--plugin-version <version>', 'the version, where the files do not tell it')
    .option('--checksum <sha256>', 'that the download must have (default: that of the release)')
    .option('--no-save', 'do not remember the source for updates')
    .option('--metadata <key=value>', 'for the plugin, such as region=eu-west-1', repeated)
    .addHelpText(
      'after',
      `
Examples:
  longshore plugin install ./finfocus-plugin-aws-public_0.1.5_linux_amd64.tar.gz
  longshore plugin install github.com/owner/finfocus-plugin-example@v1.2.0
  longshore plugin install https://plugins.example/releases.json --metadata region=eu-west-1

A download needs a SHA-256 checksum, of the release or of --checksum. Links in an
archive, and names that lead out of it, are refused.

Exit codes: 0 installed, 1 error (nothing was installed), 2 usage or configuration.`,
    )
    .action(async (source: string, flags: object) => {
      const { runPluginInstall } = await import('../commands/plugin-files.ts');
      ended(await runPluginInstall(source, flags, terminal));
    });
  withInstallFlags(plugin.command('update'))
    .argument('[name]', 'only this plugin (default: all)')
    .description('install the newest version of what came from releases')
    .action(async (name: string | undefined, flags: object) => {
      const { runPluginUpdate } = await import('../commands/plugin-files.ts');
      ended(await runPluginUpdate(name, flags, terminal));
    });
  plugin
    .command('remove')
    .argument('<name>', 'the plugin; with @version only this version')
    .description('remove a plugin')
    .addOption(FOLDER)
    .action(async (name: string, flags: object) => {
      const { runPluginRemove } = await import('../commands/plugin-files.ts');
      ended(await runPluginRemove(name, flags, terminal));
    });
  plugin
    .command('validate')
    .argument('[name]', 'only this plugin (default: all)')
    .description('check the files of installed plugins')
    .addOption(FOLDER)
    .action(async (name: string | undefined, flags: object) => {
      const { runPluginValidate } = await import('../commands/plugin-files.ts');
      ended(await runPluginValidate(name, flags, terminal));
    });
}

function withInstallFlags(command: Command): Command {
  return command
    .option('--force', 'replace the same version')
    .option('--clean', 'remove the other versions')
    .option('--fallback-to-latest', 'the newest version that has an archive for this machine')
    .option('--no-fallback', 'accepted: only the version that was asked for')
    .addOption(FOLDER)
    .addOption(SETTINGS);
}

function repeated(value: string, all: readonly string[] = []): readonly string[] {
  return [...all, value];
}

function addCalls(plugin: Command, { terminal, ended }: Running): void {
  plugin
    .command('inspect')
    .argument('<name>', 'the plugin')
    .argument('[type]', 'a type of resources: aws:ec2/instance:Instance')
    .description('start a plugin and show what it says about itself')
    .option('--output <format>', 'table or json (default: table)')
    .addOption(FOLDER)
    .action(async (name: string, type: string | undefined, flags: object) => {
      const { runPluginInspect } = await import('../commands/plugin-calls.ts');
      ended(await runPluginInspect(name, type, flags, terminal));
    });
  plugin
    .command('conformance')
    .argument('<plugin>', 'an installed plugin, or a file to run')
    .description('check that a plugin answers as the protocol says')
    .option('--provider <provider>', 'of the resource that it is asked about (default: aws)')
    .option('--resource-type <type>', 'its type (default: aws:ec2/instance:Instance)')
    .option('--sku <sku>', 'its SKU (default: t3.micro)')
    .option('--region <region>', 'its region (default: us-east-1)')
    .option('--output <format>', 'text or json (default: text)')
    .addOption(FOLDER)
    .addHelpText('after', '\nExit codes: 0 passed, 1 something failed, 2 usage or configuration.')
    .action(async (name: string, flags: object) => {
      const { runPluginConformance } = await import('../commands/plugin-calls.ts');
      ended(await runPluginConformance(name, flags, terminal));
    });
}

function addServe(plugin: Command, { terminal, ended }: Running): void {
  plugin
    .command('serve')
    .description('answer the plugin protocol of FinFocus from the own prices and store')
    .option('--port <port>', 'listen on this port of 127.0.0.1 (default: any that is free)')
    .option('--stdio', 'speak gRPC over standard input and output instead')
    .option('--prices <file>', 'prices from a file that longshore prices export wrote: offline')
    .option('--spec-dir <folder>', 'YAML price files, for what has no other price')
    .option('--region <region>', 'of estimates that name none (default: AWS_REGION)')
    .option('--basis <basis>', 'of actual costs: billed, effective, list or contracted')
    .option('--install', 'install it as plugin longshore, with these flags')
    .addOption(FOLDER)
    .addOption(SETTINGS)
    .addOption(STATE)
    .addHelpText(
      'after',
      `
Examples:
  longshore plugin serve --install --prices prices.ndjson.gz --state .longshore
  longshore plugin serve --port 50051 --prices prices.ndjson.gz

It prints PORT=<number> as soon as it listens; logs go to standard error. The
port can be set with FINFOCUS_PLUGIN_PORT or PULUMICOST_PLUGIN_PORT, too. What
has no price is an error with its reason, and never 0.

Exit codes: 0 stopped, 1 error, 2 usage or configuration.`,
    )
    .action(async (flags: { readonly install?: boolean }) => {
      if (flags.install === true) {
        const { runServeInstall } = await import('../commands/plugin-serve-install.ts');
        ended(await runServeInstall(flags, terminal));
        return;
      }
      const { runPluginServe } = await import('../commands/plugin-serve.ts');
      ended(await runPluginServe(flags, terminal));
    });
}
