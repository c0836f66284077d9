import type { z } from 'zod';
import { COST_SETTINGS, costSettingsOf, type CostSettings } from './cost-settings.ts';
import { FINDING_SETTINGS } from './finding-settings.generated.ts';
import { HOST_SETTINGS } from './host-settings.ts';
import { INTEGRATION_SETTINGS } from './integration-settings.ts';
import { NETWORK_SETTINGS, networkOf, type NetworkValues } from './network-settings.ts';
import { OWN_SETTINGS } from './own-settings.ts';
import { DEFAULT_BASE_URL, PORT_SETTINGS } from './port-settings.ts';
import { STORE_SETTINGS, storeSettingsOf, type StoreSettings } from './store-settings.ts';
import { resolveSettings, type SettingOrigins, type SettingSources } from './resolve-settings.ts';

/** Every setting. Environment, `config.yaml`, docs and `.port/spec.yaml` are derived from this list. */
export const SETTINGS = {
  ...INTEGRATION_SETTINGS,
  ...PORT_SETTINGS,
  ...OWN_SETTINGS,
  ...NETWORK_SETTINGS,
  ...HOST_SETTINGS,
  ...STORE_SETTINGS,
  ...COST_SETTINGS,
  ...FINDING_SETTINGS,
} as const;

type Values = {
  readonly [Name in keyof typeof SETTINGS]: z.output<(typeof SETTINGS)[Name]['schema']>;
};

/** Every setting, validated. */
export interface Settings extends Pick<
  Values,
  'concurrency' | 'maxAttempts' | 'seed' | 'logLevel' | 'logFormat'
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
    readonly staticCredentials: StaticCredentials | undefined;
    /** The profile in AWS_PROFILE, and the paths of AWS's files. */
    readonly profile: Profile | undefined;
  };
  /** How Port identifies this installation. */
  readonly integration: { readonly type: string; readonly identifier: string };
  /** How to reach Port; without credentials, nothing is sent there. */
  readonly port: {
    readonly baseUrl: string;
    /** Where `baseUrl` was set; undefined for the default. */
    readonly baseUrlSource: string | undefined;
    readonly clientId: string | undefined;
    readonly clientSecret: string | undefined;
    /** Share of the organization's rate limits. */
    readonly share: number;
    readonly answerTimeoutMs: number;
  };
  readonly network: NetworkValues;
  /** What was last written to Port. */
  readonly state: { readonly directory: string; readonly maxAgeMs: number };
  readonly deletion: {
    /** Most resources of one scope that a run checks and deletes. */
    readonly mostPerScope: number;
    /** Accounts and regions that are no longer reached may be deleted. */
    readonly acceptsRemovals: boolean;
  };
  readonly mapping: { readonly allowsEnvironment: boolean; readonly jqDeadlineMs: number };
  readonly host: Pick<
    Values,
    | 'eventListener'
    | 'resyncOnStart'
    | 'appHost'
    | 'kafkaBrokers'
    | 'kafkaSecurityProtocol'
    | 'resyncSchedule'
    | 'initializePortResources'
    | 'sendRawDataExamples'
    | 'httpHost'
    | 'httpPort'
    | 'apiToken'
    | 'liveEventsApiKey'
  > & {
    readonly pollingIntervalMs: number;
    /** Undefined for none. */
    readonly resyncIntervalMinutes: number | undefined;
  };
  /** Where resources are stored for SQL. */
  readonly store: StoreSettings;
  /** What cost may read and spend. */
  readonly cost: CostSettings;
  /** Variables without effect that were probably meant to have one: to be logged. */
  readonly warnings: readonly string[];
}

interface Profile {
  readonly name: string;
  readonly configFile: string | undefined;
  readonly credentialsFile: string | undefined;
}

interface StaticCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** The sources of settings; flags are keyed by setting name. */
export interface SettingsSources extends SettingSources {
  readonly flags?: Readonly<Partial<Record<keyof typeof SETTINGS, string | undefined>>>;
}

/**
 * The settings from flags, environment and file, in this order of precedence.
 *
 * @throws {ConfigurationError} naming every invalid setting, and where it was set. Never contains values:
 * some are secrets.
 */
export function loadSettings(sources: SettingsSources): Settings {
  const { values, origins, warnings } = resolveSettings(
    Object.values(SETTINGS),
    sources,
    (found) => [...halfSetKeys(found), ...lostRoles(found)],
  );
  const parsed = values as Values; // each was parsed by its own schema
  const network = networkOf(parsed, origins.set, sources.env);
  return { ...settingsOf(parsed, origins.set), network, warnings };
}

/**
 * If the variable of a role is not set, only the caller's own account would be read, and all others would
 * count as excluded. When another role is set, the empty template is accepted.
 */
function lostRoles({ set, unfilled }: SettingOrigins): readonly string[] {
  const roles = ['accountRoleArn', 'accountRoleArns'];
  if (roles.some((name) => set.has(name))) return [];
  return roles.flatMap((name) => {
    const template = unfilled.get(name);
    if (template === undefined) return [];
    const { from, variable } = template;
    return [
      `${from}: the variable ${variable} is not set, and without a role only the account of the credentials would be read; set it (empty for none), or remove the key`,
    ];
  });
}

function halfSetKeys({ set: origins }: SettingOrigins): readonly string[] {
  const id = origins.get('awsAccessKeyId');
  const secret = origins.get('awsSecretAccessKey');
  const token = origins.get('awsSessionToken');
  if ((id === undefined) !== (secret === undefined)) {
    return [
      `${id ?? secret ?? ''}: awsAccessKeyId and awsSecretAccessKey must be set together; set neither to use the SDK’s own credential chain`,
    ];
  }
  if (id !== undefined || token === undefined) return [];
  return [`${token}: awsSessionToken needs awsAccessKeyId and awsSecretAccessKey with it`];
}

function profileOf({
  awsProfile: name,
  awsConfigFile,
  awsCredentialsFile,
}: Values): Profile | undefined {
  if (name === undefined) return undefined;
  return { name, configFile: awsConfigFile, credentialsFile: awsCredentialsFile };
}

function settingsOf(
  values: Values,
  sources: SettingOrigins['set'],
): Omit<Settings, 'network' | 'warnings'> {
  const { awsAccessKeyId, awsSecretAccessKey, awsSessionToken, integrationType } = values;
  return {
    concurrency: values.concurrency,
    maxAttempts: values.maxAttempts,
    seed: values.seed,
    logLevel: values.logLevel,
    logFormat: values.logFormat,
    answerTimeoutMs: values.answerTimeoutSeconds * 1_000,
    accounts: {
      accountRoleArn: values.accountRoleArn,
      accountRoleArns: values.accountRoleArns,
      externalId: values.externalId,
      ouId: values.ouId,
      credentialProviderPriority: values.credentialProviderPriority,
      webIdentityTokenFile: values.webIdentityTokenFile,
      partition: values.awsPartition,
      profile: profileOf(values),
      staticCredentials:
        awsAccessKeyId === undefined || awsSecretAccessKey === undefined
          ? undefined
          : {
              accessKeyId: awsAccessKeyId,
              secretAccessKey: awsSecretAccessKey,
              sessionToken: awsSessionToken,
            },
    },
    integration: {
      type: integrationType,
      identifier: values.integrationIdentifier ?? `my-${integrationType}-integration`,
    },
    port: {
      baseUrl: values.portBaseUrl,
      baseUrlSource:
        values.portBaseUrl === DEFAULT_BASE_URL ? undefined : sources.get('portBaseUrl'),
      clientId: values.portClientId,
      clientSecret: values.portClientSecret,
      share: values.portShare,
      answerTimeoutMs: values.portTimeoutSeconds * 1_000,
    },
    state: {
      directory: values.stateDirectory,
      maxAgeMs: values.stateMaxAgeHours * 3_600_000,
    },
    deletion: {
      mostPerScope: values.mostDeletionsPerScope,
      acceptsRemovals: values.acceptRemovals,
    },
    mapping: {
      allowsEnvironment: values.allowEnvironmentVariablesJqAccess,
      jqDeadlineMs: values.jqDeadlineSeconds * 1_000,
    },
    host: {
      eventListener: values.eventListener,
      resyncOnStart: values.resyncOnStart,
      appHost: values.appHost,
      kafkaBrokers: values.kafkaBrokers,
      kafkaSecurityProtocol: values.kafkaSecurityProtocol,
      resyncSchedule: values.resyncSchedule,
      initializePortResources: values.initializePortResources,
      sendRawDataExamples: values.sendRawDataExamples,
      httpHost: values.httpHost,
      httpPort: values.httpPort,
      apiToken: values.apiToken,
      liveEventsApiKey: values.liveEventsApiKey,
      pollingIntervalMs: values.pollingInterval * 1_000,
      resyncIntervalMinutes: values.scheduledResyncInterval,
    },
    store: storeSettingsOf(values),
    cost: costSettingsOf(values),
  };
}
