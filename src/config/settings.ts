import { z } from 'zod';
import { ConfigurationError } from '../lib/errors.ts';
import { oceanConfiguration } from './ocean-configuration.ts';
import { listText, wholeNumber, type Setting } from './setting.ts';
import type { YamlFile } from './yaml-file.ts';

const text = z.string().min(1, { error: 'must not be empty' });

interface SettingOptions<Value> {
  readonly env: readonly string[];
  readonly description: string;
  readonly schema: z.ZodType<Value>;
  readonly secret?: true;
  readonly defaultText?: string;
  readonly specType?: Setting<Value>['specType'];
}

/** A setting of the integration: Ocean's environment name follows from its own. */
function integration<Value>(
  name: string,
  options: Omit<SettingOptions<Value>, 'env'>,
): Setting<Value> {
  const snake = name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
  const env = [`OCEAN__INTEGRATION__CONFIG__${snake}`];
  return { ...own(name, { ...options, env }), isIntegration: true };
}

/** A setting of Longshore itself. */
function own<Value>(name: string, options: SettingOptions<Value>): Setting<Value> {
  const { env, description, schema, secret, defaultText, specType = 'string' } = options;
  return {
    name,
    env,
    description,
    schema,
    specType,
    defaultText,
    isSecret: secret ?? false,
    isIntegration: false,
  };
}

/** Every setting there is. Environment, `config.yaml`, docs and `.port/spec.yaml` derive from this list. */
export const SETTINGS = {
  accountRoleArn: integration('accountRoleArn', {
    description:
      'Role of the management or a delegated account: every account of the organization is read, through the role of the same name in each.',
    schema: text.optional(),
  }),
  accountRoleArns: integration('accountRoleArns', {
    description: 'One role for each account to read. Ignored when accountRoleArn is set.',
    schema: listText.optional(),
    specType: 'array',
  }),
  externalId: integration('externalId', {
    description: 'Sent as ExternalId whenever a role is assumed.',
    schema: text.optional(),
    secret: true,
  }),
  ouId: integration('ouId', {
    description: 'Organizational units, comma-separated: only accounts below them are read.',
    schema: listText.optional(),
  }),
  credentialProviderPriority: integration('credentialProviderPriority', {
    description:
      'Credential providers in the order in which they are tried; the first that applies is used.',
    schema: listText.default(['AssumeRoleWithWebIdentity', 'StaticCredential', 'AssumeRole']),
    defaultText: 'AssumeRoleWithWebIdentity,StaticCredential,AssumeRole',
  }),
  awsAccessKeyId: integration('awsAccessKeyId', {
    description: 'Access key to start from, instead of the SDK’s own chain.',
    schema: text.optional(),
    secret: true,
  }),
  awsSecretAccessKey: integration('awsSecretAccessKey', {
    description: 'The secret of awsAccessKeyId.',
    schema: text.optional(),
    secret: true,
  }),
  awsSessionToken: integration('awsSessionToken', {
    description: 'The session token of awsAccessKeyId, when it is temporary.',
    schema: text.optional(),
    secret: true,
  }),
  awsPartition: integration('awsPartition', {
    description: 'aws, aws-us-gov or aws-cn; else it follows from the role.',
    schema: z
      .enum(['aws', 'aws-us-gov', 'aws-cn'], { error: 'must be aws, aws-us-gov or aws-cn' })
      .optional(),
  }),
  webIdentityTokenFile: own('webIdentityTokenFile', {
    env: ['AWS_WEB_IDENTITY_TOKEN_FILE'],
    description: 'A file with a web identity token; roles are then assumed with it.',
    schema: text.optional(),
  }),
  concurrency: own('concurrency', {
    env: ['LONGSHORE_CONCURRENCY'],
    description: 'Requests to AWS in flight at once, over all accounts and regions.',
    schema: wholeNumber(1, 4_096).default(256),
    defaultText: '256',
    specType: 'integer',
  }),
  maxAttempts: own('maxAttempts', {
    env: ['AWS_MAX_ATTEMPTS'],
    description: 'Tries of one call, the first included.',
    schema: wholeNumber(1, 100).default(10),
    defaultText: '10',
    specType: 'integer',
  }),
  answerTimeoutSeconds: own('answerTimeoutSeconds', {
    env: ['LONGSHORE_ANSWER_TIMEOUT_SECONDS'],
    description: 'Longest silence of AWS within one call, in seconds.',
    schema: wholeNumber(1, 3_600).default(30),
    defaultText: '30',
    specType: 'integer',
  }),
  seed: own('seed', {
    env: ['LONGSHORE_SEED'],
    description: 'Fixes the order in which scopes are read.',
    schema: text.default('longshore'),
    defaultText: 'longshore',
  }),
  logLevel: own('logLevel', {
    env: ['LONGSHORE_LOG_LEVEL', 'OCEAN__APPLICATION__LOG_LEVEL'],
    description: 'How much is logged: debug, info, warn or error.',
    schema: z
      .preprocess(
        (value) => (typeof value === 'string' ? (LOG_LEVELS[value.toLowerCase()] ?? value) : value),
        z.enum(['debug', 'info', 'warn', 'error'], { error: 'must be debug, info, warn or error' }),
      )
      .default('info'),
    defaultText: 'info',
  }),
} as const;

/** Ocean's names of levels. */
const LOG_LEVELS: Readonly<Record<string, string>> = { warning: 'warn', critical: 'error' };

type Values = {
  readonly [Name in keyof typeof SETTINGS]: z.output<(typeof SETTINGS)[Name]['schema']>;
};

/** Every setting, checked. */
export interface Settings extends Pick<
  Values,
  'concurrency' | 'maxAttempts' | 'seed' | 'logLevel'
> {
  readonly answerTimeoutMs: number;
  readonly accounts: Pick<
    Values,
    | 'accountRoleArn'
    | 'accountRoleArns'
    | 'externalId'
    | 'ouId'
    | 'credentialProviderPriority'
    | 'webIdentityTokenFile'
  > & {
    readonly partition: Values['awsPartition'];
    readonly staticCredentials:
      | {
          readonly accessKeyId: string;
          readonly secretAccessKey: string;
          readonly sessionToken?: string | undefined;
        }
      | undefined;
  };
}

export interface SettingSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Command-line flags by the name of their setting: they win. */
  readonly flags?: Readonly<Partial<Record<keyof typeof SETTINGS, string | undefined>>>;
  /** Ocean's `config.yaml`: the environment wins over it. */
  readonly file?: YamlFile | undefined;
}

/**
 * The settings from flags, environment and file, in this order of precedence.
 *
 * @throws {ConfigurationError} naming every setting that is wrong, and where it was set. Values of
 * secrets are never told.
 */
export function loadSettings({ env, flags = {}, file }: SettingSources): Settings {
  const ocean = oceanConfiguration(env, file);
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(SETTINGS)) {
    const { value, from } = find(setting, name, env, flags, ocean);
    const parsed = setting.schema.safeParse(value);
    if (parsed.success) values[name] = parsed.data;
    else problems.push(`${from}: ${parsed.error.issues.map((issue) => issue.message).join('; ')}`);
  }
  if (problems.length > 0) {
    throw new ConfigurationError(problems.join('\n'), { remedy: 'correct these settings' });
  }
  return settingsOf(values as Values); // each was parsed by its own schema, above
}

function find(
  setting: Setting<unknown>,
  name: string,
  env: SettingSources['env'],
  flags: Readonly<Record<string, string | undefined>>,
  ocean: ReturnType<typeof oceanConfiguration>,
): { readonly value: unknown; readonly from: string } {
  const flag = flags[name];
  if (flag !== undefined) return { value: flag, from: `--${name}` };
  for (const variable of setting.env) {
    const value = env[variable] ?? '';
    if (value !== '') return { value, from: variable };
  }
  const configured = setting.isIntegration ? ocean.get(setting.name) : undefined;
  return configured ?? { value: undefined, from: setting.env[0] ?? name };
}

function settingsOf(values: Values): Settings {
  const { awsAccessKeyId, awsSecretAccessKey, awsSessionToken } = values;
  if ((awsAccessKeyId === undefined) !== (awsSecretAccessKey === undefined)) {
    throw new ConfigurationError('awsAccessKeyId and awsSecretAccessKey must be set together', {
      remedy: 'set both, or neither to use the SDK’s own credential chain',
    });
  }
  return {
    concurrency: values.concurrency,
    maxAttempts: values.maxAttempts,
    seed: values.seed,
    logLevel: values.logLevel,
    answerTimeoutMs: values.answerTimeoutSeconds * 1_000,
    accounts: {
      accountRoleArn: values.accountRoleArn,
      accountRoleArns: values.accountRoleArns,
      externalId: values.externalId,
      ouId: values.ouId,
      credentialProviderPriority: values.credentialProviderPriority,
      webIdentityTokenFile: values.webIdentityTokenFile,
      partition: values.awsPartition,
      staticCredentials:
        awsAccessKeyId === undefined || awsSecretAccessKey === undefined
          ? undefined
          : {
              accessKeyId: awsAccessKeyId,
              secretAccessKey: awsSecretAccessKey,
              sessionToken: awsSessionToken,
            },
    },
  };
}
