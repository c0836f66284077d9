import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { Job } from '../../../src/host/http/cost/jobs/job.ts';
import { HostWorld } from '../host-world.ts';
import type { ServedHost } from '../served-host.ts';
import { API, API_TOKEN } from './api-world.ts';

const ENV = {
  LONGSHORE_STORE: 'duckdb',
  LONGSHORE_API_TOKEN: API_TOKEN,
  OCEAN__EVENT_LISTENER__RESYNC_ON_START: 'false',
};
/** Exports of simulated months are made when they are read. Milliseconds. */
const TIMEOUT_MS = 300_000;
const today = new Date().toISOString().slice(0, 'YYYY-MM-DD'.length);
const headers = { authorization: `Bearer ${API_TOKEN}` };
const init = {
  method: 'POST',
  headers: { ...headers, 'content-type': 'application/json' },
  body: JSON.stringify({ start_date: today, end_date: today }),
};

async function jobOf(host: ServedHost, id: string): Promise<Job> {
  return Job.parse((await host.ask(`${API}/jobs/${id}`, { headers })).json);
}

test(
  'a host that is killed during a collection says so after its restart, and collects again',
  async () => {
    await using world = await HostWorld.create({ kinds: ['AWS::SQS::Queue'] });
    await using killed = world.spawn(ENV);
    const answer = await killed.ask(`${API}/collect`, init);
    const { job_id: id } = z.object({ job_id: z.string() }).parse(answer.json);
    await killed.until(async () => (await jobOf(killed, id)).status === 'running');
    await killed[Symbol.asyncDispose]();

    await using host = world.spawn(ENV);
    const found = await jobOf(host, id);
    const again = await host.ask(`${API}/collect`, init);
    const { job_id: next } = z.object({ job_id: z.string() }).parse(again.json);
    await host.until(async () => (await jobOf(host, next)).finished_at !== null);
    const ended = await jobOf(host, next);
    await host.until(async () =>
      (await host.ask('/metrics')).text.includes('aws_total_monthly_cost_usd{'),
    );
    const metrics = await host.ask('/metrics');
    await host.stop();

    expect(answer.status).toBe(202);
    expect(found).toMatchObject({
      status: 'incomplete',
      errors: [{ detail: expect.stringContaining('the host ended while it ran') }],
    });
    expect([next === id, ended.status, ended.errors]).toEqual([false, 'complete', []]);
    expect(metrics.text).toMatch(/^aws_total_monthly_cost_usd\{/m);
    const names = [...metrics.text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    expect(new Set(names).size).toBe(names.length);
  },
  TIMEOUT_MS,
);
