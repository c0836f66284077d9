import { z } from 'zod';
import { ConfigurationError, LongshoreError, messageOf } from '../../lib/errors.ts';
import type { ResourceChange } from '../../store/changes.ts';
import type { CollectReport } from '../cost/collect/collect-report.ts';
import type { EvaluatedFindings } from '../cost/findings/evaluate-findings.ts';
import type { UsageReport } from '../cost/usage/usage-report.ts';
import type { ImportReport } from '../cost/bill/import-report.ts';
import { STORE_PROBLEMS, StoreError } from '../../store/store-error.ts';
import type { QueryValue } from '../../store/store.ts';

/** What a query through the host's socket asks for. */
export const WireQuery = z.object({
  sql: z.string(),
  timeoutMs: z.int().min(1),
  rows: z.int().min(0),
});
export type WireQuery = z.output<typeof WireQuery>;

/** From when on changes are asked for, in milliseconds since the Unix epoch. */
export const WireSince = z.object({ since: z.number() });

/** Exports to import; the host reads them itself. */
export const WireImport = z.object({
  paths: z.array(z.string()).readonly(),
  /** What they are, as `--type` says it. */
  type: z.string().optional(),
});
export type WireImport = z.output<typeof WireImport>;

/** What to collect; the host uses its own settings and credentials. */
export const WireCollect = z.object({
  from: z.string().optional(),
  to: z.string().optional(),
  /** As `--sources` says it. */
  sources: z.array(z.string()).readonly().optional(),
  isAgain: z.boolean(),
});
export type WireCollect = z.output<typeof WireCollect>;

/** The month whose commitments the host reads, with its own settings and credentials: `2026-10`. */
export const WireCommitments = z.object({ month: z.string() });
export type WireCommitments = z.output<typeof WireCommitments>;

/** What the host has paid: requests, and US dollars as exact text. The commitments are in its store then. */
const WirePaid = z.object({ requests: z.int().min(0), usd: z.string() });
export type WirePaid = z.output<typeof WirePaid>;

/** Findings to evaluate, after a decision about one. */
export const WireFindings = z.object({
  decision: z
    .object({
      finding: z.string(),
      state: z.enum(['open', 'dismissed', 'done']),
      until: z.number(),
      reason: z.string().optional(),
    })
    .optional(),
});
export type WireFindings = z.output<typeof WireFindings>;

/** Whose usage to read. */
export const WireUsage = z.object({
  accounts: z.array(z.string()).readonly().optional(),
  regions: z.array(z.string()).readonly().optional(),
  kinds: z.array(z.string()).readonly().optional(),
});
export type WireUsage = z.output<typeof WireUsage>;

/** An error that travels over the socket. */
export const WireError = z.object({
  /** The user's mistake, or one of the host's settings: exit code 2. */
  isConfiguration: z.boolean().optional(),
  problem: z.enum(STORE_PROBLEMS),
  message: z.string(),
  remedy: z.string().optional(),
});

/** `JSON.parse` gives values of JSON only: that it is rows is all there is to check, 500,000 times. */
const Rows = z.custom<readonly (readonly QueryValue[])[]>(
  (value) => Array.isArray(value) && value.every((row) => Array.isArray(row)),
);
const Columns = z.array(z.object({ name: z.string(), type: z.string() })).readonly();
const Change = z.custom<ResourceChange>(
  (value) => typeof value === 'object' && value !== null && 'change' in value,
);

const Imported = z.custom<ImportReport>(
  (value) => typeof value === 'object' && value !== null && 'parts' in value,
);

const Collected = z.custom<CollectReport>(
  (value) => typeof value === 'object' && value !== null && 'scopes' in value,
);

const Evaluated = z.custom<EvaluatedFindings>(
  (value) => typeof value === 'object' && value !== null && 'resources' in value,
);

const Measured = z.custom<UsageReport>(
  (value) => typeof value === 'object' && value !== null && 'scopes' in value,
);

/** One line of an answer. */
export const WireLine = z.union([
  z.object({ rows: Rows }),
  z.object({ changes: z.array(Change).readonly() }),
  z.object({ columns: Columns }),
  z.object({ isCut: z.boolean() }),
  z.object({
    tables: z
      .array(z.object({ name: z.string(), description: z.string(), columns: Columns }))
      .readonly(),
  }),
  z.object({ step: z.string() }),
  z.object({ imported: Imported }),
  z.object({ collected: Collected }),
  z.object({ commitments: WirePaid }),
  z.object({ evaluated: Evaluated }),
  z.object({ measured: Measured }),
  z.object({ error: WireError }),
]);
export type WireLine = z.output<typeof WireLine>;

/** An error as it travels. */
export function wireError(error: unknown): z.output<typeof WireError> {
  const { remedy } = error instanceof LongshoreError ? error : { remedy: undefined };
  return {
    problem: error instanceof StoreError ? error.problem : 'failed',
    message: messageOf(error),
    ...(error instanceof ConfigurationError && { isConfiguration: true }),
    ...(remedy !== undefined && { remedy }),
  };
}

/** An error that has travelled. */
export function errorOf({
  problem,
  message,
  remedy,
  isConfiguration,
}: z.output<typeof WireError>): StoreError | ConfigurationError {
  const options = remedy === undefined ? {} : { remedy };
  if (isConfiguration === true) return new ConfigurationError(message, options);
  return new StoreError(problem, message, options);
}
