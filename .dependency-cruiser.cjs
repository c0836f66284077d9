/** Data moves down this list; imports point up it only. */
const STAGES = [
  'src/lib',
  'src/config',
  'src/aws',
  'src/core/actions',
  'src/core/inspector',
  'src/core/exporters',
  'src/ledger',
  'src/store',
  'src/cost',
  'src/mapping',
  'src/port',
  'src/catalog',
  'src/resync',
  'src/app',
  'src/host',
  'src/cli',
];

const downward = STAGES.slice(0, -1).map((stage, index) => ({
  name: `${stage.replaceAll('/', '-')}-imports-upward-only`,
  comment: `${stage} may not import a stage that comes after it`,
  severity: 'error',
  from: { path: `^${stage}/` },
  to: { path: `^(${STAGES.slice(index + 1).join('|')})/` },
}));

module.exports = {
  forbidden: [
    ...downward,
    {
      name: 'only-the-wiring-knows-cost',
      comment: 'the catalog works without cost: app, host and cli pass in what it needs of it',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(cost|app|host|cli)/' },
      to: { path: '^src/cost/' },
    },
    {
      name: 'prices-load-when-asked-for',
      comment: 'a run without includeCosts must not load cost models and clients for prices',
      severity: 'error',
      from: {
        path: '^src/(app|host)/',
        pathNot:
          '^src/app/cost/(?!items/item-costs|items/costed-kinds)|^src/host/(exporter|http/cost|plugin)/',
      },
      to: {
        path: '^src/cost/|^src/app/cost/(?!items/item-costs|items/costed-kinds)|^src/host/(exporter|http/cost|plugin)/',
        dependencyTypesNot: ['type-only', 'dynamic-import'],
      },
    },
    {
      name: 'cost-models-know-no-aws',
      comment: 'a model says what is charged: prices and properties come to it',
      severity: 'error',
      from: { path: '^src/cost/(models|money)/' },
      to: { path: '^src/(aws|store)/|node_modules/(@aws-sdk|@smithy)/' },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'config-is-read-where-runs-are-wired',
      comment: 'a stage takes what it needs as parameters, not the settings of the whole program',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(config|app|host|cli)/' },
      to: { path: '^src/config/' },
    },
    {
      name: 'kinds-do-not-know-each-other',
      severity: 'error',
      from: { path: '^src/core/exporters/([^/]+)/', pathNot: '^src/core/exporters/[^/]+\\.ts$' },
      to: { path: '^src/core/exporters/[^/]+/', pathNot: '^src/core/exporters/$1/' },
    },
    {
      name: 'sandbox-shares-only-lib',
      comment: 'an emulator that imports what it checks proves nothing',
      severity: 'error',
      from: { path: '^src/sandbox/' },
      to: { path: '^src/', pathNot: '^src/(sandbox|lib)/' },
    },
    {
      name: 'only-cli-starts-the-sandbox',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(sandbox|cli)/' },
      to: { path: '^src/sandbox/' },
    },
    {
      name: 'aws-sdk-only-where-aws-is-called',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot:
          '^src/(aws|core/actions|core/exporters|cost/(advice|billing|explorer|prices|usage)|sandbox)/',
      },
      to: { path: 'node_modules/(@aws-sdk|@smithy)/' },
    },
    {
      name: 'mapping-port-ledger-catalog-know-no-aws',
      severity: 'error',
      from: { path: '^src/(mapping|port|ledger|catalog|store)/' },
      to: { path: '^src/aws/' },
    },
    {
      name: 'databases-load-when-used',
      comment: 'a database’s library is large: commands without a store must not load it',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/store/(duckdb|clickhouse)/' },
      to: {
        path: '^src/store/(duckdb|clickhouse)/|^src/store/kind-views|node_modules/@(duckdb|clickhouse)/',
        dependencyTypesNot: ['type-only', 'dynamic-import'],
      },
    },
    {
      name: 'plugins-load-when-used',
      comment:
        'gRPC is large: a plan without plugins must not load it; finding the plugins does not need it',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot:
          '^src/cost/engine/plugins/|^src/app/cost/(served-plugin|installed-plugins)/|^src/host/plugin/|^src/app/cost/recommendations/|^src/cli/commands/(plugin-|cost-recommendations)',
      },
      to: {
        path: '^src/cost/engine/plugins/(?!installed-plugins|plugin-(error|manifest|names)|routing-config)|node_modules/@grpc/',
        dependencyTypesNot: ['type-only', 'dynamic-import'],
      },
    },
    {
      name: 'finding-plugins-loads-no-grpc',
      severity: 'error',
      from: {
        path: '^src/cost/engine/plugins/(installed-plugins|plugin-(error|manifest|names)|routing-config)',
      },
      to: {
        path: '^src/cost/engine/plugins/(?!installed-plugins|plugin-(error|manifest|names)|routing-config)|node_modules/@(grpc|bufbuild)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'resync-knows-no-port',
      comment:
        'the scheduler and its handlers yield batches and records; what becomes of them is not theirs',
      severity: 'error',
      from: { path: '^src/resync/' },
      to: { path: '^src/(mapping|port|catalog)/|^src/ledger/(sink|report)' },
    },
    {
      name: 'catalog-does-not-drive-runs',
      severity: 'error',
      from: { path: '^src/(mapping|port|ledger|catalog)/' },
      to: { path: '^src/resync/' },
    },
    {
      name: 'cli-calls-the-app',
      comment:
        'commands parse, call the app and print: what they do with AWS, Port and jq is the app’s; types may be printed',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: {
        path: '^src/(aws|port|resync)/|^src/core/(actions|inspector)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'nothing-imports-the-cli',
      comment:
        'a test runs commands through test/helpers/command.ts; what it needs besides belongs to src/app',
      severity: 'error',
      from: {
        path: '^(src|test|bench|scripts)/',
        pathNot: '^(src/cli|test/cli)/|^test/helpers/command\\.ts$',
      },
      to: { path: '^src/cli/' },
    },
    {
      name: 'tests-are-not-imported',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^test/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.js'] },
  },
};
