import { z } from 'zod';
import type { Attempt } from '../../aws/call-observer.ts';
import { loadSettings } from '../../config/settings.ts';
import { readYamlFile } from '../../config/read-yaml-file.ts';
import { actionNamesOf } from '../../core/exporters/action-names.ts';
import type { Kind } from '../../core/exporters/kind.ts';
import { loadKind } from '../../core/exporters/registry.ts';
import { selectorSchema, unknownActions } from '../../core/exporters/selector.ts';
import { ConfigurationError } from '../../lib/errors.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { getResource, type GotResource } from '../../app/get-resource.ts';
import { AwsNameLookup, namedKind } from '../../app/name-lookup.ts';
import { accountIdsOf, listOf, parseFlags, regionsOf } from '../names.ts';
import { createLogger } from '../progress.ts';
import { runtimeOpener } from '../../app/runtime.ts';
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

/** `longshore get <kind> <identifier>…` */
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
  const open = runtimeOpener({ settings, secrets: terminal.secrets, failsFast: true, warn });
  const lookup = new AwsNameLookup({ open, signal, observer });
  const kind = await loadKind(await namedKind(kindName, lookup));
  const include = includedActions(kind, given.include, warn);
  await regionsOf(given.region, lookup, '--region');
  using runtime = open(observer, signal);
  const request = {
    kind,
    identifiers,
    accounts: accountIdsOf(given.account, '--account'),
    region: given.region,
    include,
  };
  const { resources, gaps, notSearched } = await getResource(request, runtime, observer, signal);
  for (const resource of resources) terminal.stdout.write(`${JSON.stringify(resource, null, 2)}\n`);
  for (const gap of gaps) tell(gapText(gap), terminal);
  for (const place of notSearched) tell(notSearchedText(place), terminal);
  return gaps.length > 0 ? EXIT.incomplete : EXIT.complete;
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

/** AWS error messages may repeat request parameters. */
function tell(text: string, { stderr, secrets }: Terminal): void {
  stderr.write(`${secrets.mask(text)}\n`);
}

function traceLine({ service, operation, region, number, durationMs, error }: Attempt): string {
  const retry = number > 1 ? ` (attempt ${number})` : '';
  const outcome = error === undefined ? 'ok' : `${error.class}: ${error.code}`;
  return `${service}:${operation} ${region}${retry} ${duration(durationMs)} ${outcome}`;
}

function gapText({ action, code, message, remedy }: GotResource['gaps'][number]): string {
  return `${action} failed: ${code}: ${message}\n  fix: ${remedy}`;
}

function notSearchedText({
  accountId,
  region,
  failure,
}: GotResource['notSearched'][number]): string {
  const place = region === undefined ? accountId : `${accountId}/${region}`;
  return `not searched: ${place}: ${failure.code}: ${failure.message}`;
}
