import type { createColors } from 'picocolors';
import {
  STORE,
  type CauseCount,
  type HistoryCount,
  type Ledger,
  type RunStatus,
} from '../ledger/ledger.ts';
import { DISCOVERY_KINDS } from '../ledger/scope.ts';
import { count, duration, table } from '../lib/table.ts';

type Colours = ReturnType<typeof createColors>;

const CAUSES_SHOWN = 12;
/** More kinds than these of which there is nothing stand in one line. */
const MOST_EMPTY_KINDS = 3;

/** The run in words, for a person: per kind, what could not be read and why, and what it cost. */
export function runSummary(ledger: Ledger, elapsedMs: number, colours: Colours): string {
  const parts = [kindTable(ledger), statusLine(ledger, elapsedMs, colours)];
  if (ledger.histories.length > 0) parts.push(historyList(ledger.histories));
  const causes = ledger.causes.filter(({ kind }) => kind !== STORE);
  if (causes.length > 0) parts.push(causeList(causes, colours));
  const stored = ledger.causes.find(({ kind }) => kind === STORE);
  if (stored !== undefined) parts.push(storeFailure(stored, colours));
  return `${parts.join('\n\n')}\n`;
}

function kindTable(ledger: Ledger): string {
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
  return table(
    [
      { heading: 'Kind' },
      { heading: 'Resources', align: 'right' },
      { heading: 'Incomplete', align: 'right' },
      { heading: 'Scopes read', align: 'right' },
      { heading: 'AWS calls', align: 'right' },
    ],
    rows,
  );
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

function statusLine(ledger: Ledger, elapsedMs: number, colours: Colours): string {
  const { resources, calls, retries, throttles } = ledger.totals;
  const cost = `${count(resources)} resources, ${count(calls)} AWS calls (${count(retries)} retries, ${count(throttles)} throttled) in ${duration(elapsedMs)}`;
  return `${statusWord(ledger.status, colours)}: ${cost}`;
}

function statusWord(status: RunStatus, colours: Colours): string {
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

/** Everything that could not be read, with its mend. */
function causeList(causes: readonly Readonly<CauseCount>[], colours: Colours): string {
  const shown = causes.slice(0, CAUSES_SHOWN).map((cause) => causeText(cause, colours));
  const rest = causes.length - shown.length;
  if (rest > 0) shown.push(`… and ${rest} more: see the report (--report FILE)`);
  return `Not read, and therefore not concluded to be gone:\n${shown.join('\n')}`;
}

function causeText(cause: Readonly<CauseCount>, colours: Colours): string {
  const what =
    cause.action === undefined
      ? `${cause.kind}: ${cause.outcome} in ${plural(cause.scopes, 'scope')}`
      : `${cause.kind}: ${cause.action} failed for ${plural(cause.resources, 'resource')}`;
  const more = cause.scopes > cause.places.length ? ', …' : '';
  return [
    `  ${colours.bold(what)} (${cause.places.join(', ')}${more})`,
    `    why: ${cause.code}: ${cause.message}`,
    `    what to do: ${cause.remedy}`,
  ].join('\n');
}

function storeFailure({ message, remedy }: Readonly<CauseCount>, colours: Colours): string {
  const what = colours.bold('The store does not have everything that was read');
  return `${what}:\n    why: ${message}\n    what to do: ${remedy}`;
}

/** Which windows were read, the kinds that have one in common on one line. */
function historyList(histories: readonly HistoryCount[]): string {
  const lines = new Map<string, string[]>();
  for (const { kind, window, parentsCut } of histories) {
    const cut =
      parentsCut === undefined ? '' : `; ${plural(parentsCut, 'parent')} or more had further ones`;
    const text = `${window}${cut}`;
    lines.set(text, [...(lines.get(text) ?? []), kind]);
  }
  const shown = [...lines].map(([text, kinds]) => `  ${kinds.join(', ')}: ${text}`);
  return `Read of histories (what lies outside is neither read nor deleted):\n${shown.join('\n')}`;
}

function plural(number: number, word: string): string {
  return `${count(number)} ${word}${number === 1 ? '' : 's'}`;
}
