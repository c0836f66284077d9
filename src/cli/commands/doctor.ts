import { z } from 'zod';
import type { CheckStatus, Finding } from '../../app/doctor/check.ts';
import { CHECKS } from '../../app/doctor/checks.ts';
import { DoctorContext } from '../../app/doctor/doctor-context.ts';
import { runChecks } from '../../app/doctor/run-checks.ts';
import { secretsOf } from '../../app/secrets.ts';
import { settingOrigins } from '../../config/setting-origins.ts';
import { wholeNumber } from '../../config/setting.ts';
import { loadSettings, type Settings } from '../../config/settings.ts';
import { readYamlFile } from '../../config/read-yaml-file.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { accountIdsOf, parseFlags } from '../names.ts';
import { coloursFor, type Terminal } from '../terminal.ts';

const Flags = z.object({
  config: z.string().optional(),
  settings: z.string().optional(),
  state: z.string().optional(),
  accounts: z.string().optional(),
  timeout: wholeNumber(1, 3_600),
  json: z.boolean().optional(),
});

/** `longshore doctor` */
export async function runDoctor(flags: object, terminal: Terminal): Promise<ExitCode> {
  const given = parseFlags(Flags, flags);
  const { env, cwd, secrets, signal, stdout } = terminal;
  const file = given.settings === undefined ? undefined : await readYamlFile(given.settings);
  const sources = { env, file, flags: { stateDirectory: given.state } };
  const loaded = loadedSettings(() => loadSettings(sources));
  if (loaded.settings !== undefined) secrets.add(...secretsOf(loaded.settings));
  using context = new DoctorContext({
    ...loaded,
    origins: settingOrigins(sources),
    config: given.config,
    accounts: accountIdsOf(given.accounts),
    env,
    cwd,
    secrets,
    signal,
  });
  const findings: Finding[] = [];
  for await (const finding of runChecks(CHECKS, context, given.timeout * 1_000, signal)) {
    findings.push(finding);
    if (given.json !== true) stdout.write(`${secrets.mask(findingText(finding, terminal))}\n`);
  }
  if (given.json === true) stdout.write(`${JSON.stringify(secrets.maskAll(findings), null, 2)}\n`);
  return exitCodeFor(findings);
}

function loadedSettings(load: () => Settings): {
  readonly settings: Settings | undefined;
  readonly settingsError: unknown;
} {
  try {
    return { settings: load(), settingsError: undefined };
  } catch (settingsError) {
    return { settings: undefined, settingsError };
  }
}

/**
 * A failed check is an error. A check that could not run makes the result incomplete. Warnings change
 * neither.
 */
function exitCodeFor(findings: readonly Finding[]): ExitCode {
  if (findings.some(({ status }) => status === 'failed')) return EXIT.error;
  return findings.some(({ status }) => status === 'unknown') ? EXIT.incomplete : EXIT.complete;
}

const LABELS: Readonly<Record<CheckStatus, { readonly mark: string; readonly word: string }>> = {
  ok: { mark: '✓', word: 'ok' },
  warning: { mark: '!', word: 'warning' },
  failed: { mark: '✗', word: 'failed' },
  unknown: { mark: '?', word: 'unknown' },
};
const WORD_WIDTH = 7;
const NAME_WIDTH = 16;

function findingText(
  { check, status, message, lines = [], fix }: Finding,
  { stdout, env }: Terminal,
): string {
  const colours = coloursFor(stdout, env);
  const { mark, word } = LABELS[status];
  const paint = {
    ok: colours.green,
    warning: colours.yellow,
    failed: colours.red,
    unknown: colours.yellow,
  }[status];
  const label = paint(`${mark} ${word.padEnd(WORD_WIDTH)}`);
  const indent = ' '.repeat(WORD_WIDTH + 3);
  return [
    `${label} ${check.padEnd(NAME_WIDTH)} ${message.replaceAll('\n', `\n${indent}`)}`,
    ...lines.map((line) => `${indent}${line}`),
    ...(fix === undefined ? [] : [`${indent}fix: ${fix}`]),
  ].join('\n');
}
