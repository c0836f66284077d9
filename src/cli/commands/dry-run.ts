import { readScopes } from '../../app/read-scopes.ts';
import type { RunScope } from '../../app/run-scope.ts';
import type { RuntimeOpener } from '../../app/runtime.ts';
import type { Kind } from '../../core/exporters/kind.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { EXIT, exitCodeOf, type ExitCode } from '../exit.ts';
import { count, duration, table } from '../../lib/table.ts';
import type { Terminal } from '../terminal.ts';

/** `longshore resync --dry-run`: reads accounts and regions, and says what a run would read and cost. */
export async function dryRun(
  scope: RunScope,
  open: RuntimeOpener,
  { stdout, secrets, signal }: Terminal,
): Promise<ExitCode> {
  const { ledger, latencyMs } = await readScopes({ scope, open, signal });
  stdout.write(`${secrets.mask(planText(ledger, scope, latencyMs))}\n`);
  return ledger.causes.length > 0 ? exitCodeOf(ledger.status) : EXIT.complete;
}

function planText(ledger: Ledger, { mapping, concurrency }: RunScope, latencyMs: number): string {
  const kinds = new Map(mapping.kinds.map((kind) => [kind.kind as string, kind]));
  const rows = ledger.kinds.flatMap(({ kind, scopes }) => {
    const definition = kinds.get(kind);
    if (definition === undefined) return [];
    const plan = mapping.plans.find(({ handler }) => handler.kind === kind);
    const lists = definition.list.operation === undefined ? 0 : scopes;
    return [{ kind, scopes, lists, more: furtherCalls(definition, plan?.include ?? []) }];
  });
  const calls = rows.reduce((sum, { lists }) => sum + lists, 0);
  const columns = [
    { heading: 'Kind' },
    { heading: 'Scopes', align: 'right' },
    { heading: 'Calls at least', align: 'right' },
    { heading: 'and further' },
  ] as const;
  const cells = rows.map((row) => [row.kind, count(row.scopes), count(row.lists), row.more]);
  const accounts = ledger.kinds.find(({ kind }) => kind === 'credentials')?.complete ?? 0;
  const seconds = duration(Math.ceil(calls / concurrency) * latencyMs);
  return [
    `${count(accounts)} accounts; nothing but accounts and regions was read (${count(ledger.totals.calls)} calls).`,
    '',
    table(columns, cells),
    '',
    `At least ${count(calls)} calls: ${seconds} or more at ${concurrency} in flight and ${duration(latencyMs)} a call.`,
    'A run into Port asks AWS for each resource that a listing lacks, with one more call, before it deletes it.',
    ...ledger.causes.map(
      ({ kind, outcome, message, remedy }) =>
        `${kind}: ${outcome}: ${message}\n  what to do: ${remedy}`,
    ),
  ].join('\n');
}

/** What a kind costs beyond its listing, in words. */
function furtherCalls(kind: Kind, include: readonly string[]): string {
  const options = kind.actions.options.filter((action) => include.includes(action.name));
  const costs = [...kind.actions.defaults, ...options].map(
    ({ cost: { operation, size, onlyFor } }) =>
      `1 ${operation} ${size === 1 ? 'each' : `for ${size}`}${onlyFor === undefined ? '' : ` for ${onlyFor}`}`,
  );
  return costs.length === 0 ? '' : costs.join(', ');
}
