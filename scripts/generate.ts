// Writes all generated files; --check compares them instead, and --list prints their names.
import { spawnSync } from 'node:child_process';
import { readdir, readFile, writeFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { z } from 'zod';
import { billColumnsPage } from './generate/bill-columns-page.ts';
import { costAccuracyPage } from './generate/cost-accuracy-page.ts';
import { costMetricsPage } from './generate/cost-metrics-page.ts';
import { awsHostsTable } from './generate/aws-hosts.ts';
import {
  costModelsSource,
  findCostModels,
  findRates,
  findUsages,
  type FoundCostModel,
} from './generate/cost-models.ts';
import {
  findFindings,
  findingSettingsSource,
  findingsSource,
  thresholdsOf,
  type FoundFinding,
} from './generate/findings.ts';
import {
  findingExamples,
  findingsTable,
  precisionTable,
  type RuleWithExamples,
} from './generate/findings-page.ts';
import { refreshDemoPrices } from './generate/demo-prices.ts';
import { costModelsPage, type ModelWithExamples } from './generate/cost-models-page.ts';
import { defaultCatalog } from './generate/default-catalog.ts';
import { blueprintsJson, portAppConfigYaml } from './generate/default-resources.ts';
import { withConformanceTables } from './generate/conformance-tables.ts';
import { kindItems } from './generate/kind-items.ts';
import { kindFactsSource } from './generate/kind-facts.ts';
import { kindViewsSource } from './generate/kind-views.ts';
import { kindsPage } from './generate/kinds-page.ts';
import { liveEventsJson, liveEventsTemplate } from './generate/live-events.ts';
import { withLists } from './generate/marked-lists.ts';
import { oceanSettingsTable } from './generate/ocean-settings-table.ts';
import { plannedTypesTable } from './generate/planned-types.ts';
import { pluginDescriptorsSource } from './generate/plugin-descriptors.ts';
import { pluginProtocol } from './generate/plugin-protocol.ts';
import { regionNamesSource } from './generate/region-names.ts';
import { registrySource, type FoundKind } from './generate/registry.ts';
import {
  estateKindsSource,
  sandboxRegistrySource,
  type FoundSimulation,
} from './generate/sandbox-registry.ts';
import { selectorJsonSchema } from './generate/selector-schema.ts';
import { settingsTable } from './generate/settings-table.ts';
import { specYaml } from './generate/spec.ts';
import { usageRegistrySource } from './generate/usage-registry.ts';
import { VERSION_STAMPS, withVersion } from './generate/version-stamps.ts';
import { METRICS_MODULES } from '../src/cost/metrics/metrics-modules.ts';
import type { FindingRule } from '../src/cost/findings/define-finding.ts';
import type { FindingExample } from '../src/cost/findings/finding-example.ts';
import { COMMON_THRESHOLDS } from '../src/cost/findings/common-thresholds.ts';
import type { CostExample } from '../src/cost/models/cost-example.ts';
import type { CostModel } from '../src/cost/models/define-cost-model.ts';
import type { Rates } from '../src/cost/models/define-rates.ts';
import { iamPolicy } from '../src/core/exporters/iam-policy.ts';
import type { Kind } from '../src/core/exporters/kind.ts';
import { loadLongshoreKind, LONGSHORE_KINDS } from '../src/core/exporters/longshore-kinds.ts';
import type { SimulatedKind, SimulatedPart } from '../src/sandbox/simulation/simulated-kind.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const EXPORTERS = 'src/core/exporters';
const REGISTRY = `${EXPORTERS}/registry.generated.ts`;
const COST_MODELS = 'src/cost/models';
const FINDINGS = 'src/cost/findings';
const PRECISION = 'test/cost/findings/precision.json';
const FINDING_SETTINGS = 'src/config/finding-settings.generated.ts';
const USAGES = 'src/cost/usage';
const SIMULATED = 'src/sandbox/kinds';
const REGION_NAMES = 'src/aws/region-names.generated.ts';
const LIVE_EVENTS = 'deploy/aws/live-events.yaml';
const CONFORMANCE = 'docs/conformance.md';
const COMPARED = 'test/moto/compared.json';
const DEMO_PRICES = 'demo/prices.ndjson.gz';
const COST_COMPARED = 'test/cost/golden/compared.json';
const ROLES = ['deploy/aws/organization-roles.yaml', 'deploy/aws/host-role.yaml'];

/** Generated files that this script itself imports. */
const LOADED = [REGISTRY, FINDING_SETTINGS];

const PackageJson = z.object({
  dependencies: z.record(z.string(), z.string()),
  version: z.string(),
});

/** Every definition: an exported constant created by `defineKind`. */
async function findKinds(): Promise<readonly FoundKind[]> {
  const found: FoundKind[] = [];
  const entries = await readdir(path.join(ROOT, EXPORTERS), { recursive: true });
  for (const entry of entries.map((name) => name.split(path.sep).join('/')).sort()) {
    if (!/^[^/]+\/.+\.ts$/.test(entry)) continue;
    const source = await readFile(path.join(ROOT, EXPORTERS, entry), 'utf8');
    const name = /export const (\w+) = defineKind\(/.exec(source)?.[1];
    const kind = /kind: '([^']+::[^']+::[^']+)'/.exec(source)?.[1];
    if (name !== undefined && kind !== undefined) found.push({ kind, name, module: `./${entry}` });
  }
  return found.sort((one, other) => (one.kind < other.kind ? -1 : 1));
}

/** Every simulated kind: an exported constant of that type. */
async function findSimulations(): Promise<readonly FoundSimulation[]> {
  const found: FoundSimulation[] = [];
  const entries = await readdir(path.join(ROOT, SIMULATED), { recursive: true });
  for (const entry of entries.map((name) => name.split(path.sep).join('/'))) {
    if (!/^[^/]+\/.+\.ts$/.test(entry)) continue;
    const source = await readFile(path.join(ROOT, SIMULATED, entry), 'utf8');
    const [, name, type] =
      /export const (\w+): (SimulatedKind|UncountedKind|SimulatedPart) =/.exec(source) ?? [];
    const kind = /kind: '([^']+::[^']+::[^']+)'/.exec(source)?.[1];
    if (name === undefined || kind === undefined) continue;
    found.push({
      kind,
      name,
      module: `./${entry}`,
      isPart: type === 'SimulatedPart',
      isCounted: type === 'SimulatedKind',
    });
  }
  return found.sort((one, other) => (one.kind < other.kind ? -1 : 1));
}

async function loadKinds(found: readonly FoundKind[]): Promise<readonly Kind[]> {
  const kinds: Kind[] = [];
  for (const { module, name } of found) {
    const loaded = (await import(`../${EXPORTERS}/${module}`)) as Record<string, Kind>; // findKinds found it there
    const kind = loaded[name];
    if (kind !== undefined) kinds.push(kind);
  }
  return kinds;
}

/** The simulated kinds themselves; the registry may not contain the newest ones yet. */
async function loadSimulations(
  found: readonly FoundSimulation[],
): Promise<readonly (SimulatedKind | SimulatedPart)[]> {
  const kinds: (SimulatedKind | SimulatedPart)[] = [];
  for (const { module, name } of found) {
    const loaded = (await import(`../${SIMULATED}/${module}`)) as Record<
      string,
      SimulatedKind | SimulatedPart
    >; // findSimulations found it there
    const kind = loaded[name];
    if (kind !== undefined) kinds.push(kind);
  }
  return kinds;
}

/** The cost models themselves; the registry may not contain the newest ones yet. */
async function loadCostModels(
  found: readonly FoundCostModel[],
): Promise<readonly ModelWithExamples[]> {
  const models: ModelWithExamples[] = [];
  for (const { module, name } of found) {
    const file = `../${COST_MODELS}/${module}`;
    const loaded = (await import(file)) as Record<string, CostModel>; // findCostModels found it there
    const { EXAMPLES } = (await import(file.replace(/\.ts$/, '.example.ts'))) as {
      readonly EXAMPLES: readonly CostExample[];
    };
    const model = loaded[name];
    if (model !== undefined) models.push({ model, examples: EXAMPLES });
  }
  return models;
}

/** The rules themselves; the registry may not contain the newest ones yet. */
async function loadFindings(found: readonly FoundFinding[]): Promise<readonly RuleWithExamples[]> {
  const rules: RuleWithExamples[] = [];
  for (const { module, name } of found) {
    const file = `../${FINDINGS}/${module}`;
    const loaded = (await import(file)) as Record<string, FindingRule>; // findFindings found it there
    const { EXAMPLES } = (await import(file.replace(/\.ts$/, '.example.ts'))) as {
      readonly EXAMPLES: readonly FindingExample[];
    };
    const rule = loaded[name];
    if (rule !== undefined) rules.push({ rule, examples: EXAMPLES });
  }
  return rules;
}

async function loadRates(found: readonly FoundCostModel[]): Promise<readonly Rates[]> {
  const rates: Rates[] = [];
  for (const { module, name } of found) {
    const loaded = (await import(`../${COST_MODELS}/${module}`)) as Record<string, Rates>; // findRates found it there
    const one = loaded[name];
    if (one !== undefined) rates.push(one);
  }
  return rates;
}

async function documents(): Promise<ReadonlyMap<string, string>> {
  const found = await findKinds();
  const kinds = await loadKinds(found);
  const simulations = await findSimulations();
  const costModels = await findCostModels(path.join(ROOT, COST_MODELS));
  const rates = await findRates(path.join(ROOT, COST_MODELS));
  const foundRules = await findFindings(path.join(ROOT, FINDINGS));
  const rules = await loadFindings(foundRules);
  const own = await Promise.all(LONGSHORE_KINDS.map(loadLongshoreKind));
  return new Map([
    [REGISTRY, registrySource(found)],
    ...(await pluginProtocol(ROOT)),
    ['src/host/plugin/descriptors.generated.ts', await pluginDescriptorsSource(ROOT)],
    [`${COST_MODELS}/registry.generated.ts`, costModelsSource(costModels, rates)],
    [`${FINDINGS}/registry.generated.ts`, findingsSource(foundRules)],
    [
      FINDING_SETTINGS,
      findingSettingsSource(
        thresholdsOf(
          rules.map(({ rule }) => rule),
          COMMON_THRESHOLDS,
        ),
      ),
    ],
    [
      `${USAGES}/registry.generated.ts`,
      usageRegistrySource(await findUsages(path.join(ROOT, USAGES))),
    ],
    [`${SIMULATED}/registry.generated.ts`, sandboxRegistrySource(simulations)],
    ['src/sandbox/estate/kind-names.generated.ts', estateKindsSource(simulations)],
    ['src/aws/kind-facts.generated.ts', kindFactsSource(kinds)],
    ['src/store/kind-views.generated.ts', kindViewsSource(kinds)],
    [REGION_NAMES, await regionNamesSource()],
    ['.port/spec.yaml', specYaml([...kinds, ...own])],
    ['.port/selector.schema.json', selectorJsonSchema([...kinds, ...own])],
    ['.port/resources/blueprints.json', blueprintsJson(kinds)],
    ['.port/resources/port-app-config.yml', portAppConfigYaml(kinds)],
    ['.port/resources/cost/blueprints.json', blueprintsJson(own, kinds)],
    ['.port/resources/cost/port-app-config.yml', portAppConfigYaml(own, kinds)],
    ['docs/kinds.md', kindsPage(kinds)],
    [
      'docs/cost-models.md',
      costModelsPage(
        await loadCostModels(costModels),
        await loadRates(rates),
        kinds.map(({ kind }) => kind),
      ),
    ],
    ['docs/cost-metrics.md', costMetricsPage(METRICS_MODULES, kinds)],
    ['docs/cost-accuracy.md', costAccuracyPage(await textOf(COST_COMPARED))],
    ['docs/bill-columns.md', billColumnsPage()],
    ...kindItems(await loadSimulations(simulations)),
    [CONFORMANCE, withConformanceTables(await textOf(CONFORMANCE), await textOf(COMPARED))],
    ['deploy/live-events.json', liveEventsJson(kinds)],
    [LIVE_EVENTS, liveEventsTemplate(await textOf(LIVE_EVENTS), kinds)],
    ...(await roleTemplates(kinds)),
    await page('docs/configuration.md', 'settings', settingsTable()),
    await page('docs/migrating-from-aws-v3.md', 'unused ocean settings', oceanSettingsTable()),
    await page('docs/mapping.md', 'default catalog', defaultCatalog(kinds)),
    await page('docs/security.md', 'aws hosts', await awsHosts(found)),
    ['docs/findings.md', await findingsPage(rules)],
    await page(
      'docs/plans.md',
      'planned types',
      plannedTypesTable((await loadCostModels(costModels)).map(({ model }) => model)),
    ),
    ...(await stampedFiles()),
  ]);
}

/** `docs/findings.md`, with its generated parts. */
async function findingsPage(rules: readonly RuleWithExamples[]): Promise<string> {
  const page = await textOf('docs/findings.md');
  const withTable = withPart(page, 'findings', findingsTable(rules));
  const precision = precisionTable(await textOf(PRECISION));
  const withPrecision = withPart(withTable, 'precision', precision);
  return withPart(withPrecision, 'finding examples', findingExamples(rules));
}

/** Files that repeat the version. */
async function stampedFiles(): Promise<readonly [string, string][]> {
  const { version } = await packageJson();
  return Promise.all(
    VERSION_STAMPS.map(async ({ file, pattern }): Promise<[string, string]> => [
      file,
      withVersion(await textOf(file), pattern, version),
    ]),
  );
}

async function packageJson(): Promise<z.output<typeof PackageJson>> {
  return PackageJson.parse(JSON.parse(await textOf('package.json')));
}

/** The AWS hosts that every SDK client of the program calls. */
async function awsHosts(found: readonly FoundKind[]): Promise<string> {
  const { dependencies } = await packageJson();
  const sources = found.map(async (kind) => ({
    ...kind,
    source: await textOf(path.join(EXPORTERS, kind.module)),
  }));
  return awsHostsTable(Object.keys(dependencies), await Promise.all(sources));
}

/** Role templates, with the IAM actions that the kinds require. */
async function roleTemplates(kinds: readonly Kind[]): Promise<readonly [string, string][]> {
  const [account, organization] = iamPolicy(kinds).Statement;
  const lists = {
    'account actions': account?.Action ?? [],
    'organization actions': organization?.Action ?? [],
  };
  const templates: [string, string][] = [];
  for (const file of ROLES) templates.push([file, withLists(await textOf(file), lists)]);
  return templates;
}

/** A page of the docs with a generated part. */
async function page(file: string, name: string, part: string): Promise<readonly [string, string]> {
  return [file, withPart(await textOf(file), name, part)];
}

function withPart(text: string, name: string, part: string): string {
  const between = new RegExp(`(<!-- generated: ${name} -->\\n)[^]*?(\\n<!-- end -->)`);
  return text.replace(between, (_, start: string, end: string) => `${start}\n${part}\n${end}`);
}

function textOf(file: string): Promise<string> {
  return readFile(path.join(ROOT, file), 'utf8');
}

async function main(): Promise<void> {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true'; // printed when a client is created
  if (process.argv.includes('--list')) {
    process.stdout.write(`${[...(await documents()).keys(), DEMO_PRICES].join('\n')}\n`);
    return;
  }
  const isCheck = process.argv.includes('--check');
  const stale: string[] = [];
  for (const [file, text] of await documents()) {
    const target = path.join(ROOT, file);
    const options = (await resolveConfig(target)) ?? {};
    const formatted = await format(text, { ...options, filepath: target });
    const present = await readFile(target, 'utf8').catch(() => '');
    if (present === formatted) continue;
    stale.push(file);
    if (isCheck) continue;
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, formatted);
  }
  if (await refreshDemoPrices(path.join(ROOT, DEMO_PRICES), isCheck)) stale.push(DEMO_PRICES);
  const verb = isCheck ? 'stale' : 'written';
  process.stdout.write(
    stale.length === 0 ? 'generated files are up to date\n' : `${verb}: ${stale.join(', ')}\n`,
  );
  if (!isCheck && LOADED.some((file) => stale.includes(file))) {
    // This process loaded them before they were rewritten: generate the files that depend on it again.
    const [script = '', ...args] = process.argv.slice(1);
    const again = spawnSync(process.execPath, [...process.execArgv, script, ...args], {
      stdio: 'inherit',
    });
    process.exitCode = again.status ?? 1;
  }
  if (isCheck && stale.length > 0) {
    process.stderr.write('run `npm run generate` and commit the result\n');
    process.exitCode = 1;
  }
}

await main();
