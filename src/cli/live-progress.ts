import type { RunEvent } from '../ledger/run-event.ts';
import type { RunPlan } from '../ledger/run-plan.ts';
import { RunProgress, type KindProgress, type ProgressSnapshot } from '../ledger/run-progress.ts';
import { plural } from '../lib/plural.ts';
import { count, duration } from '../lib/table.ts';
import { truncateMiddle } from '../lib/text-width.ts';
import type { Progress } from './progress.ts';
import type { StatusArea } from './status-area.ts';

const REDRAW_MS = 150;
/** Lines that name one kind each: more are hard to follow, and half the screen stays free. */
const MOST_KINDS = 12;
/** Lines above the kinds. */
const HEAD_LINES = 2;
/** Below this, the remaining time is a guess. */
const LEAST_PERCENTAGE = 5;
/** The remaining time is rounded to these steps, so that it does not flicker. */
const SECONDS_PER_STEP = 5;

/** Progress of a run, redrawn in place: totals, percentage, remaining time, and the kinds being read. */
export class LiveProgress implements Progress {
  readonly #area: StatusArea;
  readonly #run: RunProgress;
  readonly #timer: NodeJS.Timeout;
  #isStopping: boolean;

  constructor(area: StatusArea, now: () => number, signal: AbortSignal) {
    this.#area = area;
    this.#run = new RunProgress(now);
    this.#isStopping = signal.aborted;
    signal.addEventListener(
      'abort',
      () => {
        this.#isStopping = true;
      },
      { once: true },
    );
    this.#timer = setInterval(() => {
      this.#draw();
    }, REDRAW_MS);
    this.#timer.unref();
  }

  planned(plan: RunPlan): void {
    this.#run.planned(plan);
  }

  event(event: RunEvent): void {
    this.#run.event(event);
  }

  finish(): void {
    this.#run.finish();
  }

  end(): void {
    clearInterval(this.#timer);
    this.#area.clear();
  }

  #draw(): void {
    const { columns, rows } = this.#area;
    const most = Math.min(MOST_KINDS, Math.floor(rows / 2) - HEAD_LINES);
    const snapshot = this.#run.snapshot;
    const head = [
      this.#isStopping ? 'Stopping: waiting for calls in flight' : headline(snapshot, columns),
      totals(snapshot),
    ];
    const lines = [...head, ...kindLines(snapshot.kinds, Math.max(0, most), columns)];
    const fitting = lines.map((line) => truncateMiddle(line, columns));
    this.#area.draw(fitting.slice(0, rows - 1)); // the cursor needs the last row
  }
}

/** `Reading AWS: 18 % (1,234 of 6,800 scopes), about 2 min left` */
function headline(snapshot: ProgressSnapshot, columns: number): string {
  const { phase, percentage, scopesDone, scopesPlanned, secondsLeft } = snapshot;
  if (phase === 'listing-accounts') return 'Listing accounts';
  if (phase === 'finishing') return `All ${plural(scopesDone, 'scope')} read, finishing`;
  const scopes =
    percentage === undefined
      ? `${plural(scopesDone, 'scope')}, listing accounts`
      : `${percentage}%, ${count(scopesDone)} of ${plural(scopesPlanned, 'scope')}`;
  const isCredible = secondsLeft !== undefined && (percentage ?? 0) >= LEAST_PERCENTAGE;
  const left = isCredible ? `, about ${timeLeft(secondsLeft)} left` : '';
  const whole = `Reading AWS: ${scopes}${left}`;
  return whole.length <= columns ? whole : `${scopes}${left}`;
}

function timeLeft(seconds: number): string {
  const steps = Math.max(1, Math.ceil(seconds / SECONDS_PER_STEP));
  const rounded = steps * SECONDS_PER_STEP;
  return rounded < 60 ? `${rounded} s` : duration(rounded * 1_000);
}

function totals({ accountsOpened, accountsPlanned, resources }: ProgressSnapshot): string {
  const accounts = `${count(accountsOpened)} of ${plural(accountsPlanned, 'account')} opened`;
  return `${accounts}, ${plural(resources, 'resource')}`;
}

/** The kinds being read. Finished kinds, and those that do not fit, share a line each. */
function kindLines(
  kinds: readonly KindProgress[],
  most: number,
  columns: number,
): readonly string[] {
  const open = kinds.filter(({ scopesDone, scopesPlanned }) => scopesDone < scopesPlanned);
  const done = kinds.filter((kind) => !open.includes(kind));
  const room = Math.max(0, most - (done.length > 0 ? 1 : 0));
  const folded = open.length > room ? open.slice(Math.max(0, room - 1)) : [];
  const shown: [string, Counts][] = open
    .slice(0, open.length - folded.length)
    .map((kind) => [kind.kind, kind]);
  if (folded.length > 0) shown.push([plural(folded.length, 'more kind'), sumOf(folded)]);
  if (done.length > 0) shown.push([`${plural(done.length, 'kind')} done`, sumOf(done)]);
  const cells = shown
    .slice(0, most)
    .map(([name, { resources, scopesDone, scopesPlanned }]) => [
      name,
      plural(resources, 'resource'),
      `${count(scopesDone)} of ${plural(scopesPlanned, 'scope')}`,
    ]);
  return aligned(cells, columns);
}

type Counts = Omit<KindProgress, 'kind'>;

function sumOf(kinds: readonly Counts[]): Counts {
  const sum = (part: (kind: Counts) => number): number =>
    kinds.reduce((total, kind) => total + part(kind), 0);
  return {
    resources: sum(({ resources }) => resources),
    scopesDone: sum(({ scopesDone }) => scopesDone),
    scopesPlanned: sum(({ scopesPlanned }) => scopesPlanned),
  };
}

/** Width of the name column: the longest name, limited by the space left. */
function aligned(rows: readonly (readonly string[])[], columns: number): readonly string[] {
  const widthOf = (index: number): number =>
    Math.max(0, ...rows.map((cells) => cells[index]?.length ?? 0));
  const [resources, scopes] = [widthOf(1), widthOf(2)];
  const room = columns - scopes - 2 * GAP.length;
  const hasRoom = room - resources - GAP.length >= LEAST_NAME;
  const names = Math.min(widthOf(0), Math.max(1, hasRoom ? room - resources - GAP.length : room));
  return rows.map(([name = '', second = '', third = '']) =>
    [
      GAP + truncateMiddle(name, names).padEnd(names),
      ...(hasRoom ? [second.padStart(resources)] : []),
      third.padStart(scopes),
    ].join(GAP),
  );
}

const GAP = '  ';
/** If names would have less space than this, the resources column is omitted. */
const LEAST_NAME = 16;
