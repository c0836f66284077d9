import { readScopes } from '../../app/read-scopes.ts';
import type { RunScope } from '../../app/run-scope.ts';
import type { RuntimeOpener } from '../../app/runtime.ts';
import type { Kind } from '../../core/exporters/kind.ts';
import { groupCauses } from '../../ledger/cause-groups.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { plural } from '../../lib/plural.ts';
import { count, duration, table } from '../../lib/table.ts';
import { printable, wrap } from '../../lib/text-width.ts';
import { EXIT, exitCodeOf, type ExitCode } from '../exit.ts';
import { widthOf, type Terminal } from '../terminal.ts';

/** `longshore resync --dry-run`: lists accounts and regions, and shows what a run would read and cost. */
export async function dryRun(
  scope: RunScope,
  open: RuntimeOpener,
  { stdout, secrets, signal }: Terminal,
): Promise<ExitCode> {
  const { ledger, latencyMs } = await readScopes({ scope, open, signal });
  signal.throwIfAborted();
  const text = planText(ledger, scope, latencyMs, widthOf(stdout));
  stdout.write(`${secrets.mask(text)}\n`);
  return ledger.causes.length > 0 ? exitCodeOf(ledger.status) : EXIT.complete;
}

function planText(
  ledger: Ledger,
  { mapping, concurrency }: RunScope,
  latencyMs: number,
  width: number | undefined,
): string {
  const kinds = new Map(mapping.kinds.map((kind) => [kind.kind as string, kind]));
  const listings = new SharedListings(mapping.kinds);
  const rows = ledger.kinds.flatMap(({ kind, scopes }) => {
    const definition = kinds.get(kind);
    if (definition === undefined) return [];
    const plan = mapping.plans.find(({ handler }) => handler.kind === kind);
    const lists = listings.callsOf(definition, scopes);
    return [{ kind, scopes, lists, more: furtherCalls(definition, plan?.include ?? []) }];
  });
  const calls = rows.reduce((sum, { lists }) => sum + lists, 0);
  const columns = [
    { heading: 'Kind' },
    { heading: 'Scopes', align: 'right' },
    { heading: 'Calls at least', align: 'right' },
    { heading: 'Further calls', narrow: 'wrap' },
  ] as const;
  const cells = rows.map((row) => [row.kind, count(row.scopes), count(row.lists), row.more]);
  const accounts = ledger.kinds.find(({ kind }) => kind === 'credentials')?.complete ?? 0;
  const seconds = duration(Math.ceil(calls / concurrency) * latencyMs);
  const wrapped = (text: string): string => wrap(text, width);
  return [
    wrapped(
      `${plural(accounts, 'account')}; only accounts and regions were read (${plural(ledger.totals.calls, 'call')}).`,
    ),
    '',
    table(columns, cells, width),
    '',
    wrapped(
      `At least ${plural(calls, 'call')}: ${seconds} or more with ${count(concurrency)} in flight and ${duration(latencyMs)} per call.`,
    ),
    wrapped(
      'A run into Port asks AWS for each resource that is no longer listed, with one more call, before it deletes the entity.',
    ),
    ...groupCauses(ledger.causes).map(({ kinds: [kind = ''], outcome, message, remedy }) =>
      [
        wrapped(`${kind}: ${outcome}: ${printable(message)}`),
        wrap(`  fix: ${remedy}`, width, 5),
      ].join('\n'),
    ),
  ].join('\n');
}

/** Counts list calls: parents are listed once for all kinds that need them. */
class SharedListings {
  /** By the IAM action that lists parents: the highest number of scopes counted for it. */
  readonly #counted: Map<string, number>;

  constructor(kinds: readonly Kind[]) {
    const shared = kinds.flatMap(({ list }) => list.perParent?.parentsListedBy ?? []);
    this.#counted = new Map(shared.map((action) => [action, 0]));
  }

  /** List calls that this kind adds. */
  callsOf({ list }: Kind, scopes: number): number {
    if (list.operation === undefined) return 0;
    const own = list.permissions.find((action) => action.endsWith(`:${list.operation}`));
    const action = list.perParent?.parentsListedBy ?? own ?? list.operation;
    const counted = this.#counted.get(action);
    if (counted === undefined) return scopes;
    this.#counted.set(action, Math.max(counted, scopes));
    return Math.max(0, scopes - counted);
  }
}

/** What a kind costs beyond its listing, as text. */
function furtherCalls({ list, actions }: Kind, include: readonly string[]): string {
  const { perParent } = list;
  const parents =
    perParent === undefined ? [] : [`1 ${perParent.operation} for each ${perParent.parent}`];
  const options = actions.options.filter((action) => include.includes(action.name));
  const costs = [...actions.defaults, ...options].map(
    ({ cost: { operation, size, onlyFor } }) =>
      `1 ${operation} ${size === 1 ? 'each' : `for ${size}`}${onlyFor === undefined ? '' : ` for ${onlyFor}`}`,
  );
  return [...parents, ...costs].join(', ');
}
