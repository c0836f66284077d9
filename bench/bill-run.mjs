/* global AbortController */
// Makes an export of the bill, imports it as `cost import` does or as DuckDB does by itself, and asks for the bill. Tells
// what that took.
import { rm } from 'node:fs/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { chargeReport } from '../dist/app/cost/bill/charge-report.js';
import { runImport } from '../dist/app/cost/bill/run-import.js';
import { openStore } from '../dist/app/store/open-store.js';
import { loadSettings } from '../dist/config/settings.js';
import { chargeRows } from '../dist/cost/billing/charge-query.js';
import { ExportColumns } from '../dist/cost/billing/export-columns.js';
import { CHARGES } from '../dist/store/charges.js';
import { DuckDbFiles } from '../dist/store/duckdb/duckdb-files.js';
import { cpuTime, printUsage, timesInTurn } from './measured.mjs';

const [, folder, count = '0'] = process.argv.slice(2);
const total = Number(count);
const exported = `${folder}/export.parquet`;
/** The store is in the folder. The charges stay, whatever the date is. */
const settings = loadSettings({
  env: { LONGSHORE_STATE_DIRECTORY: folder, LONGSHORE_COST_RETENTION: '1200' },
  file: undefined,
  flags: {},
});
/** Of DuckDB by itself. */
const LIMITS = { memoryMb: 400, threads: settings.store.threads };
const signal = new AbortController().signal;
const REPEATS = 9;
const QUESTION = {
  period: { from: '2026-09-01', to: '2026-10-31', column: 'BillingPeriodStart' },
  granularity: 'monthly',
  groups: ['service', 'account'],
  filters: [],
  basis: 'BilledCost',
};

/** Two months of an organization, with the columns and types of AWS's export: amounts are doubles. */
async function generate() {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2', memory_limit: '2GB' });
  const connection = await instance.connect();
  const text = (name, values) => `'${name}' || (hash(i, '${name}') % ${values}) as ${name}`;
  const amount = (name) => `round(((hash(i, '${name}') % 100000000) / 1e7)::double, 10) as ${name}`;
  const day = "timestamp '2026-09-01' + to_hours((i % 1464)::integer)";
  await connection.run(
    `copy (select
       'eu-west-1' || chr((97 + i % 3)::integer) as AvailabilityZone, round((hash(i) % 100000000) / 1e9, 10)::double as BilledCost,
       '210000000000' as BillingAccountId, 'Payer' as BillingAccountName, 'AWS' as BillingAccountType, 'USD' as BillingCurrency,
       date_trunc('month', ${day}) + interval 1 month as BillingPeriodEnd, date_trunc('month', ${day}) as BillingPeriodStart,
       null::varchar as CapacityReservationId, null::varchar as CapacityReservationStatus,
       case when i % 97 = 0 then 'Tax' when i % 89 = 0 then 'Credit' else 'Usage' end as ChargeCategory,
       null::varchar as ChargeClass, ${text('ChargeDescription', 5000)}, 'Usage-Based' as ChargeFrequency,
       ${day} + interval 1 hour as ChargePeriodEnd, ${day} as ChargePeriodStart,
       null::varchar as CommitmentDiscountCategory, null::varchar as CommitmentDiscountId, null::varchar as CommitmentDiscountName,
       null::double as CommitmentDiscountQuantity, null::varchar as CommitmentDiscountStatus,
       null::varchar as CommitmentDiscountType, null::varchar as CommitmentDiscountUnit,
       ${amount('ConsumedQuantity')}, 'Hrs' as ConsumedUnit, ${amount('ContractedCost')}, ${amount('ContractedUnitPrice')},
       ${amount('EffectiveCost')}, null::varchar as InvoiceId, 'Amazon Web Services, Inc.' as InvoiceIssuerName,
       ${amount('ListCost')}, ${amount('ListUnitPrice')}, 'Standard' as PricingCategory, 'USD' as PricingCurrency,
       ${amount('PricingCurrencyContractedUnitPrice')}, ${amount('PricingCurrencyEffectiveCost')},
       ${amount('PricingCurrencyListUnitPrice')}, ${amount('PricingQuantity')}, 'Hrs' as PricingUnit,
       'AWS' as ProviderName, 'Amazon Web Services, Inc.' as PublisherName, 'eu-west-' || (1 + i % 3) as RegionId,
       'EU (' || (1 + i % 3) || ')' as RegionName,
       case when i % 20 = 0 then null else 'arn:aws:ec2:eu-west-1:210000000000:instance/i-' || (hash(i, 'r') % 100000) end as ResourceId,
       null::varchar as ResourceName, case when i % 20 = 0 then null else 'instance' end as ResourceType,
       'Compute' as ServiceCategory, 'Service ' || (hash(i, 's') % 60) as ServiceName, 'Other (Compute)' as ServiceSubcategory,
       ${text('SkuId', 3000)}, ${text('SkuMeter', 800)}, null::map(varchar, varchar) as SkuPriceDetails,
       ${text('SkuPriceId', 3000)}, (210000000000 + hash(i, 'a') % 50)::varchar as SubAccountId,
       'account ' || (hash(i, 'a') % 50) as SubAccountName, 'AWS' as SubAccountType,
       map {'team': 'team-' || (hash(i, 't') % 40), 'env': case when i % 2 = 0 then 'prod' else 'test' end} as Tags,
       null::map(varchar, double) as x_Discounts, 'RunInstances' as x_Operation, 'AmazonEC2' as x_ServiceCode
     from range(${total}) as r (i)) to '${exported}' (format parquet, row_group_size 122880)`,
  );
  instance.closeSync();
}

/** What `cost import` does, from looking at the file to the totals that it prints. */
async function imported() {
  const options = { settings, cwd: folder, paths: [exported], type: undefined, isDryRun: false };
  const report = await runImport({ ...options, signal });
  return { rows: report.parts.reduce((sum, part) => sum + part.rows, 0) };
}

/** DuckDB's own INSERT … SELECT, with the same casts into the same columns. */
async function own() {
  const files = await DuckDbFiles.open({ ...LIMITS, files: [exported] });
  const columns = new ExportColumns(await files.columns(`select * from '${exported}'`, signal));
  files[Symbol.dispose]();
  const file = `${folder}/own.duckdb`;
  await rm(file, { force: true });
  const instance = await DuckDBInstance.create(file, {
    memory_limit: `${LIMITS.memoryMb}MB`,
    threads: String(LIMITS.threads),
    preserve_insertion_order: 'false',
  });
  const connection = await instance.connect();
  await connection.run("set TimeZone = 'UTC'");
  const query = { type: 'focus-1.2', format: 'parquet', columns, name: 'export', collectedAt: 0 };
  const names = CHARGES.columns.map(({ name }) => name).join(', ');
  const rows = `select stored_part, ${names} from (${chargeRows(query, [exported])})`;
  await connection.run(`create table charges as ${rows} limit 0`);
  await connection.run(`insert into charges ${rows}`);
  instance.closeSync();
}

/** The bill through Longshore, and the query alone, in one process. */
async function show() {
  const store = await openStore(settings, folder);
  const works = {
    report: async () => {
      const { totals } = await chargeReport(store, QUESTION, signal);
      if (totals.size === 0) throw new Error('no charges');
    },
    query: async () => {
      const sql = `select source_period, BillingCurrency, ServiceName, SubAccountId, sum(BilledCost) from charges
        where source_period >= '2026-09' and source_period <= '2026-10' group by 1, 2, 3, 4 order by 1, 5 desc`;
      const { rows } = await store.query(sql, { timeoutMs: 600_000, rows: 1e9 }, signal);
      for await (const batch of rows()) if (batch.length === 0) throw new Error('no rows');
    },
  };
  const times = await timesInTurn(works, REPEATS, cpuTime);
  await store[Symbol.asyncDispose]();
  return { reportMs: times.report, queryMs: times.query };
}

await printUsage({ generate, own, import: imported, show });
