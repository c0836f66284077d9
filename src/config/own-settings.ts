import { z } from 'zod';
import { ownSetting, settingText, wholeNumber } from './setting.ts';

/** Ocean's names of levels. */
const LOG_LEVELS: Readonly<Record<string, string>> = { warning: 'warn', critical: 'error' };

/** The settings of Longshore itself, and those of the SDK that it uses. */
export const OWN_SETTINGS = {
  webIdentityTokenFile: ownSetting('webIdentityTokenFile', {
    env: ['AWS_WEB_IDENTITY_TOKEN_FILE'],
    description: 'A file with a web identity token; roles are then assumed with it.',
    schema: settingText.optional(),
  }),
  awsProfile: ownSetting('awsProfile', {
    env: ['AWS_PROFILE'],
    description: 'Profile whose credentials are used, read by the SDK.',
    schema: settingText.optional(),
  }),
  awsConfigFile: ownSetting('awsConfigFile', {
    env: ['AWS_CONFIG_FILE'],
    description: 'File with profiles.',
    schema: settingText.optional(),
    defaultText: '~/.aws/config',
  }),
  awsCredentialsFile: ownSetting('awsCredentialsFile', {
    env: ['AWS_SHARED_CREDENTIALS_FILE'],
    description: 'File with the credentials of profiles.',
    schema: settingText.optional(),
    defaultText: '~/.aws/credentials',
  }),
  concurrency: ownSetting('concurrency', {
    env: ['LONGSHORE_CONCURRENCY'],
    description: 'Requests to AWS in flight at once, over all accounts and regions.',
    schema: wholeNumber(1, 4_096).default(256),
    defaultText: '256',
    specType: 'integer',
  }),
  maxAttempts: ownSetting('maxAttempts', {
    env: ['AWS_MAX_ATTEMPTS'],
    description: 'Attempts of one call, including the first.',
    schema: wholeNumber(1, 100).default(10),
    defaultText: '10',
    specType: 'integer',
  }),
  answerTimeoutSeconds: ownSetting('answerTimeoutSeconds', {
    env: ['LONGSHORE_ANSWER_TIMEOUT_SECONDS'],
    description: 'Longest wait for data from AWS within one call, in seconds.',
    schema: wholeNumber(1, 3_600).default(30),
    defaultText: '30',
    specType: 'integer',
  }),
  seed: ownSetting('seed', {
    env: ['LONGSHORE_SEED'],
    description: 'Seed of the order in which scopes are read.',
    schema: settingText.default('longshore'),
    defaultText: 'longshore',
  }),
  logLevel: ownSetting('logLevel', {
    env: ['LONGSHORE_LOG_LEVEL', 'OCEAN__APPLICATION__LOG_LEVEL', 'APPLICATION__LOG_LEVEL'],
    description: 'How much is logged: debug, info, warn or error.',
    schema: z
      .preprocess(
        (level) => (typeof level === 'string' ? levelName(level) : level),
        z.enum(['debug', 'info', 'warn', 'error'], { error: 'must be debug, info, warn or error' }),
      )
      .default('info'),
    defaultText: 'info',
  }),
  logFormat: ownSetting('logFormat', {
    env: ['LONGSHORE_LOG_FORMAT'],
    description:
      'How log lines look: json, pretty, or auto, which is pretty on a terminal and json elsewhere.',
    schema: z
      .enum(['auto', 'json', 'pretty'], { error: 'must be auto, json or pretty' })
      .default('auto'),
    defaultText: 'auto',
  }),
} as const;

function levelName(text: string): string {
  const name = text.toLowerCase();
  return LOG_LEVELS[name] ?? name;
}
