import type { Writable } from 'node:stream';
import { pino, type Logger } from 'pino';
import type { Settings } from '../config/settings.ts';
import type { RunEvent } from '../ledger/run-event.ts';
import type { RunPlan } from '../ledger/run-plan.ts';
import { fitLine } from '../lib/fit-line.ts';
import { logFormatter, type LogFormatter } from './pretty-log.ts';
import type { StatusArea } from './status-area.ts';
import { hasColours, type Terminal, type Verbosity } from './terminal.ts';

/** Shows how a run goes. */
export interface Progress {
  /** The run starts. */
  start?(about: object): void;
  planned?(plan: RunPlan): void;
  event(event: RunEvent): void;
  /** Everything is read. */
  finish?(): void;
  /** Removes the drawn lines before the summary. */
  end?(): void;
}

/** For `--quiet`, and for a terminal that shows the resources. */
export const NO_PROGRESS: Progress = { event: () => undefined };

/** Log lines, for outputs that are not a terminal. */
export class LoggedProgress implements Progress {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  start(about: object): void {
    this.#logger.info(about, 'run started');
  }

  event(event: RunEvent): void {
    if (event.type === 'batch') return;
    const { outcome, kind, accountId, region, resources, durationMs, error, gaps } = event.record;
    const fields = { kind, accountId, region, outcome, resources, durationMs };
    if (outcome === 'cancelled') this.#logger.debug(fields, 'scope not read');
    else if (outcome !== 'complete') this.#logger.warn({ ...fields, error }, 'scope not read');
    else if (gaps.length > 0) this.#logger.warn({ ...fields, gaps }, 'scope read with gaps');
    else this.#logger.debug(fields, 'scope read');
  }
}

/** Two progress displays at once: with `--verbose`, the log scrolls above the drawn lines. */
export function bothProgresses(one: Progress, other: Progress): Progress {
  return {
    start(about) {
      one.start?.(about);
      other.start?.(about);
    },
    planned(plan) {
      one.planned?.(plan);
      other.planned?.(plan);
    },
    event(event) {
      one.event(event);
      other.event(event);
    },
    finish() {
      one.finish?.();
      other.finish?.();
    },
    end() {
      one.end?.();
      other.end?.();
    },
  };
}

/** Fields with secrets; their values are masked in every log line. */
const SECRETS = [
  '*.secretAccessKey',
  '*.sessionToken',
  '*.clientSecret',
  '*.authorization',
  '*.Authorization',
];

/** Where log lines go besides stderr, and the lines drawn there. */
export interface LogPlaces {
  /** Log lines are written above it. */
  readonly area?: StatusArea;
  /** Receives the same lines as JSON. */
  readonly shipper?: Writable;
}

/**
 * The program's log on stderr: JSON lines, or readable lines on a terminal. Secrets are masked, and no line
 * is longer than `LONGEST_LINE_BYTES`. It starts with warnings about settings that have no effect.
 */
export function createLogger(
  terminal: Pick<Terminal, 'stderr' | 'secrets' | 'env' | 'verbosity'>,
  settings: Pick<Settings, 'logLevel' | 'logFormat' | 'warnings'>,
  { area, shipper }: LogPlaces = {},
): Logger {
  const { stderr, secrets, env, verbosity = 'normal' } = terminal;
  const isPretty =
    settings.logFormat === 'auto' ? stderr.isTTY === true : settings.logFormat === 'pretty';
  let format: LogFormatter | undefined;
  const logger = pino(
    {
      level: LEVELS[verbosity] ?? settings.logLevel,
      base: null,
      redact: SECRETS,
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    {
      write(line) {
        const masked = fitLine(secrets.mask(line));
        shipper?.write(masked);
        if (isPretty) format ??= logFormatter(hasColours(stderr, env));
        const text = format === undefined ? masked : secrets.mask(format(masked));
        if (area === undefined) stderr.write(text);
        else area.print(text);
      },
    },
  );
  logSettingWarnings(logger, settings.warnings);
  return logger;
}

/** The level that the flags choose; overrides the settings. */
const LEVELS: Readonly<Partial<Record<Verbosity, string>>> = { quiet: 'error', verbose: 'debug' };

/** Logs settings that have no effect. */
function logSettingWarnings(logger: Logger, warnings: readonly string[]): void {
  for (const problem of warnings) logger.warn({ problem }, 'setting ignored');
}
