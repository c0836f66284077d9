import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  openPlugin,
  type OpenedPlugin,
} from '../../../../src/app/cost/served-plugin/run-plugin.ts';
import { loadSettings } from '../../../../src/config/settings.ts';
import {
  BatchCostRequest,
  CostQueryType,
  EstimateCostRequest,
  GetActualCostRequest,
  GetPricingSpecRequest,
} from '../../../../src/cost/engine/plugins/protocol/finfocus/v1/costs.generated.ts';
import { DryRunRequest } from '../../../../src/cost/engine/plugins/protocol/finfocus/v1/plugin_info.generated.ts';
import { GetBudgetsRequest } from '../../../../src/cost/engine/plugins/protocol/finfocus/v1/budgets.generated.ts';
import {
  DismissRecommendationRequest,
  GetRecommendationsRequest,
} from '../../../../src/cost/engine/plugins/protocol/finfocus/v1/recommendations.generated.ts';
import { batchAnswer } from '../../../../src/app/cost/served-plugin/plugin-batch.ts';
import { SecretMask } from '../../../../src/lib/secret-mask.ts';
import { CHARGES, chargesPart } from '../../../../src/store/charges.ts';
import { DuckDbStore } from '../../../../src/store/duckdb/duckdb-store.ts';
import { FINDING_SCOPES, FINDINGS_TABLE } from '../../../../src/store/finding-tables.ts';
import type { StoredRowOf, StoredTable, StoredValue } from '../../../../src/store/stored-table.ts';
import { LONGSHORE, longshore, type CommandResult } from '../../../helpers/command.ts';
import { pluginFolder, type PluginFolder } from './test-plugin.ts';

const DAY_MS = 86_400_000;
const FIRST = Math.floor(Date.now() / DAY_MS) * DAY_MS - 20 * DAY_MS;
const VOLUME_ID = 'vol-0123456789abcdef0';
const PAYER = '210000000000';
const FINDING = 'ec2-unattached-volume-0123456789ab';
const { signal } = new AbortController();

let folder: string;
let plugins: PluginFolder;
let plugin: OpenedPlugin;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'longshore-recommendations-'));
  plugins = await pluginFolder();
  await mkdir(path.join(folder, 'state'));
  await fillStore(path.join(folder, 'state/store.duckdb'));
  const budget = [{ name: 'all', amount: '100', filters: [] }];
  plugin = await openPlugin({
    settings: loadSettings({
      env: { LONGSHORE_COST_BUDGETS: JSON.stringify(budget) },
      file: undefined,
      flags: { stateDirectory: path.join(folder, 'state') },
    }),
    ...{ cwd: folder, specFolder: undefined, basis: 'EffectiveCost', region: undefined },
    ...{ secrets: new SecretMask(), signal, warn: () => undefined },
  });
});
afterAll(async () => {
  await plugin[Symbol.asyncDispose]();
  await plugins[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

function rowOf<Table extends StoredTable>(
  table: Table,
  values: Readonly<Record<string, StoredValue>>,
): StoredRowOf<Table> {
  return table.columns.map(({ name }) => values[name] ?? null) as unknown as StoredRowOf<Table>;
}

async function fillStore(file: string): Promise<void> {
  await using store = await DuckDbStore.open({
    ...{ file, memoryMb: 200, threads: 1, spillMb: 100, readOnly: false },
  });
  const charges = Array.from({ length: 60 }, (_, index) => {
    const start = FIRST + (index % 5) * DAY_MS;
    return rowOf(CHARGES, {
      ...{ BilledCost: '0.5', EffectiveCost: '0.25', BillingAccountId: PAYER, SubAccountId: PAYER },
      ...{ BillingCurrency: index < 55 ? 'USD' : 'EUR', ChargeCategory: 'Usage' },
      ...{ BillingPeriodStart: FIRST, BillingPeriodEnd: FIRST, Tags: {}, source: 'focus-1.2' },
      ...{ ChargePeriodStart: start, ChargePeriodEnd: start + DAY_MS, ResourceId: VOLUME_ID },
      ...{ ServiceCategory: 'Storage', x_ServiceCode: 'AmazonEC2', source_name: 'test' },
      ...{ source_period: '2026-01', collected_at: FIRST, is_final: true, has_resource: true },
    });
  });
  const rows = async function* <Row>(all: readonly Row[]): AsyncGenerator<readonly Row[], void> {
    yield await Promise.resolve(all);
  };
  await store.replacePart(CHARGES, chargesPart(PAYER, '2026-01'), rows(charges), signal);
  const place = { account: PAYER, region: 'eu-west-1' };
  const findings = [FINDING, 'ec2-unattached-volume-ffffffffffff'].map((id, index) =>
    rowOf(FINDINGS_TABLE, {
      ...{ ...place, id, rule: 'ec2-unattached-volume', type: 'idle', service: 'EC2' },
      ...{
        kind: 'AWS::EC2::Volume',
        resource_id: index === 0 ? VOLUME_ID : 'vol-1',
        verdict: 'yes',
      },
      ...{ title: 'Delete the volume', description: 'Nothing uses the volume', evidence: '[]' },
      ...{ change: 'end', effort: 'low', risk: 'low', priority: 'medium', confidence: '0.8' },
      ...(index === 0 && { monthly_cost: '8.8', own_saving: '8.8', monthly_saving: '8.8' }),
      ...(index === 0 && { currency: 'USD', basis: 'ListCost', period: 'month' }),
      ...{ overlapping: '[]', first_seen: FIRST, last_seen: FIRST },
    }),
  );
  const part = [PAYER, 'eu-west-1'].join('/');
  await store.replacePart(FINDINGS_TABLE, part, rows(findings), signal);
  const scope = rowOf(FINDING_SCOPES, {
    ...{ ...place, kind: 'AWS::EC2::Volume', resources: 2, evaluated_at: FIRST },
  });
  await store.replacePart(FINDING_SCOPES, part, rows([scope]), signal);
}

const actual = (change: object): ReturnType<typeof plugin.service.actual> =>
  plugin.service.actual(
    GetActualCostRequest.fromPartial({
      ...{ resourceId: VOLUME_ID, start: new Date(FIRST), end: new Date(FIRST + 10 * DAY_MS) },
      ...change,
    }),
    signal,
  );

test('actual costs are the charges of each day and currency, by pages', async () => {
  const first = await actual({ pageSize: 4 });
  const rest = await actual({ pageSize: 100, pageToken: first.nextPageToken });
  const all = [...first.results, ...rest.results];

  expect(first.results).toHaveLength(4);
  expect(all).toHaveLength(first.totalCount);
  expect(new Set(all.map((one) => one.focusRecord?.billingCurrency))).toEqual(
    new Set(['USD', 'EUR']),
  );
  expect(all.reduce((sum, { cost }) => sum + cost, 0)).toBeCloseTo(15, 6);
  expect(rest.nextPageToken).toBe('');
});

test('a resource without charges has no cost of 0', async () => {
  const none = await actual({ resourceId: 'vol-ffffffffffffffff0' });

  expect(none).toMatchObject({ results: [], fallbackHint: 2, totalCount: 0 });
});

test('a batch of actual costs answers each resource', async () => {
  const request = BatchCostRequest.fromPartial({
    resources: [{ id: VOLUME_ID }, { id: '' }],
    queryType: CostQueryType.COST_QUERY_TYPE_ACTUAL,
    start: new Date(FIRST),
    end: new Date(FIRST + 10 * DAY_MS),
  });

  const { results } = await batchAnswer(plugin.service, request, signal);

  expect(results.map(({ result }) => result?.$case)).toEqual(['costData', 'error']);
});

test('budgets have a limit, and a status only where it is known', async () => {
  const request = GetBudgetsRequest.fromPartial({ includeStatus: true });

  const { budgets } = await plugin.service.budgets(request, signal);

  expect(budgets).toMatchObject([{ name: 'all', amount: { limit: 100, currency: 'USD' } }]);
  const [budget] = budgets;
  expect(budget?.status !== undefined || budget?.metadata['reason'] !== undefined).toBe(true);
});

test('recommendations are findings; one without a known saving has no impact; a dismissed one is gone', async () => {
  const ask = async (): ReturnType<typeof plugin.service.recommendations> =>
    await plugin.service.recommendations(
      GetRecommendationsRequest.fromPartial({ pageSize: 1 }),
      signal,
    );
  const before = await ask();
  expect(before.recommendations).toMatchObject([
    { id: FINDING, actionType: 2, impact: { estimatedSavings: 8.8, currency: 'USD' } },
  ]);
  expect(before.nextPageToken).not.toBe('');

  const dismissed = await plugin.service.dismiss(
    DismissRecommendationRequest.fromPartial({ recommendationId: FINDING, reason: 3 }),
  );
  const after = await ask();

  expect(dismissed).toMatchObject({ success: true, recommendationId: FINDING });
  expect(after.recommendations).toMatchObject([{ id: 'ec2-unattached-volume-ffffffffffff' }]);
  expect(after.recommendations[0]?.impact).toBeUndefined();
  await expect(
    plugin.service.dismiss(DismissRecommendationRequest.fromPartial({ recommendationId: 'none' })),
  ).rejects.toThrow('no finding');
});

test('the command shows, dismisses, snoozes and remembers', async () => {
  await plugin[Symbol.asyncDispose](); // one process writes
  const home = path.join(folder, 'home');
  const flags = ['--state', path.join(folder, 'state'), '--plugin-dir', path.join(home, 'plugins')];
  const run = (...args: readonly string[]): Promise<CommandResult> =>
    longshore(['cost', 'recommendations', ...args, ...flags], { cwd: folder });
  const ids = async (...args: readonly string[]): Promise<unknown> =>
    (
      JSON.parse((await run('--output', 'json', ...args)).stdout) as {
        recommendations: { id: string }[];
      }
    ).recommendations.map(({ id }) => id);
  const OTHER = 'ec2-unattached-volume-ffffffffffff';

  expect(await run('undismiss', FINDING)).toMatchObject({ exitCode: 0 });
  expect(await ids()).toEqual([FINDING, OTHER]);
  expect(await run('dismiss', OTHER)).toMatchObject({ exitCode: 2 });
  expect(await run('dismiss', OTHER, '--reason', 'other')).toMatchObject({ exitCode: 2 });
  expect(await run('dismiss', OTHER, '--reason', 'deferred')).toMatchObject({ exitCode: 0 });
  expect(await run('snooze', FINDING, '--until', '2098-01-31')).toMatchObject({ exitCode: 0 });
  expect(await run('snooze', FINDING, '--until', '2001-01-31')).toMatchObject({ exitCode: 2 });
  expect(await ids()).toEqual([]);
  expect(await ids('--include-dismissed')).toEqual([FINDING, OTHER]);
  expect((await run('history', FINDING)).stdout).toMatch(/undismissed[\s\S]*snoozed/);
  const stored: unknown = JSON.parse(await readFile(path.join(home, 'dismissed.json'), 'utf8'));
  expect(stored).toMatchObject({
    version: 1,
    dismissals: { [OTHER]: { status: 'dismissed', reason: 'deferred', expires_at: null } },
  });
});

test('what a plugin recommends comes with its name, all pages of it', async () => {
  const home = path.join(folder, 'with-plugin');
  const advice = (id: string, savings: number): object => ({
    ...{ id, action_type: 1, description: 'Use a smaller one', source: 'test' },
    resource: { id: 'i-1', provider: 'aws', resource_type: 'aws:ec2/instance:Instance' },
    impact: { estimated_savings: savings, currency: 'USD', projection_period: 'monthly' },
  });
  await plugins.install('advisor', {
    capabilities: [4],
    recommendations: [advice('a-1', 5), advice('a-2', 50)],
  });
  await mkdir(path.join(home, 'plugins'), { recursive: true });
  await rename(path.join(plugins.folder, 'advisor'), path.join(home, 'plugins/advisor'));
  const flags = ['--state', path.join(folder, 'none'), '--plugin-dir', path.join(home, 'plugins')];

  const { stdout, exitCode } = await longshore(
    ['cost', 'recommendations', '--output', 'json', ...flags],
    { cwd: folder, env: { PATH: process.env['PATH'] ?? '' } },
  );

  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    recommendations: [
      { id: 'a-2', source: 'advisor', action_type: 'RIGHTSIZE', estimated_savings: 50 },
      { id: 'a-1', source: 'advisor', estimated_savings: 5, status: 'active' },
    ],
    ...{ total_savings: 55, currency: 'USD', errors: [] },
  });
});

test('our host drives our plugin over standard input and output', async () => {
  const state = path.join(folder, 'stdio-state');
  await mkdir(state);
  await fillStore(path.join(state, 'store.duckdb'));
  const prices = path.resolve('demo/prices.ndjson.gz');
  const command = [...LONGSHORE, 'plugin', 'serve', '--prices', prices, '--state', state];
  const budgets = '[{"name":"all","amount":"100","filters":[]}]';
  await plugins.script(
    'served',
    `#!/bin/sh\nexport LONGSHORE_COST_BUDGETS='${budgets}'\nexec ${command.map((one) => `'${one}'`).join(' ')} "$@"\n`,
  );
  const metadata = path.join(plugins.folder, 'served/1.0.0/plugin.metadata.json');
  await writeFile(metadata, JSON.stringify({ transport: 'stdio' }));
  await using served = await plugins.host('served', { info: 60_000, call: 60_000 });
  const volume = {
    ...{ provider: 'aws', resourceType: 'aws:ebs/volume:Volume', sku: 'gp3', region: 'eu-west-1' },
    tags: { size: '100' },
  };
  const page = (pageToken: string): ReturnType<typeof served.call<'getRecommendations'>> =>
    served.call(
      'getRecommendations',
      GetRecommendationsRequest.fromPartial({ pageSize: 1, pageToken }),
    );

  expect(await served.ownName()).toBe('longshore');
  expect(
    await served.call(
      'estimateCost',
      EstimateCostRequest.fromPartial({
        resourceType: volume.resourceType,
        attributes: { size: 50, type: 'gp3', region: 'eu-west-1' },
      }),
    ),
  ).toMatchObject({ currency: 'USD', costMonthly: expect.closeTo(4.4, 6) });
  expect(
    await served.call('getPricingSpec', GetPricingSpecRequest.fromPartial({ resource: volume })),
  ).toMatchObject({ spec: { billingMode: 'per_gb_month', currency: 'USD' } });
  expect(
    await served.call('dryRun', DryRunRequest.fromPartial({ resource: volume })),
  ).toMatchObject({ configurationValid: true, resourceTypeSupported: true });
  expect(
    await served.call('getBudgets', GetBudgetsRequest.fromPartial({ includeStatus: true })),
  ).toMatchObject({ budgets: [{ name: 'all', amount: { limit: 100, currency: 'USD' } }] });

  const first = await page('');
  const second = await page(first.nextPageToken);
  expect([first, second].flatMap((one) => one.recommendations.map(({ id }) => id))).toEqual([
    FINDING,
    'ec2-unattached-volume-ffffffffffff',
  ]);
  expect(second.nextPageToken).toBe('');
  expect(
    await served.call(
      'dismissRecommendation',
      DismissRecommendationRequest.fromPartial({ recommendationId: FINDING, reason: 3 }),
    ),
  ).toMatchObject({ success: true, recommendationId: FINDING });
  expect((await page('')).recommendations).toMatchObject([
    { id: 'ec2-unattached-volume-ffffffffffff' },
  ]);
}, 120_000);
