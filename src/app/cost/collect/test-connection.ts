import { sessionArn } from '../../../aws/session-arn.ts';
import { enabledRegions } from '../../../aws/regions.ts';
import { discoverExports } from '../../../cost/billing/s3/discover-exports.ts';
import { openExportBucket } from '../../../cost/billing/s3/export-bucket.ts';
import { exportPeriods } from '../../../cost/billing/s3/export-periods.ts';
import type { ExportPlace } from '../../../cost/billing/s3/export-place.ts';
import { checkExplorer } from '../../../cost/explorer/explorer-check.ts';
import { payerOf } from '../../../cost/explorer/pays-for-others.ts';
import type { SpendCap } from '../../../cost/prices/paid-calls.ts';
import { LongshoreError, messageOf } from '../../../lib/errors.ts';
import type {
  AccountCheck,
  ConnectionReport,
  ExplorerCheck,
  ExportCheck,
  PermissionCheck,
} from './connection-report.ts';
import { EXPLORER_PERMISSIONS } from './collect-explorer.ts';
import { explorerAccess } from './explorer-access.ts';
import { EXPORT_PERMISSIONS, sourceOf } from './export-sources.ts';
import { failedScope } from './failed-scope.ts';
import type { Payer, PayerAccounts } from './payer-accounts.ts';

export interface TestConnectionOptions {
  readonly payers: PayerAccounts;
  /** Payer accounts. @default see {@link PayerAccounts.payers} */
  readonly accounts: readonly string[] | undefined;
  /** Undefined: those that AWS lists. */
  readonly exports: readonly ExportPlace[] | undefined;
  /** Regions that must be enabled. */
  readonly regions: readonly string[];
  /** Undefined: Cost Explorer is not asked. */
  readonly cap: SpendCap | undefined;
  readonly signal: AbortSignal;
  now(): number;
}

const ORGANIZATION = 'organizations:DescribeOrganization';
const NOT_ASKED: ExplorerCheck = {
  enabled: null,
  remedy:
    'not asked, because each request costs 0.01 USD: allow it with LONGSHORE_SPEND_CAP_USD or LONGSHORE_COST_API_BUDGET_USD',
};
const DAY_MS = 86_400_000;

/** Tries what collecting the bill does, in each payer account, with small calls. Only the one to Cost Explorer is paid. */
export async function testConnection(options: TestConnectionOptions): Promise<ConnectionReport> {
  let opened: readonly Payer[];
  try {
    opened = await options.payers.payers(options.accounts);
  } catch (error) {
    options.signal.throwIfAborted();
    if (!(error instanceof LongshoreError)) throw error;
    const accounts = (options.accounts ?? []).map((id) => unreachable(id, error));
    const remedy = [messageOf(error), error.remedy].filter(Boolean).join('; ');
    return { ok: false, accounts, costExplorer: { enabled: null, remedy }, exports: [] };
  }
  const accounts: AccountCheck[] = [];
  const exports: ExportCheck[] = [];
  let costExplorer = NOT_ASKED;
  for (const [index, payer] of opened.entries()) {
    const { check, found } = await checkAccount(payer, index === 0, options);
    accounts.push(check);
    exports.push(...found);
    if (costExplorer.enabled !== true) costExplorer = await checkCostExplorer(payer, options);
  }
  const hasSource = exports.some(({ readable }) => readable) || costExplorer.enabled === true;
  const isReached = accounts.length > 0 && accounts.every(({ reachable }) => reachable);
  return { ok: isReached && hasSource, accounts, costExplorer, exports };
}

async function checkAccount(
  payer: Payer,
  isFirst: boolean,
  options: TestConnectionOptions,
): Promise<{ readonly check: AccountCheck; readonly found: readonly ExportCheck[] }> {
  const { clients, session } = payer;
  const { account, accountId: id } = session;
  const { signal } = options;
  let arn: string | undefined;
  try {
    arn = await sessionArn(clients, account.partition, signal);
  } catch (error) {
    signal.throwIfAborted();
    return { check: unreachable(id, error), found: [] };
  }
  const permissions: PermissionCheck[] = [];
  const tried = async <Value>(action: string, call: () => Promise<Value>) => {
    const [check, value] = await tryCall(action, call, signal);
    permissions.push(check);
    return value;
  };
  await tried(ORGANIZATION, () => payerOf(clients, account, signal));
  const [listing] = EXPORT_PERMISSIONS.discovery;
  const own = isFirst ? options.exports : [];
  const places =
    options.exports === undefined
      ? ((await tried(listing, () => discoverExports(clients, signal))) ?? [])
      : (own ?? []);
  const found: ExportCheck[] = [];
  for (const place of places) {
    const { checks, result } = await checkExport(payer, place, options);
    found.push(result);
    permissions.push(...checks.filter((one) => !permissions.some((known) => isSame(known, one))));
  }
  const regions = await checkRegions(payer, options);
  const check = { id, arn: arn ?? null, reachable: true, remedy: null, permissions, regions };
  return { check, found };
}

async function checkExport(
  payer: Payer,
  place: ExportPlace,
  { payers, signal }: TestConnectionOptions,
): Promise<{ readonly checks: readonly PermissionCheck[]; readonly result: ExportCheck }> {
  const [list, get] = EXPORT_PERMISSIONS.bucket;
  const owner = place.role === undefined ? payer : await payers.role(place.role).catch(() => payer);
  const bucket = openExportBucket(owner.clients, place);
  const [listed, periods = []] = await tryCall(
    list,
    () => exportPeriods(bucket, place, signal),
    signal,
  );
  const [newest] = periods;
  const [read] =
    newest === undefined
      ? [{ action: get, allowed: null, remedy: 'not tried: the export has no files yet' }]
      : await tryCall(get, () => bucket.text(newest.manifest, signal), signal);
  const checks = [listed, read];
  const { name, bucket: bucketName, prefix, region } = place;
  const result = {
    ...{ name, bucket: bucketName, prefix, region, type: sourceOf(place) },
    readable: checks.every(({ allowed }) => allowed === true),
    periods: periods.map(({ period }) => period),
    remedy: checks.find(({ allowed }) => allowed !== true)?.remedy ?? null,
  };
  return { checks, result };
}

async function checkCostExplorer(
  payer: Payer,
  { cap, signal, now }: TestConnectionOptions,
): Promise<ExplorerCheck> {
  if (cap === undefined) return NOT_ASKED;
  const access = explorerAccess(payer, cap);
  const day = (time: number): string => new Date(time).toISOString().slice(0, 'YYYY-MM-DD'.length);
  const time = { from: day(now() - DAY_MS), until: day(now()) };
  try {
    await checkExplorer(access, time, signal);
    return { enabled: true, remedy: null };
  } catch (error) {
    signal.throwIfAborted();
    const { outcome, reason, remedy } = failedScope(error, EXPLORER_PERMISSIONS);
    const enabled = outcome === 'denied' || outcome === 'not-enabled' ? false : null;
    return { enabled, remedy: remedy ?? reason ?? null };
  }
}

async function checkRegions(
  { session, clients }: Payer,
  { regions, signal }: TestConnectionOptions,
): Promise<AccountCheck['regions']> {
  if (regions.length === 0) return [];
  const [, enabled] = await tryCall(
    'account:ListRegions',
    () => enabledRegions(session, clients, signal),
    signal,
  );
  return regions.map((name) => ({ name, enabled: enabled?.includes(name) ?? null }));
}

/** Makes a call, and says whether AWS allows it: unknown when it failed for another reason. */
async function tryCall<Value>(
  action: string,
  call: () => Promise<Value>,
  signal: AbortSignal,
): Promise<readonly [PermissionCheck, Value | undefined]> {
  try {
    return [{ action, allowed: true, remedy: null }, await call()];
  } catch (error) {
    signal.throwIfAborted();
    const { outcome, reason, remedy } = failedScope(error, [action]);
    const allowed = outcome === 'denied' ? false : null;
    return [{ action, allowed, remedy: remedy ?? reason ?? null }, undefined];
  }
}

function isSame(one: PermissionCheck, other: PermissionCheck): boolean {
  return one.action === other.action && one.allowed === other.allowed;
}

function unreachable(id: string, error: unknown): AccountCheck {
  const { reason, remedy } = failedScope(error, ['sts:GetCallerIdentity']);
  const text = [reason, remedy].filter(Boolean).join('; ');
  return { id, arn: null, reachable: false, remedy: text, permissions: [], regions: [] };
}
