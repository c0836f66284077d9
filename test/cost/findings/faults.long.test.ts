import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { createPortClient } from '../../../src/app/port-client.ts';
import { defaultBlueprints } from '../../../src/app/default-blueprints.ts';
import { convergeBlueprints } from '../../../src/catalog/converge-blueprints.ts';
import { loadSettings } from '../../../src/config/settings.ts';
import { decimal, sumOf } from '../../../src/cost/money/decimal.ts';
import { DAY_MS } from '../../../src/cost/usage/usage-days.ts';
import type { MetricResult } from '../../../src/sandbox/ledger/ledger-options.ts';
import type { CommandResult } from '../../helpers/command.ts';
import { UsageWorld } from '../usage/collect-world.ts';

const INSTANCE = 'AWS::EC2::Instance';
const IDLE = 'ec2-idle-instance';
const SPOT = 'ec2-spot-candidate';
const OPEN = 'eu-west-1';
const OTHER = 'us-east-1';
const TODAY = Date.now();
const YESTERDAY = TODAY - DAY_MS;
const FINDINGS_MAPPING = '.port/resources/cost/port-app-config.yml';
const FINDINGS_BLUEPRINTS = '.port/resources/cost/blueprints.json';

const Report = z.object({
  findings: z.array(
    z.object({
      ...{ id: z.string(), rule: z.string(), region: z.string(), resource_id: z.string() },
      ...{ verdict: z.string(), reason: z.string().nullable(), detail: z.string().nullable() },
      ...{ monthly_saving: z.string().nullable(), saving_problem: z.string().nullable() },
      ...{ own_saving: z.string().nullable(), first_seen: z.string() },
    }),
  ),
  totals: z.array(z.object({ currency: z.string(), monthly: z.string() })),
  stale: z.array(z.object({ why: z.string(), places: z.number() })),
});
type Report = z.output<typeof Report>;
type Found = Report['findings'][number];
const Document = z.looseObject({ resources: z.array(z.looseObject({ kind: z.string() })) });

/** Changes what CloudWatch answers. */
let alter: (results: readonly MetricResult[]) => readonly MetricResult[] = (results) => results;
let world: UsageWorld;

beforeAll(async () => {
  world = await UsageWorld.create(
    { seed: 'finding-faults', [INSTANCE]: 16 },
    { ledger: { alterMetrics: (results) => alter(results) } },
    [INSTANCE, 'AWS::EC2::Volume', 'AWS::RDS::DBInstance'],
  );
  using client = createPortClient(loadSettings({ env: world.world.port.environment }));
  const blueprints = await defaultBlueprints(FINDINGS_BLUEPRINTS);
  await convergeBlueprints(client, blueprints, new AbortController().signal);
  const { resources } = Document.parse(parse(await readFile(FINDINGS_MAPPING, 'utf8')));
  const findings = resources.filter(({ kind }) => kind === 'Longshore::Cost::Finding');
  await world.world.file('findings.yml', stringify({ resources: findings }));
}, 240_000);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

function run(args: readonly string[]): Promise<CommandResult> {
  return world.world.run(['cost', 'findings', ...args], {
    env: { LONGSHORE_SPOT_TAGS: 'team=platform,team=payments,team=search,team=data' },
  });
}

async function judged(...args: readonly string[]): Promise<Report> {
  const { stdout } = await run(['--verdict', 'all', '--output', 'json', ...args]);
  return Report.parse(JSON.parse(stdout));
}

function ofRule({ findings }: Report, rule: string, region?: string): readonly Found[] {
  return findings.filter(
    (one) => one.rule === rule && (region === undefined || one.region === region),
  );
}

/** Without the savings: they are those of the day. */
function lasting(found: readonly Found[]): readonly unknown[] {
  return found.map(({ id, verdict, first_seen: since }) => `${id} ${verdict} ${since}`).sort();
}

function denied(region: string): void {
  world.world.sandbox.setFaults([{ type: 'deny', service: 'monitoring', region }]);
}

/** The verdicts of yes by a rule in Port, by region. */
function entities(rule: string): Readonly<Record<string, number>> {
  const Entity = z.looseObject({
    properties: z.looseObject({ rule: z.string(), region: z.string(), verdict: z.string() }),
  });
  const counts: Record<string, number> = {};
  for (const entity of world.world.port.catalog.entities('costFinding').values()) {
    const { properties } = Entity.parse(entity);
    if (properties.verdict !== 'yes') continue;
    if (properties.rule === rule) counts[properties.region] = (counts[properties.region] ?? 0) + 1;
  }
  return counts;
}

function sync(): Promise<CommandResult> {
  return world.world.sync(['--config', path.join(world.world.folder, 'findings.yml')]);
}

const Priced = z.object({ region: z.string(), kind: z.string() });
const Head = z.looseObject({
  regions: z.array(z.looseObject({ region: z.string(), rows: z.number() })),
});

/** The simulated prices without those of a kind. */
async function pricesWithout(kind: string): Promise<string> {
  const text = gunzipSync(await readFile('demo/prices.ndjson.gz'))
    .toString()
    .trim();
  const [first = '', ...all] = text.split('\n');
  const rows = all.filter((row) => Priced.parse(JSON.parse(row)).kind !== kind);
  const head = Head.parse(JSON.parse(first));
  const regions = head.regions.map((one) => ({
    ...one,
    rows: rows.filter((row) => Priced.parse(JSON.parse(row)).region === one.region).length,
  }));
  return [JSON.stringify({ ...head, regions }), ...rows, ''].join('\n');
}

/** One after the other: each begins with what those before it have stored. */
describe('findings over HTTP', () => {
  test('the price of spot is read for what may run there', async () => {
    const env = { LONGSHORE_SPOT_TAGS: 'team=platform,team=payments,team=search,team=data' };
    await world.world.run(['cost', 'resources'], { env });

    const spot = ofRule(await judged(), SPOT);

    expect(world.world.sandbox.calls()['ec2:DescribeSpotPriceHistory']).toBeGreaterThan(0);
    expect(spot.filter(({ verdict }) => verdict === 'yes').length).toBeGreaterThan(0);
    expect(spot.filter(({ reason }) => reason === 'no-price')).toEqual([]);
  });

  test('where CloudWatch was denied, verdicts are open with the reason; the others are judged', async () => {
    denied(OPEN);
    await world.usageAt(YESTERDAY);
    world.world.sandbox.setFaults([]);

    const report = await judged();

    const open = ofRule(report, IDLE, OPEN);
    expect(open.length).toBeGreaterThan(0);
    expect(new Set(open.map(({ verdict, reason }) => `${verdict} ${reason ?? ''}`))).toEqual(
      new Set(['unknown no-usage']),
    );
    for (const { detail } of open) expect(detail).toMatch(/not authorized|denied/);
    const others = ofRule(report, IDLE, OTHER);
    expect(others.filter(({ verdict }) => verdict === 'yes').length).toBeGreaterThan(0);
    expect(others.filter(({ reason }) => reason === 'no-usage')).toEqual([]);
  });

  test('a throttled call is retried within the run, and every attempt is paid', async () => {
    const calls = world.calls;
    world.world.sandbox.setFaults([{ type: 'throttle', operation: 'GetMetricData', times: 1 }]);

    const { paid, scopes } = await world.usageAt(YESTERDAY);
    world.world.sandbox.setFaults([]);
    const report = await judged();

    expect(new Set(scopes.map(({ outcome }) => outcome))).toEqual(new Set(['complete', 'not-due']));
    expect(paid.requests).toBe(world.calls - calls);
    expect(ofRule(report, IDLE, OPEN).filter(({ reason }) => reason === 'no-usage')).toEqual([]);
    expect(ofRule(report, IDLE, OPEN).some(({ verdict }) => verdict === 'yes')).toBe(true);
  });

  test('what is denied later keeps its findings and their entities; what works again loses both', async () => {
    const before = await judged();
    await sync();
    const shown = entities(IDLE);
    denied(OPEN);
    alter = (results) => results.map((one) => ({ ...one, Values: one.Values.map(() => 1e9) }));

    await world.usageAt(TODAY);
    world.world.sandbox.setFaults([]);
    const table = await run([]);
    const after = await judged();
    const synced = await sync();

    expect(table.exitCode).toBe(3);
    expect(table.stdout).toMatch(/places? kept (its|their) findings: the usage was not read since/);
    expect(lasting(ofRule(after, IDLE, OPEN))).toEqual(lasting(ofRule(before, IDLE, OPEN)));
    expect(ofRule(after, IDLE, OTHER).filter(({ verdict }) => verdict === 'yes')).toEqual([]);
    expect(synced.exitCode).toBe(3);
    expect(shown[OTHER]).toBeGreaterThan(0);
    expect(entities(IDLE)).toEqual({ [OPEN]: shown[OPEN] });
  });

  test('once it is read, it is judged again', async () => {
    await world.usageAt(TODAY);
    const { findings } = await judged();
    const { exitCode } = await sync();
    alter = (results) => results;

    expect(findings.filter(({ rule, verdict }) => rule === IDLE && verdict === 'yes')).toEqual([]);
    expect(exitCode).toBe(0);
    expect(entities(IDLE)).toEqual({});
  });

  test('without a price the saving is unknown with the reason, never 0, and no part of the total', async () => {
    const without = await world.world.file(
      'prices.ndjson',
      await pricesWithout('AWS::EC2::Volume'),
    );
    const env = { LONGSHORE_UNATTACHED_DAYS: '0' };
    const args = ['cost', 'findings', '--output', 'json', '--prices', without];

    const { stdout, stderr } = await world.world.run(args, { env });
    expect(stderr).toBe('');
    const { findings, totals } = Report.parse(JSON.parse(stdout));

    const volumes = findings.filter(({ rule }) => rule === 'ec2-unattached-volume');
    expect(volumes.length).toBeGreaterThan(0);
    for (const { own_saving: own, monthly_saving: counted, saving_problem: problem } of volumes) {
      expect([own, counted]).toEqual([null, null]);
      expect(problem).toMatch(/no row of AmazonEC2/);
    }
    const known = findings.flatMap(({ monthly_saving: saving }) => saving ?? []);
    expect(findings.map(({ own_saving: own }) => own)).not.toContain('0');
    expect(sumOf(totals.map(({ monthly }) => decimal(monthly)))).toEqual(
      sumOf(known.map((saving) => decimal(saving))),
    );
  });

  test('a resource that ended after it was listed fails nothing, and its findings end with it', async () => {
    const volumes = 'ec2-gp2-volume';
    const before = await judged();
    world.world.setGone('AWS::EC2::Volume', 1);

    const { scopes } = await world.usageAt(TODAY + DAY_MS);
    const listed = await judged();
    const kinds = 'AWS::EC2::Instance,AWS::EC2::Volume,AWS::RDS::DBInstance';
    await world.world.run(['resync', '--sink', 'store', '--kinds', kinds]);
    const after = await judged();

    expect(new Set(scopes.map(({ outcome }) => outcome))).toEqual(new Set(['complete']));
    const idsOf = (report: Report): readonly string[] => [
      ...new Set(
        report.findings
          .filter(({ rule }) => rule.includes('volume'))
          .map(({ resource_id: id }) => id),
      ),
    ];
    expect(idsOf(listed)).toEqual(idsOf(before));
    expect(idsOf(after).length).toBeLessThan(idsOf(before).length);
    expect(idsOf(before)).toEqual(expect.arrayContaining([...idsOf(after)]));
    expect(ofRule(after, volumes).length).toBeLessThanOrEqual(ofRule(before, volumes).length);
  });
});
