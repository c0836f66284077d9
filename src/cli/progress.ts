import { pino, type Logger } from 'pino';
import type { Settings } from '../config/settings.ts';
import { DISCOVERY_KINDS } from '../ledger/scope.ts';
import type { RunEvent } from '../ledger/run-event.ts';
import type { Output, Terminal } from './terminal.ts';
import { count } from '../lib/table.ts';

/** Tells whoever watches how a run goes. */
export interface Progress {
  event(event: RunEvent): void;
  /** Clears what is drawn, before the summary. */
  end(): void;
}

const REDRAW_MS = 150;
const LEAST_NAME_WIDTH = 28;

/** Live lines, one per kind, redrawn in place: for a terminal. */
export class LiveProgress implements Progress {
  readonly #stream: Output;
  readonly #kinds = new Map<string, { resources: number; scopes: number }>();
  readonly #timer: NodeJS.Timeout;
  #accounts = 0;
  #drawnLines = 0;

  constructor(stream: Output) {
    this.#stream = stream;
    this.#timer = setInterval(() => {
      this.#draw();
    }, REDRAW_MS);
    this.#timer.unref();
  }

  event(event: RunEvent): void {
    const name = event.type === 'batch' ? event.scope.kind : event.record.kind;
    if (name === 'credentials') this.#accounts += 1;
    if (DISCOVERY_KINDS.some((step) => step === name)) return;
    const kind = this.#kinds.get(name) ?? { resources: 0, scopes: 0 };
    if (event.type === 'batch') kind.resources += event.batch.resources.length;
    else kind.scopes += 1;
    this.#kinds.set(name, kind);
  }

  end(): void {
    clearInterval(this.#timer);
    this.#clear();
  }

  #draw(): void {
    this.#clear();
    const lines = this.#lines();
    this.#stream.write(lines.map((line) => `${line}\n`).join(''));
    this.#drawnLines = lines.length;
  }

  /** As many as the screen has room for: what has scrolled off it could not be drawn anew. */
  #lines(): readonly string[] {
    const { rows = 0 } = this.#stream;
    const room = rows > 0 ? Math.max(1, rows - 2) : Number.POSITIVE_INFINITY; // accounts, and the cursor
    const all = [...this.#kinds].map(([name, counts]) => ({ name, ...counts }));
    const folded = all.length > room ? all.slice(room - 1) : [];
    const shown = all.slice(0, all.length - folded.length);
    if (folded.length > 0) {
      shown.push({
        name: `${folded.length} more kinds`,
        resources: folded.reduce((sum, { resources }) => sum + resources, 0),
        scopes: folded.reduce((sum, { scopes }) => sum + scopes, 0),
      });
    }
    const width = Math.max(...shown.map(({ name }) => name.length), LEAST_NAME_WIDTH);
    const line = (name: string, number: number): string =>
      `${name.padEnd(width)} ${count(number).padStart(10)}`;
    return [
      `${line('accounts', this.#accounts)} opened`,
      ...shown.map(
        ({ name, resources, scopes }) =>
          `${line(name, resources)} resources  ${count(scopes).padStart(7)} scopes`,
      ),
    ];
  }

  #clear(): void {
    if (this.#drawnLines > 0) this.#stream.write(`\u001B[${this.#drawnLines}A\u001B[0J`);
    this.#drawnLines = 0;
  }
}

/** Nothing at all: for a terminal that shows the resources themselves. */
export const NO_PROGRESS: Progress = { event: () => undefined, end: () => undefined };

/** JSON lines: for everything that is not a terminal. */
export class LoggedProgress implements Progress {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  event(event: RunEvent): void {
    if (event.type === 'batch') return;
    const { outcome, kind, accountId, region, resources, durationMs, error, gaps } = event.record;
    const fields = { kind, accountId, region, outcome, resources, durationMs };
    if (outcome !== 'complete') this.#logger.warn({ ...fields, error }, 'scope not read');
    else if (gaps.length > 0) this.#logger.warn({ ...fields, gaps }, 'scope read with gaps');
    else this.#logger.debug(fields, 'scope read');
  }

  end(): void {
    // Lines stay as they are.
  }
}

/** Names under which secrets travel; whatever is logged below them is masked. */
const SECRETS = [
  '*.secretAccessKey',
  '*.sessionToken',
  '*.clientSecret',
  '*.authorization',
  '*.Authorization',
];

/**
 * The program's own log, as JSON lines on stderr, without the values of secrets. It begins with what is odd
 * about the settings.
 */
export function createLogger(
  { stderr, secrets }: Pick<Terminal, 'stderr' | 'secrets'>,
  { logLevel, warnings }: Pick<Settings, 'logLevel' | 'warnings'>,
): Logger {
  const logger = pino(
    { level: logLevel, base: null, redact: SECRETS, timestamp: pino.stdTimeFunctions.isoTime },
    {
      write(line) {
        stderr.write(secrets.mask(line));
      },
    },
  );
  logSettingWarnings(logger, warnings);
  return logger;
}

/** Logs what has no effect among the settings, and was probably meant to have one. */
export function logSettingWarnings(logger: Logger, warnings: readonly string[]): void {
  for (const problem of warnings) logger.warn({ problem }, 'setting ignored');
}

/** Shows how a run goes: on a terminal in place, else as log lines. */
export function progressFor(
  output: string | undefined,
  logger: Logger,
  { stdout, stderr }: Terminal,
): Progress {
  if (stderr.isTTY !== true) return new LoggedProgress(logger);
  return output === '-' && stdout.isTTY === true ? NO_PROGRESS : new LiveProgress(stderr);
}
