import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { HostWorld } from '../../host/host-world.ts';

const TOKEN = 'token-of-the-operator';
/** Enough for the usage of one account, and not of both. */
const CAP = 0.0016;
const INSTANCES = 32;

const Answer = z.object({
  opportunities: z.array(
    z.looseObject({
      ...{ type: z.string(), service: z.string(), verdict: z.string(), account_id: z.string() },
      ...{ title: z.string(), monthly_saving: z.string().nullable() },
    }),
  ),
  total_saving: z.string().nullable(),
});

let world: HostWorld;
beforeAll(async () => {
  world = await HostWorld.create({
    kinds: ['AWS::EC2::Instance'],
    estate: { accounts: 2, usedRegions: 1, suspendedEvery: 0, 'AWS::EC2::Instance': INSTANCES },
  });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

test('serve reads usage within the cap on schedule, judges it, and shows it in the API and in metrics', async () => {
  await using host = world.spawn({
    ...{ LONGSHORE_STORE: 'duckdb', LONGSHORE_COST: 'true', LONGSHORE_USAGE: 'true' },
    ...{ LONGSHORE_COST_SOURCES: 'focus-1.2', LONGSHORE_SPEND_CAP_USD: String(CAP) },
    ...{ AWS_COLLECTION_SCHEDULE: '*/5 * * * * *', LONGSHORE_API_TOKEN: TOKEN },
  });
  const idleBy = async (verdict: string): Promise<z.output<typeof Answer>['opportunities']> => {
    const { status, json } = await host.ask(
      `/api/v1/aws/opportunities?limit=1000&verdict=${verdict}`,
      {
        headers: { authorization: `Bearer ${TOKEN}` },
      },
    );
    expect(status).toBe(200);
    return Answer.parse(json).opportunities.filter(({ title }) => title === 'Idle EC2 instance');
  };
  const evaluated = (): number | undefined => {
    const read = host.log.findIndex(({ msg }) => msg === 'usage read in part');
    const after = host.log.findIndex(
      ({ msg }, index) => read >= 0 && index > read && msg === 'findings evaluated',
    );
    return after < 0 ? undefined : after;
  };
  await host.says('run ended');
  await host.says('usage read in part');
  await host.until(() => evaluated() !== undefined);

  const yes = await idleBy('yes');
  const unknown = await idleBy('unknown');

  expect(yes.length).toBeGreaterThan(0);
  expect(new Set(yes.map(({ account_id: id }) => id)).size).toBe(1);
  // The other account's usage was beyond the cap: nothing of it is called idle.
  expect(new Set(unknown.map(({ account_id: id }) => id)).size).toBeGreaterThan(0);
  const part = host.log.find(({ msg }) => msg === 'usage read in part');
  expect(part).toMatchObject({ outcomes: { complete: 1, 'spend-cap': 1 } });
  expect(Number(part?.['paidUsd'])).toBeLessThanOrEqual(CAP);

  await host.until(async () => {
    const { text } = await host.ask('/metrics');
    return idleIn(text) === yes.length;
  });
  const { text } = await host.ask('/metrics');
  const spend = /^longshore_cost_api_spend_usd_total\{purpose="usage"\} (?<usd>[\d.e-]+)$/m.exec(
    text,
  );
  expect(Number(spend?.groups?.['usd'])).toBeGreaterThan(0);
  expect(Number(spend?.groups?.['usd'])).toBeLessThanOrEqual(CAP);
  expect(await host.stop()).toBe(0);
}, 240_000);

function idleIn(text: string): number {
  const idle = /^aws_idle_resources_count\{[^}]*service="EC2"[^}]*\} (?<count>\d+)$/m.exec(text);
  return Number(idle?.groups?.['count'] ?? Number.NaN);
}
