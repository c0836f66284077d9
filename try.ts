import { startSandbox } from './src/sandbox/sandbox.ts';
import { createDiscovery } from './src/aws/accounts.ts';
import { AttemptGate } from './src/aws/attempt-path.ts';
import { ClientFactory } from './src/aws/client-factory.ts';
import { RateLimiter } from './src/aws/rate-limiter.ts';
import { PatientRetryStrategy, DEFAULT_RETRY_OPTIONS } from './src/aws/retry-strategy.ts';
import { systemClock } from './src/lib/clock.ts';
import { resync } from './src/resync/resync.ts';
import { handlerOf } from './src/resync/handler.ts';
import { readPlan } from './src/resync/read-plan.ts';
import { loadAllKinds } from './src/core/exporters/registry.ts';
import { setMaxListeners } from 'node:events';
const sb = await startSandbox({ estate: { seed: 'x', accounts: 3, usedRegions: 3, buckets: 12, instances: 30, clusters: 3, queues: 24 } });
Object.assign(process.env, sb.environment);
const controller = new AbortController(); setMaxListeners(0, controller.signal);// @ts-nocheck
const clock = systemClock;
const gate = new AttemptGate({ clock, limiter: new RateLimiter(clock), concurrency: 64 });
const clients = new ClientFactory({ gate, retryStrategy: new PatientRetryStrategy(DEFAULT_RETRY_OPTIONS, clock.now, Math.random) });
const observer = (a: any) => { if (a.error) console.log(a.service, a.operation, a.region, a.error); };
const directory = createDiscovery({ accountRoleArn: sb.roleArn(sb.managementAccountId), credentialProviderPriority: [] }, { clients, scope: { signal: controller.signal, observer }, warn: console.log });
const kinds = await loadAllKinds();
const t = Date.now();
const counts: Record<string, number> = {};
for await (const e of resync({ plans: kinds.map((k) => readPlan(handlerOf(k), [{ query: 'true', regionPolicy: { allow: [], deny: [] }, includeActions: k.actions.options.map(o=>o.name) }])), directory, clients, observer, signal: controller.signal, clock, discoveryCalls: () => ({ calls: 0, retries: 0, throttles: 0 }), seed: 's', scopesInFlight: 128 })) {
  if (e.type === 'batch') { counts[e.scope.kind] = (counts[e.scope.kind] ?? 0) + e.batch.resources.length; if (e.batch.gaps.length) console.log(e.batch.gaps.slice(0, 1)); if (counts[e.scope.kind] === e.batch.resources.length) console.log(JSON.stringify(e.batch.resources[0]).slice(0, 700)); }
  else if (e.record.outcome !== 'complete') console.log(JSON.stringify(e.record));
}
console.log(counts, Date.now() - t, sb.calls());
clients[Symbol.dispose](); await sb.close();
