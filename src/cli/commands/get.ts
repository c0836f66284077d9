import { z } from 'zod';
import type { Attempt } from '../../aws/call-observer.ts';
import { homeRegion } from '../../aws/regions.ts';
import type { AccountCandidate, AccountSession } from '../../aws/session.ts';
import { loadSettings } from '../../config/settings.ts';
import { readYamlFile } from '../../config/yaml-file.ts';
import { actionNamesOf } from '../../core/exporters/action-names.ts';
import type { Kind } from '../../core/exporters/kind.ts';
import { loadKind } from '../../core/exporters/registry.ts';
import { selectorSchema, unknownActions } from '../../core/exporters/selector.ts';
import type { Gap } from '../../core/inspector/gap.ts';
import { ConfigurationError } from '../../lib/errors.ts';
import { causeOf } from '../../resync/outcome.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { AwsNameLookup, namedKind } from '../../app/name-lookup.ts';
import { accountIdsOf, listOf, parseFlags, regionsOf } from '../names.ts';
import { createLogger } from '../progress.ts';
import { runtimeOpener, type Runtime } from '../../app/runtime.ts';
import { secretsOf } from '../../app/secrets.ts';
import { duration } from '../../lib/table.ts';
import type { Terminal } from '../terminal.ts';

const Flags = z.object({
  account: z.string().optional(),
  region: z.string().optional(),
  include: z.string().optional(),
  settings: z.string().optional(),
  trace: z.boolean().optional(),
});

/** `longshore get KIND IDENTIFIER…` */
export async function runGet(
  kindName: string,
  identifiers: readonly string[],
  flags: object,
  terminal: Terminal,
): Promise<ExitCode> {
  const given = parseFlags(Flags, flags);
  const file = given.settings === undefined ? undefined : await readYamlFile(given.settings);
  const settings = loadSettings({ env: terminal.env, file });
  terminal.secrets.add(...secretsOf(settings));
  const logger = createLogger(terminal, settings);
  const observer = (attempt: Attempt): void => {
    if (given.trace === true) tell(traceLine(attempt), terminal);
  };
  const { signal } = terminal;
  const warn = (message: string): void => {
    logger.warn({}, message);
  };
  const open = runtimeOpener({ settings, secrets: terminal.secrets, warn });
  const lookup = new AwsNameLookup({ open, signal, observer });
  const kind = await loadKind(await namedKind(kindName, lookup));
  checkIdentifiers(kind, identifiers);
  const include = includedActions(kind, given.include, warn);
  await regionsOf(given.region, lookup, '--region');
  using runtime = open(observer, signal);
  const named = placeNamedIn(identifiers);
  const accounts = accountIdsOf(given.account, '--account');
  const session = await sessionFor(runtime, accounts, named.account, signal);
  const batch = await kind.exporter.getResource(identifiers, {
    account: session.account,
    region: given.region ?? named.region ?? homeRegion(session.account.partition),
    include,
    clients: runtime.clients.open(session, { signal, observer }),
    signal,
  });
  for (const resource of batch.resources)
    terminal.stdout.write(`${JSON.stringify(resource, null, 2)}\n`);
  for (const gap of batch.gaps) tell(gapText(gap), terminal);
  return batch.gaps.length > 0 ? EXIT.incomplete : EXIT.complete;
}

function checkIdentifiers({ kind, identifiers }: Kind, given: readonly string[]): void {
  if (given.length === identifiers.length) return;
  const wanted = identifiers.map((identifier) => identifier.toUpperCase()).join(' ');
  throw new ConfigurationError(`${kind} is fetched by ${wanted}; ${given.length} given`, {
    remedy: `run: longshore get ${kind} ${wanted}`,
  });
}

function includedActions(
  kind: Kind,
  text: string | undefined,
  warn: (message: string) => void,
): readonly string[] {
  const names = actionNamesOf(kind);
  const selector = { query: 'true', includeActions: listOf(text) ?? [] };
  const parsed = selectorSchema(names).safeParse(selector);
  if (parsed.success) {
    for (const { message } of unknownActions(selector, names)) warn(`--include: ${message}`);
    return parsed.data.includeActions;
  }
  const issues = parsed.error.issues.map((issue) => `--include: ${issue.message}`);
  throw new ConfigurationError(issues.join('\n'), { remedy: `see: longshore kinds ${kind.kind}` });
}

/** Where identifiers themselves say that their resource is: ARNs do, and URLs of queues. */
function placeNamedIn(identifiers: readonly string[]): {
  readonly account?: string | undefined;
  readonly region?: string | undefined;
} {
  const form =
    /^(?:arn:[^:]+:[^:]+:(?<region>[^:]+):(?<account>\d{12}):|https:\/\/sqs\.(?<queues>[^./]+)\.[^/]+\/(?<owner>\d{12})\/)/;
  const parts = identifiers.map((identifier) => form.exec(identifier)?.groups).find(Boolean) ?? {};
  return {
    account: parts['account'] ?? parts['owner'],
    region: parts['region'] ?? parts['queues'],
  };
}

/** The session of the account that was named, else of the likely one, else of the first that there is. */
async function sessionFor(
  { discovery }: Runtime,
  accounts: ReadonlySet<string> | undefined,
  likely: string | undefined,
  signal: AbortSignal,
): Promise<AccountSession> {
  let first: AccountCandidate | undefined;
  for await (const candidate of discovery.candidates(signal)) {
    const { id } = candidate.account;
    if (accounts?.has(id) === false) continue;
    if (accounts !== undefined || likely === undefined || id === likely)
      return candidate.open(signal);
    first ??= candidate; // a shared resource is read where it is not owned
  }
  if (first !== undefined) return first.open(signal);
  const named =
    accounts === undefined
      ? 'no account'
      : `account ${[...accounts].join(', ')} is not among the accounts`;
  throw new ConfigurationError(`${named} of these settings`, {
    remedy: 'check --account, accountRoleArn and accountRoleArns',
  });
}

/** What AWS says of a failure may repeat what it was sent. */
function tell(text: string, { stderr, secrets }: Terminal): void {
  stderr.write(`${secrets.mask(text)}\n`);
}

function traceLine({ service, operation, region, number, durationMs, error }: Attempt): string {
  const retry = number > 1 ? ` (attempt ${number})` : '';
  const outcome = error === undefined ? 'ok' : `${error.class}: ${error.code}`;
  return `${service}:${operation} ${region}${retry} ${duration(durationMs)} ${outcome}`;
}

function gapText({ action, failure, permissions }: Gap): string {
  const { code, message, remedy } = causeOf(failure, permissions);
  return `${action} failed: ${code}: ${message}\n  what to do: ${remedy}`;
}
