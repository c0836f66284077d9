import type { CallObserver } from '../../aws/call-observer.ts';
import type { Kind } from '../../core/exporters/kind.ts';
import type { Batch, ScopeProof } from '../../core/exporters/resource.ts';
import { Ledger } from '../../ledger/ledger.ts';
import { NO_STORE } from '../../ledger/report.ts';
import type { ResyncHandler } from '../../resync/handler.ts';
import { resync } from '../../resync/resync.ts';
import { EXIT, exitCodeOf, type ExitCode } from '../exit.ts';
import { SeenEstate } from '../../app/named-estate.ts';
import type { Runtime } from '../../app/runtime.ts';
import { count, duration, table } from '../../lib/table.ts';
import type { Terminal } from '../terminal.ts';
import type { RunScope } from '../../app/run-scope.ts';

/** `longshore resync --dry-run`: reads accounts and regions, and says what a run would read and cost. */
export async function dryRun(
  scope: RunScope,
  open: (observer: CallObserver, signal: AbortSignal) => Runtime,
  terminal: Terminal,
): Promise<ExitCode> {
  const ledger = new Ledger(new Date(), NO_STORE);
  const latencies: number[] = [];
  const observer: CallObserver = ({ service, operation, number, error, durationMs }) => {
    latencies.push(durationMs);
    ledger.countCall(`${service}:${operation}`, {
      isRetry: number > 1,
      isThrottle: error?.class === 'throttled',
      isError: error !== undefined,
    });
  };
  const seen = new SeenEstate(scope);
  using runtime = open(observer, terminal.signal);
  const run = resync({
    ...scope,
    plans: scope.mapping.plans.map((plan) => ({ ...plan, handler: readingNothing(plan.handler) })),
    directory: runtime.discovery,
    discoveryCalls: () => runtime.discoveryCalls(),
    clients: runtime.clients,
    clock: runtime.clock,
    observer,
    estate: seen,
    signal: terminal.signal,
    scopesInFlight: scope.concurrency * 2,
  });
  for await (const event of run) {
    if (event.type === 'scope') await ledger.record(event.record);
  }
  seen.check(ledger);
  const text = planText(ledger, scope, average(latencies));
  terminal.stdout.write(`${terminal.secrets.mask(text)}\n`);
  return ledger.causes.length > 0 ? exitCodeOf(ledger.status) : EXIT.complete;
}

/** The same scopes, each ended before its first call. */
function readingNothing(handler: ResyncHandler): ResyncHandler {
  return {
    ...handler,
    // eslint-disable-next-line require-yield -- a scope without pages is what is wanted
    async *resync(): AsyncGenerator<Batch, ScopeProof, void> {
      return await Promise.resolve({ pages: 0, resources: 0 });
    },
  };
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

function average(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
