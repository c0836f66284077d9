import { plural } from '../../lib/plural.ts';
import { StoreError } from '../../store/store-error.ts';
import { inspectStore, type StoreContent, type StoreInspection } from '../store/inspect-store.ts';
import type { Check, CheckResult } from './check.ts';

const MIB = 1_024 * 1_024;
/** The oldest ClickHouse that the documentation recommends. */
const OLDEST_SERVER = [24, 8] as const;

/** Can the store be read, and what does it have? */
export const storeCheck: Check = {
  name: 'store',
  async run({ settings, options }, signal) {
    try {
      const found = await inspectStore(settings, options.cwd, signal);
      return [resultFor(found, settings.store.type)];
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof StoreError)) throw error;
      return [problemOf(error)];
    }
  },
};

/** What can wait is a warning: the store is whole. */
function problemOf({ problem, message, remedy }: StoreError): CheckResult {
  return {
    status: problem === 'locked' || problem === 'older' ? 'warning' : 'failed',
    message,
    ...(remedy !== undefined && { fix: remedy }),
    details: [{ problem }],
  };
}

function resultFor(found: StoreInspection, type: string): CheckResult {
  const { name, sizeBytes, serverVersion, isHeldByHost, content } = found;
  const details = [{ type, place: name, sizeBytes, serverVersion, isHeldByHost, ...content }];
  const facts = [
    ...(serverVersion === undefined ? [] : [`ClickHouse ${serverVersion}`]),
    ...(sizeBytes === undefined || content === undefined ? [] : [sizeText(sizeBytes)]),
    ...(content === undefined ? [] : contentTexts(content)),
    ...(isHeldByHost ? ['held by longshore serve'] : []),
  ].join(', ');
  if (serverVersion !== undefined && isOld(serverVersion)) {
    return {
      status: 'warning',
      message: `${name}: ${facts}: older than ${OLDEST_SERVER.join('.')}`,
      fix: `use ClickHouse ${OLDEST_SERVER.join('.')} or newer`,
      details,
    };
  }
  return {
    status: 'ok',
    message: `${name}: ${stateOf(found, type)}${facts && `: ${facts}`}`,
    details,
  };
}

function stateOf({ content, serverVersion }: StoreInspection, type: string): string {
  if (content !== undefined) return 'healthy';
  if (serverVersion !== undefined) return 'no tables yet; the first run creates them';
  return type === 'none'
    ? 'not used; longshore resync --sink store creates it'
    : 'no store yet; the first run creates it';
}

function sizeText(bytes: number): string {
  return bytes < MIB ? 'less than 1 MiB' : `${Math.round(bytes / MIB)} MiB`;
}

function contentTexts({ tablesVersion, resources, lastRun }: StoreContent): readonly string[] {
  const last =
    lastRun === undefined
      ? 'no run yet'
      : `last run ${lastRun.status}${lastRun.endedAt === null ? '' : ` at ${lastRun.endedAt}`}`;
  return [`tables of version ${tablesVersion}`, plural(resources, 'resource'), last];
}

function isOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_SERVER;
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}
