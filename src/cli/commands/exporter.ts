import { metricsModules } from '../../app/cost/metrics/metrics-modules.ts';
import { secretsOf } from '../../app/secrets.ts';
import { loadSettings, type Settings } from '../../config/settings.ts';
import { readYamlFile } from '../../config/read-yaml-file.ts';
import { METRICS_MODULES } from '../../cost/metrics/metrics-modules.ts';
import type { MetricsModule } from '../../cost/metrics/metrics-module.ts';
import { runExporter as run } from '../../host/exporter/exporter.ts';
import type { ExporterOptions } from '../../host/exporter/exporter-options.ts';
import { systemClock } from '../../lib/clock.ts';
import { ConfigurationError } from '../../lib/errors.ts';
import { OFFLINE } from '../../app/name-lookup.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { exporterFlags, type GivenFlags } from '../exporter-flags.ts';
import { goBoolean, goDuration, goList } from '../go-flags.ts';
import { regionsOf } from '../names.ts';
import { createLogger } from '../progress.ts';
import type { Terminal } from '../terminal.ts';

/** `longshore exporter`: costs of AWS resources for Prometheus, with the flags of cloudcost-exporter. */
export async function runExporter(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const flags = exporterFlags(args);
  const times = timesOf(flags);
  const http = httpOf(flags, times.timeoutMs);
  if (isOn(flags, 'list-services')) {
    terminal.stdout.write(servicesText());
    return EXIT.complete;
  }
  const { cwd, signal, secrets } = terminal;
  const settings = await settingsOf(flags, terminal);
  secrets.add(...secretsOf(settings));
  const excluded = goList(flags.all('aws.exclude-regions'));
  await regionsOf(excluded.join(','), OFFLINE, '-aws.exclude-regions');
  await run({
    settings,
    cwd,
    modules: modulesOf(flags, settings),
    excludedRegions: excluded,
    bedrockFamilies: families(flags.last('aws.bedrock.families')),
    hasCapacityBlocks: isOn(flags, 'aws.ec2.capacity-blocks'),
    scopeTimeMs: times.scopeTimeMs,
    rdsTimeMs: times.rdsTimeMs,
    refreshMs: times.refreshMs,
    http,
    region: flags.last('aws.region') ?? '',
    clock: systemClock,
    random: Math.random,
    logger: createLogger({ ...terminal, stderr: logStream(flags, terminal) }, settings),
    secrets,
    signal,
  });
  return EXIT.complete;
}

const SECOND_MS = 1_000;

function timesOf(flags: GivenFlags): Pick<
  ExporterOptions,
  'scopeTimeMs' | 'rdsTimeMs' | 'refreshMs'
> & {
  readonly timeoutMs: number;
} {
  const rdsTimeMs = duration(flags, 'aws.rds.region-timeout', '0');
  return {
    scopeTimeMs: atLeast(SECOND_MS, duration(flags, 'collector-interval', '1m')),
    rdsTimeMs: rdsTimeMs === 0 ? undefined : rdsTimeMs,
    refreshMs: duration(flags, 'scrape-interval', '1h'),
    timeoutMs: atLeast(SECOND_MS, duration(flags, 'server-timeout', '30s')),
  };
}

function httpOf(flags: GivenFlags, timeoutMs: number): ExporterOptions['http'] {
  return {
    ...address(flags.last('server.address') ?? ':8080'),
    path: pathOf(flags.last('server.path') ?? '/metrics'),
    timeoutMs,
  };
}

/** A limit of 0 would let nothing end in time. */
function atLeast(least: number, milliseconds: number): number {
  return Math.max(least, milliseconds);
}

async function settingsOf(flags: GivenFlags, { env }: Terminal): Promise<Settings> {
  const name = flags.last('settings');
  const file = name === undefined ? undefined : await readYamlFile(name);
  const settings = loadSettings({
    env,
    file,
    flags: {
      stateDirectory: flags.last('state'),
      awsProfile: flags.last('aws.profile'),
      accountRoleArns: flags.last('aws.roleARN'),
      logLevel: logLevel(flags),
      logFormat: logFormat(flags, env),
    },
  });
  if (flags.last('aws.roleARN') !== undefined && settings.accounts.accountRoleArn !== undefined) {
    throw new ConfigurationError('-aws.roleARN: the setting accountRoleArn names a role, too', {
      remedy: 'keep one: the setting reads a whole organization, the flag one account',
    });
  }
  return settings;
}

function logLevel(flags: GivenFlags): string | undefined {
  const level = flags.last('log.level')?.toLowerCase();
  if (level === undefined || LOG_LEVELS.includes(level)) return level;
  throw new ConfigurationError(`-log.level: "${level}" is not known`, {
    remedy: `use ${LOG_LEVELS.join(', ')}`,
  });
}

const LOG_LEVELS = ['debug', 'info', 'warn', 'error'];

function logFormat(flags: GivenFlags, env: Terminal['env']): string | undefined {
  const type = flags.last('log.type');
  if (type === undefined && (env['LONGSHORE_LOG_FORMAT'] ?? '') !== '') return undefined;
  if (type === 'json') return 'json';
  if (type === undefined || type === 'text') return 'pretty';
  throw new ConfigurationError(`-log.type: "${type}" is not known`, { remedy: 'use text or json' });
}

function logStream(flags: GivenFlags, { stdout, stderr }: Terminal): Terminal['stderr'] {
  const output = flags.last('log.output') ?? 'stdout';
  if (output === 'stdout') return stdout;
  if (output === 'stderr') return stderr;
  throw new ConfigurationError(`-log.output: "${output}" is not known`, {
    remedy: 'use stdout or stderr',
  });
}

function modulesOf(flags: GivenFlags, { cost }: Settings): readonly MetricsModule[] {
  const named = [
    ...goList(flags.all('aws.services')),
    ...goList(flags.all('aws.experimental.services')),
  ];
  if (named.length > 0) return metricsModules(named, '-aws.services');
  const { services = [] } = cost.metrics;
  if (services.length > 0) return metricsModules(services, 'LONGSHORE_COST_METRICS');
  throw new ConfigurationError('no service is named: there would be no cost metrics', {
    remedy: 'name them, as in -aws.services=EC2,RDS; -list-services prints them',
  });
}

/** Go's flag for case, which JavaScript has apart from the expression. */
const IGNORE_CASE = '(?i)';

function families(text = '.*'): RegExp {
  try {
    const ignoresCase = text.startsWith(IGNORE_CASE);
    return new RegExp(ignoresCase ? text.slice(IGNORE_CASE.length) : text, ignoresCase ? 'i' : '');
  } catch (error) {
    throw new ConfigurationError(`-aws.bedrock.families: "${text}" is not a regular expression`, {
      cause: error,
      remedy: 'write names with |, as in anthropic|amazon',
    });
  }
}

function isOn(flags: GivenFlags, name: 'list-services' | 'aws.ec2.capacity-blocks'): boolean {
  return goBoolean(name, flags.last(name) ?? 'false');
}

function duration(
  flags: GivenFlags,
  name: 'aws.rds.region-timeout' | 'scrape-interval' | 'collector-interval' | 'server-timeout',
  defaultText: string,
): number {
  return goDuration(name, flags.last(name) ?? defaultText);
}

/** `:8080`, `localhost:8080`, `[::1]:8080` */
function address(text: string): { readonly host: string | undefined; readonly port: number } {
  const [, host = '', port = ''] = /^(\[[^\]]*\]|[^:]*):(\d{1,5})$/.exec(text) ?? [];
  if (port === '' || Number(port) > 65_535) {
    throw new ConfigurationError(`-server.address: "${text}" is not an address`, {
      remedy: 'write host:port, or :port for every address',
    });
  }
  const name = host.replace(/^\[|\]$/g, '');
  return { host: name === '' ? undefined : name, port: Number(port) };
}

/** Paths that the exporter has itself. */
const TAKEN = ['/', '/health/live', '/health/ready'];

function pathOf(text: string): string {
  if (/^\/[\w./~-]*$/.test(text) && !TAKEN.includes(text)) return text;
  throw new ConfigurationError(`-server.path: "${text}" cannot be the path of the metrics`, {
    remedy: 'write a path such as /metrics',
  });
}

function servicesText(): string {
  return METRICS_MODULES.map(({ flag, title }) => `${flag.padEnd(12)}${title}\n`).join('');
}
