import { ConfigurationError } from '../lib/errors.ts';
import { parseGoFlags, type GoFlag } from './go-flags.ts';

/** A flag of `longshore exporter`. */
export interface ExporterFlag extends GoFlag {
  /** As in the help: `-aws.region <region>`. */
  readonly value?: string;
  readonly defaultText?: string;
  readonly help: string;
}

/** The flags of cloudcost-exporter for AWS, with their names and defaults, and a few of Longshore's own. */
export const EXPORTER_FLAGS = [
  { name: 'provider', value: 'name', defaultText: 'aws', help: 'only aws' },
  {
    name: 'aws.services',
    value: 'names',
    help: 'the services whose costs are shown, comma-separated or repeated, or all; without it, those of LONGSHORE_COST_METRICS',
  },
  {
    name: 'aws.experimental.services',
    value: 'names',
    help: 'further services: the same names',
  },
  {
    name: 'list-services',
    isBoolean: true,
    help: 'print the services and end',
  },
  {
    name: 'aws.profile',
    value: 'name',
    help: 'the profile whose credentials are used, as AWS_PROFILE',
  },
  {
    name: 'aws.roleARN',
    value: 'arn',
    help: 'a role to assume: the costs of its account are shown. For many accounts, use the settings of accounts instead: docs/configuration.md',
  },
  {
    name: 'aws.region',
    value: 'region',
    help: 'the label region of the metrics about scrapes. Costs are shown for all regions that an account has enabled',
  },
  {
    name: 'aws.exclude-regions',
    value: 'regions',
    help: 'regions that are not read, comma-separated',
  },
  {
    name: 'aws.bedrock.families',
    value: 'regex',
    defaultText: '.*',
    help: 'families of Bedrock models that have series',
  },
  {
    name: 'aws.rds.region-timeout',
    value: 'duration',
    defaultText: '0',
    help: 'the longest time to read RDS in one account and region; 0 for -collector-interval',
  },
  {
    name: 'aws.ec2.capacity-blocks',
    isBoolean: true,
    help: 'read the prices of capacity blocks: AWS charges 0.01 USD a day for each account that uses them, within LONGSHORE_SPEND_CAP_USD',
  },
  {
    name: 'scrape-interval',
    value: 'duration',
    defaultText: '1h',
    help: 'how often spot prices are read again; list prices too if it is longer than LONGSHORE_PRICE_MAX_AGE_HOURS, and S3 rates if it is longer than a day',
  },
  {
    name: 'collector-interval',
    value: 'duration',
    defaultText: '1m',
    help: 'the longest time to read one kind of resource in one account and region',
  },
  {
    name: 'server.address',
    value: 'host:port',
    defaultText: ':8080',
    help: 'where HTTP is served',
  },
  {
    name: 'server.path',
    value: 'path',
    defaultText: '/metrics',
    help: 'where the metrics are',
  },
  {
    name: 'server-timeout',
    value: 'duration',
    defaultText: '30s',
    help: 'the longest time to answer one scrape',
  },
  { name: 'log.level', value: 'level', defaultText: 'info', help: 'debug, info, warn or error' },
  { name: 'log.output', value: 'stream', defaultText: 'stdout', help: 'stdout or stderr' },
  { name: 'log.type', value: 'type', defaultText: 'text', help: 'text or json' },
  {
    name: 'state',
    value: 'folder',
    defaultText: '.longshore',
    help: 'the folder with what was read, for the next start',
  },
  {
    name: 'settings',
    value: 'file',
    help: "settings in the form of Ocean's config.yaml",
  },
] as const satisfies readonly ExporterFlag[];

type FlagName = (typeof EXPORTER_FLAGS)[number]['name'];

/** The flags that were given. */
export interface GivenFlags {
  /** All values of a flag, in order; undefined when it was not given. */
  all(name: FlagName): readonly string[] | undefined;
  /** The last value of a flag, as in Go. */
  last(name: FlagName): string | undefined;
}

/** Flags of the other providers begin so. */
const OTHERS: Readonly<Record<string, string>> = {
  gcp: 'Google Cloud',
  'project-id': 'Google Cloud',
  azure: 'Azure',
};

/**
 * Parses the arguments of `longshore exporter`.
 *
 * @throws {ConfigurationError} for unknown flags, and for those of other providers
 */
export function exporterFlags(args: readonly string[]): GivenFlags {
  const values = parseGoFlags(args, EXPORTER_FLAGS, { refuse: ofOtherProvider });
  const provider = values.get('provider')?.at(-1) ?? 'aws';
  if (provider !== 'aws') {
    throw new ConfigurationError(`-provider ${provider}: Longshore reads AWS only`, {
      remedy: 'keep cloudcost-exporter for other providers: both can run side by side',
    });
  }
  return {
    all: (name) => values.get(name),
    last: (name) => values.get(name)?.at(-1),
  };
}

function ofOtherProvider(name: string): ConfigurationError | undefined {
  const provider = OTHERS[name] ?? OTHERS[name.split('.', 1)[0] ?? ''];
  if (provider === undefined) return undefined;
  return new ConfigurationError(`-${name} is a flag for ${provider}: Longshore reads AWS only`, {
    remedy: 'remove it, and keep cloudcost-exporter for other providers: both can run side by side',
  });
}

/** Does an argument begin the flags of the exporter? So its image can take the place of cloudcost-exporter's. */
export function isExporterFlag(name: string): boolean {
  return (
    EXPORTER_FLAGS.some((flag) => flag.name === name && name !== 'state' && name !== 'settings') ||
    /^(?:aws|gcp|azure|log|server)\./.test(name) ||
    name in OTHERS
  );
}

/** The list of flags for the help: at most 80 columns wide. */
export function exporterFlagsHelp(): string {
  return EXPORTER_FLAGS.map((flag: ExporterFlag) => {
    const { name, value, defaultText, help } = flag;
    const head = `  -${name}${value === undefined ? '' : ` <${value}>`}`;
    const text = defaultText === undefined ? help : `${help} (default: ${defaultText})`;
    return `${head}\n${wrapped(text)}`;
  }).join('\n');
}

const INDENT = '      ';
const WIDTH = 80;

function wrapped(text: string): string {
  const lines: string[] = [];
  let line = INDENT;
  for (const word of text.split(' ')) {
    if (line.length + word.length > WIDTH) {
      lines.push(line.trimEnd());
      line = INDENT;
    }
    line += `${word} `;
  }
  return [...lines, line.trimEnd()].join('\n');
}
