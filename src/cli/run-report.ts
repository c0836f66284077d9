import { groupCauses, type CauseGroup } from '../ledger/cause-groups.ts';
import {
  STORE,
  type CauseCount,
  type HistoryCount,
  type Ledger,
  type RunStatus,
} from '../ledger/ledger.ts';
import { DISCOVERY_KINDS } from '../ledger/scope.ts';
import { plural } from '../lib/plural.ts';
import { count, duration, table } from '../lib/table.ts';
import { printable, wrap } from '../lib/text-width.ts';
import type { Style } from './style.ts';

/** The column that is omitted when every resource is complete. */
const INCOMPLETE = 2;
const GROUPS_SHOWN = 12;
const KINDS_SHOWN = 10;
/** If more kinds than this have no resources, they share one line. */
const MOST_EMPTY_KINDS = 3;

/** The run as text for people: each kind, what could not be read and why, and the calls it took. */
export function runSummary(ledger: Ledger, elapsedMs: number, style: Style): string {
  const parts = [kindTable(ledger, style), statusLine(ledger, elapsedMs, style)];
  if (ledger.histories.length > 0) parts.push(historyList(ledger.histories, style));
  if (ledger.causes.some(({ kind }) => kind !== STORE)) parts.push(causeList(ledger, style));
  const stored = ledger.causes.find(({ kind }) => kind === STORE);
  if (stored !== undefined) parts.push(storeFailure(stored, style));
  return `${parts.join('\n\n')}\n`;
}

function kindTable(ledger: Ledger, { width }: Style): string {
  const isDiscovery = (kind: string): boolean => DISCOVERY_KINDS.some((step) => step === kind);
  const kinds = ledger.kinds.filter(({ kind }) => !isDiscovery(kind));
  const empty = kinds.filter(
    ({ resources, complete, scopes }) => resources === 0 && complete === scopes,
  );
  const folded = empty.length > MOST_EMPTY_KINDS ? empty : [];
  const shown = kinds.filter((kind) => !folded.includes(kind));
  const rows = shown.map((kind) => rowOf(kind.kind, kind));
  if (folded.length > 0)
    rows.push(rowOf(`${folded.length} kinds without resources`, sumOf(folded)));
  const columns = [
    { heading: 'Kind' },
    { heading: 'Resources', align: 'right' },
    { heading: 'Incomplete', align: 'right', narrow: 'drop' },
    { heading: 'Scopes read', align: 'right' },
    { heading: 'AWS calls', align: 'right', narrow: 'drop' },
  ] as const;
  if (rows.some((row) => row[INCOMPLETE] !== '')) return table(columns, rows, width);
  const others = rows.map((row) => row.toSpliced(INCOMPLETE, 1));
  return table(columns.toSpliced(INCOMPLETE, 1), others, width);
}

type Counts = Omit<Ledger['kinds'][number], 'kind'>;

function rowOf(name: string, counts: Counts): string[] {
  const { resources, incompleteResources, complete, scopes, calls } = counts;
  return [
    name,
    count(resources),
    incompleteResources === 0 ? '' : count(incompleteResources),
    `${count(complete)} of ${count(scopes)}`,
    count(calls),
  ];
}

function sumOf(kinds: readonly Counts[]): Counts {
  const sum = (part: (kind: Counts) => number): number =>
    kinds.reduce((total, kind) => total + part(kind), 0);
  return {
    resources: 0,
    incompleteResources: 0,
    complete: sum(({ complete }) => complete),
    scopes: sum(({ scopes }) => scopes),
    calls: sum(({ calls }) => calls),
  };
}

function statusLine(ledger: Ledger, elapsedMs: number, { colours, width }: Style): string {
  const { resources, calls, retries, throttles } = ledger.totals;
  const again = `${plural(retries, 'retry', 'retries')}, ${count(throttles)} throttled`;
  const cost = `${plural(resources, 'resource')}, ${plural(calls, 'AWS call')} (${again}) in ${duration(elapsedMs)}`;
  return wrap(`${statusWord(ledger.status, colours)}: ${cost}`, width);
}

function statusWord(status: RunStatus, colours: Style['colours']): string {
  switch (status) {
    case 'complete':
      return colours.green('complete');
    case 'incomplete':
      return colours.yellow('incomplete');
    case 'cancelled':
      return colours.yellow('stopped');
    case 'failed':
      return colours.red('failed');
  }
}

/** Everything that could not be read, each with its fix. */
function causeList({ causes, causesOmitted }: Ledger, style: Style): string {
  const groups = groupCauses(causes.filter(({ kind }) => kind !== STORE));
  const shown = groups.slice(0, GROUPS_SHOWN).map((group) => groupText(group, style));
  const rest = groups.length - shown.length + causesOmitted;
  if (rest > 0) shown.push(`… and ${count(rest)} more: see the report (--report <file>)`);
  return ['Could not be read (nothing deleted):', ...shown].join('\n');
}

/**
 * ```text
 *   AWS::SQS::Queue: throttled in 17 scopes (210000000002 us-east-1, …)
 *     why: ThrottlingException: Rate exceeded
 *     fix: AWS throttled …
 * ```
 */
function groupText(group: CauseGroup, { colours, width }: Style): string {
  const { kinds, outcome, actions, scopes, resources, places, code, message, remedy } = group;
  const [kind = ''] = kinds;
  const subject = kinds.length === 1 ? kind : plural(kinds.length, 'kind');
  const problem =
    outcome === 'gap'
      ? `${named(actions)} failed for ${plural(resources, 'resource')}`
      : `${outcome} in ${plural(scopes, 'scope')}`;
  const more = scopes > places.length ? ', …' : '';
  return [
    wrap(`  ${colours.bold(`${subject}: ${problem}`)} (${places.join(', ')}${more})`, width),
    ...(kinds.length === 1 ? [] : [wrap(`    kinds: ${some(kinds)}`, width, 7)]),
    wrap(`    why: ${code}: ${printable(message)}`, width, 5),
    wrap(`    fix: ${printable(remedy)}`, width, 5),
  ].join('\n');
}

/** What the store failed to keep, and why. */
function storeFailure(
  { message, remedy }: Readonly<CauseCount>,
  { colours, width }: Style,
): string {
  const what = colours.bold('The store does not have everything that was read:');
  return [what, wrap(`  why: ${message}`, width), wrap(`  fix: ${remedy}`, width)].join('\n');
}

function named(actions: readonly string[]): string {
  const [first = ''] = actions;
  return actions.length === 1 ? first : plural(actions.length, 'action');
}

function some(kinds: readonly string[]): string {
  const rest = kinds.length - KINDS_SHOWN;
  const shown = kinds.slice(0, KINDS_SHOWN).join(', ');
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}

/** How much of the histories was read; kinds with the same window share a line. */
function historyList(histories: readonly HistoryCount[], { width }: Style): string {
  const lines = new Map<string, string[]>();
  for (const { kind, window, parentsCut } of histories) {
    const cut =
      parentsCut === undefined ? '' : `; at least ${plural(parentsCut, 'parent')} had more`;
    const text = `${window}${cut}`;
    lines.set(text, [...(lines.get(text) ?? []), kind]);
  }
  const shown = [...lines].map(([text, kinds]) => wrap(`  ${kinds.join(', ')}: ${text}`, width));
  return ['Histories read (older records are neither read nor deleted):', ...shown].join('\n');
}
