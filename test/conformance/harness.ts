import { setMaxListeners } from 'node:events';
import type { Account } from '../../src/aws/account.ts';
import { ClientFactory } from '../../src/aws/client-factory.ts';
import { staticCredentials } from '../../src/aws/credentials.ts';
import { JitteredRetryStrategy } from '../../src/aws/retry-strategy.ts';
import type { ExportRequest } from '../../src/core/exporters/exporter.ts';
import type { ActionSummary, Kind } from '../../src/core/exporters/kind.ts';
import type { Resource } from '../../src/core/exporters/resource.ts';
import type { Gap } from '../../src/core/inspector/gap.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { SANDBOX_KEY } from '../../src/sandbox/credentials.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { hastyGate } from '../helpers/hasty-gate.ts';

/** One resource of a kind, served over HTTP to the real SDK. */
export interface ServedExample extends AsyncDisposable {
  readonly sandbox: Sandbox;
  request(include: readonly string[], signal?: AbortSignal): ExportRequest;
}

/** Requests for the scopes of one account in one region, sent to a sandbox. */
export interface OpenScopes extends Disposable {
  request(include: readonly string[], signal?: AbortSignal): ExportRequest;
}

/** Where to read, and what discovery found in the account. */
interface Scope {
  readonly accountId: string;
  readonly region: string;
  readonly account?: Account;
}

export function openScopes(
  sandbox: Sandbox,
  { accountId, region, account = { id: accountId, name: 'example', partition: 'aws' } }: Scope,
): OpenScopes {
  const clock = systemClock;
  const clients = new ClientFactory({
    clock,
    gate: hastyGate(16),
    retryStrategy: new JitteredRetryStrategy(
      { maxAttempts: 2, maxElapsedMs: 1_000 },
      clock.now,
      () => 0,
    ),
    endpointOf: () => sandbox.endpoint,
  });
  return {
    request(include, signal = new AbortController().signal) {
      setMaxListeners(0, signal);
      const owner = { accountId, credentials: staticCredentials(SANDBOX_KEY) };
      return {
        account,
        region,
        include,
        clients: clients.open(owner, { signal, observer: () => undefined }),
        signal,
        window: { since: '9999d', maxPerParent: 100 }, // an example's times do not depend on the clock
      };
    },
    [Symbol.dispose]() {
      clients[Symbol.dispose]();
    },
  };
}

/** Everything that a kind's exporter returns for a whole scope. */
export async function readAll(
  kind: Kind,
  request: ExportRequest,
): Promise<{ readonly resources: readonly Resource[]; readonly gaps: readonly Gap[] }> {
  const resources: Resource[] = [];
  const gaps: Gap[] = [];
  for await (const batch of kind.exporter.getPaginatedResources(request)) {
    resources.push(...batch.resources);
    gaps.push(...batch.gaps);
  }
  return { resources, gaps };
}

/** A resource from the list, with the identifiers that fetch it. */
export interface Listed {
  readonly resource: Resource;
  readonly identifiers: readonly string[];
}

/** All resources of a scope, with the identifiers that fetch them. */
export async function listAll(kind: Kind, request: ExportRequest): Promise<readonly Listed[]> {
  const listed: Listed[] = [];
  for await (const { resources, identifiers = [] } of kind.exporter.getPaginatedResources(
    request,
  )) {
    if (identifiers.length !== resources.length) throw new Error('identifiers are missing');
    listed.push(
      ...resources.map((resource, index) => ({ resource, identifiers: identifiers[index] ?? [] })),
    );
  }
  return listed;
}

/** The names of a kind's optional actions. */
export function optionsOf(kind: Kind): readonly string[] {
  return kind.actions.options.map(({ name }) => name);
}

/** The operations that an action can call. */
export function operationsOf({
  name,
  cost,
  fallbackPermissions,
}: ActionSummary): readonly string[] {
  const fallbacks = fallbackPermissions.map((permission) => permission.split(':')[1] ?? '');
  return [cost.operation, name.replace(/Action$/, ''), ...fallbacks];
}
