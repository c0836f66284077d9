import { z } from 'zod';
import { ownSetting, settingText, settingUrl, wholeNumber } from './setting.ts';

/** Where resources can be stored for SQL. */
const STORE_TYPES = ['none', 'duckdb', 'clickhouse'] as const;
const DAY_MS = 86_400_000;

/** The client library would take user, password, database and options from the URL, and prefer them. */
const serverUrl = settingUrl.superRefine((text, context) => {
  const { username, password, pathname, search, hash } = new URL(text);
  const problem =
    username !== '' || password !== ''
      ? 'must have no user and password: set LONGSHORE_CLICKHOUSE_USER and LONGSHORE_CLICKHOUSE_PASSWORD'
      : pathname !== '/' || search !== '' || hash !== ''
        ? 'must have nothing after the port: set LONGSHORE_CLICKHOUSE_DATABASE for the database'
        : undefined;
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
});

/** The settings of the store, which keeps what runs read and answers SQL. */
export const STORE_SETTINGS = {
  store: ownSetting('store', {
    env: ['LONGSHORE_STORE'],
    description:
      'Where `serve` and `resync --sink port` also store the resources that they read, for SQL: `none`, `duckdb` (a file in the state folder) or `clickhouse` (a server). `resync --sink store`, `query` and `diff` use `duckdb` when it is `none`.',
    schema: z
      .preprocess(
        (name) => (typeof name === 'string' ? name.trim().toLowerCase() : name),
        z.enum(STORE_TYPES, { error: 'must be none, duckdb or clickhouse' }),
      )
      .default('none'),
    defaultText: 'none',
  }),
  storeMemoryMb: ownSetting('storeMemoryMb', {
    env: ['LONGSHORE_STORE_MEMORY_MB'],
    description: 'Memory limit of DuckDB, in megabytes. What needs more goes to disk.',
    schema: wholeNumber(64, 1_048_576).default(112),
    defaultText: '112',
    specType: 'integer',
  }),
  storeThreads: ownSetting('storeThreads', {
    env: ['LONGSHORE_STORE_THREADS'],
    description: 'Threads of DuckDB.',
    schema: wholeNumber(1, 256).default(2),
    defaultText: '2',
    specType: 'integer',
  }),
  storeSpillMb: ownSetting('storeSpillMb', {
    env: ['LONGSHORE_STORE_SPILL_MB'],
    description:
      'Most disk space in the state folder for queries that do not fit in memory, in megabytes.',
    schema: wholeNumber(0, 16_777_216).default(2_048),
    defaultText: '2048',
    specType: 'integer',
  }),
  storeRetentionDays: ownSetting('storeRetentionDays', {
    env: ['LONGSHORE_STORE_RETENTION_DAYS'],
    description:
      'Days for which the store keeps its runs and the history of changes. Current resources are always kept.',
    schema: wholeNumber(1, 36_500).default(90),
    defaultText: '90',
    specType: 'integer',
  }),
  clickhouseUrl: ownSetting('clickhouseUrl', {
    env: ['LONGSHORE_CLICKHOUSE_URL'],
    description: 'URL of the ClickHouse server (HTTP interface), for the store `clickhouse`.',
    schema: serverUrl.default('http://localhost:8123'),
    secret: 'password-of-url',
    defaultText: 'http://localhost:8123',
  }),
  clickhouseUser: ownSetting('clickhouseUser', {
    env: ['LONGSHORE_CLICKHOUSE_USER'],
    description: 'User at ClickHouse.',
    schema: settingText.default('default'),
    defaultText: 'default',
  }),
  clickhousePassword: ownSetting('clickhousePassword', {
    env: ['LONGSHORE_CLICKHOUSE_PASSWORD'],
    description: 'Password of the user at ClickHouse.',
    schema: settingText.optional(),
    secret: true,
  }),
  clickhouseDatabase: ownSetting('clickhouseDatabase', {
    env: ['LONGSHORE_CLICKHOUSE_DATABASE'],
    description: 'Database at ClickHouse; created if it is missing.',
    schema: settingText.default('longshore'),
    defaultText: 'longshore',
  }),
  queryTimeoutSeconds: ownSetting('queryTimeoutSeconds', {
    env: ['LONGSHORE_QUERY_TIMEOUT_SECONDS'],
    description: 'Time limit of one `POST /query`, in seconds.',
    schema: wholeNumber(1, 3_600).default(30),
    defaultText: '30',
    specType: 'integer',
  }),
  queryRows: ownSetting('queryRows', {
    env: ['LONGSHORE_QUERY_ROWS'],
    description: 'Row limit of one `POST /query`.',
    schema: wholeNumber(1, 10_000_000).default(10_000),
    defaultText: '10000',
    specType: 'integer',
  }),
} as const;

type Values = {
  readonly [Name in keyof typeof STORE_SETTINGS]: z.output<(typeof STORE_SETTINGS)[Name]['schema']>;
};

/** How resources are stored for SQL. */
export interface StoreSettings {
  readonly type: Values['store'];
  readonly memoryMb: number;
  readonly threads: number;
  readonly spillMb: number;
  readonly retentionMs: number;
  readonly clickhouse: {
    readonly url: string;
    readonly user: string;
    readonly password: string | undefined;
    readonly database: string;
  };
  /** Limits of `POST /query`. */
  readonly query: { readonly timeoutMs: number; readonly rows: number };
}

/** The store's part of the settings. */
export function storeSettingsOf(values: Values): StoreSettings {
  return {
    type: values.store,
    memoryMb: values.storeMemoryMb,
    threads: values.storeThreads,
    spillMb: values.storeSpillMb,
    retentionMs: values.storeRetentionDays * DAY_MS,
    clickhouse: {
      url: values.clickhouseUrl,
      user: values.clickhouseUser,
      password: values.clickhousePassword,
      database: values.clickhouseDatabase,
    },
    query: { timeoutMs: values.queryTimeoutSeconds * 1_000, rows: values.queryRows },
  };
}
