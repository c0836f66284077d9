import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { HostWorld } from '../../host/host-world.ts';
import { until } from '../../host/served-host.ts';
import { ESTATE } from '../../sandbox/ledger/world.ts';
import { expectedSignature, WEBHOOK_SECRET, WebhookReceiver } from './webhook-receiver.ts';

const DAY_MS = 86_400_000;
const LAST_MONTH = new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth(), 0))
  .toISOString()
  .slice(0, 'YYYY-MM'.length);
/** The bill ends while a function of the organization runs away, or just after. */
const BILLED_AT = new Date(`${LAST_MONTH}-24T12:00:00Z`);
const TOKEN = 'token-of-the-operator';

let world: HostWorld;
let receiver: WebhookReceiver;
beforeAll(async () => {
  const { accounts, usedRegions } = ESTATE;
  receiver = new WebhookReceiver();
  world = await HostWorld.create({
    kinds: ['AWS::SQS::Queue'],
    estate: { accounts, usedRegions, 'AWS::Lambda::Function': 4, 'AWS::EC2::Instance': 4 },
    sandbox: {
      now: () => BILLED_AT,
      ledger: {
        runaway: true,
        exports: [{ name: 'focus', table: 'FOCUS_1_2_AWS', format: 'parquet', months: 4 }],
      },
    },
  });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
});

const Anomaly = z.looseObject({
  id: z.string(),
  account: z.string(),
  service: z.string(),
  starts_on: z.string(),
  state: z.string(),
  impact: z.string(),
  explanation: z.object({
    parts: z.array(z.looseObject({ parts: z.array(z.looseObject({ name: z.string() })) })),
  }),
});
const Notification = z.object({
  id: z.string(),
  type: z.string(),
  data: z.looseObject({ impact: z.string().optional() }),
});

test('serve collects on schedule, finds what ran away, tells it once, and shows it everywhere', async () => {
  const { resource, firstDay } = world.sandbox.truth.runaways()[0] ?? {};
  await using host = world.spawn({
    LONGSHORE_STORE: 'duckdb',
    LONGSHORE_COST_SOURCES: 'focus-1.2',
    AWS_COST_LOOKBACK_DAYS: '150',
    OCEAN__EVENT_LISTENER__RESYNC_ON_START: 'false',
    AWS_COLLECTION_SCHEDULE: '*/5 * * * * *',
    LONGSHORE_API_TOKEN: TOKEN,
    LONGSHORE_COST_WEBHOOK_URL: await receiver.start(),
    LONGSHORE_COST_WEBHOOK_SECRET: WEBHOOK_SECRET,
    LONGSHORE_COST_BUDGETS: '[{name: all, amount: 1}]',
  });
  const get = async (path: string): Promise<unknown> => {
    const answer = await host.ask(`/api/v1/aws${path}`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    expect([path, answer.status]).toEqual([path, 200]);
    return answer.json;
  };

  // Collection, detection, stored anomalies.
  const analysed = await host.says('bill analysed');
  const open = z
    .object({ anomalies: z.array(Anomaly), detection: z.array(z.unknown()) })
    .parse(await get('/anomalies?source=longshore'));
  const [first] = open.anomalies;

  expect(Number(analysed['openAnomalies'])).toBeGreaterThan(0);
  expect(open.detection).toHaveLength(1);
  expect(first).toMatchObject({
    ...{ account: resource?.accountId, service: 'AWS Lambda', starts_on: firstDay, state: 'open' },
  });
  expect(first?.explanation.parts[0]?.parts[0]?.name).toBe(resource?.id);

  // The webhook: signed, with the same figures, and once, whatever later collections do.
  const about = (): readonly z.output<typeof Notification>[] =>
    receiver.received
      .map(({ body }) => Notification.parse(JSON.parse(body)))
      .filter(({ id }) => id === `anomaly/${first?.id ?? ''}`);
  expect(about()).toMatchObject([{ type: 'anomaly', data: { impact: first?.impact } }]);
  for (const one of receiver.received) {
    expect(one.headers['x-longshore-signature']).toBe(expectedSignature(one));
  }
  await until(() => host.log.filter(({ msg }) => msg === 'bill analysed').length > 1);
  expect(about()).toHaveLength(1);

  // Forecast and trends, with the days that count.
  const stable = z.looseObject({ stable_until: z.string() }).parse(open.detection[0]).stable_until;
  const forecast = z
    .object({
      history: z.object({ end_date: z.string() }),
      totals: z.array(z.looseObject({ status: z.string(), days: z.array(z.unknown()) })),
      groups: z.array(z.looseObject({ group: z.record(z.string(), z.string().nullable()) })),
    })
    .parse(await get('/forecast?group_by=service'));
  const { trends } = z
    .object({
      trends: z.array(
        z.looseObject({ days: z.number(), end_date: z.string(), change: z.string() }),
      ),
    }) // prettier-ignore
    .parse(await get('/trends'));

  expect(forecast.history.end_date).toBe(stable);
  expect(forecast.totals).toMatchObject([{ status: 'forecast' }]);
  expect(forecast.totals[0]?.days).toHaveLength(30);
  expect(forecast.groups.map(({ group }) => group['service'])).toContain('AWS Lambda');
  expect(trends.map(({ days, end_date: end }) => [days, end])).toEqual([
    [7, stable],
    [30, stable],
  ]);
  expect(Number(trends[0]?.change)).toBeGreaterThan(0);

  // Metrics say the same.
  const openNow = open.anomalies.filter(({ state }) => state === 'open').length;
  await host.until(async () => openInMetrics((await host.ask('/metrics')).text) === openNow);
  const days = (Date.parse(stable) - Date.parse(firstDay ?? '')) / DAY_MS;
  expect(days).toBeGreaterThanOrEqual(1);
  expect(await host.stop()).toBe(0);
}, 240_000);

function openInMetrics(text: string): number {
  const lines = [...text.matchAll(/^longshore_cost_anomalies_open\{[^}]*\} (\d+)$/gm)];
  return lines.reduce((sum, [, count]) => sum + Number(count), 0);
}
