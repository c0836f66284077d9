import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { z } from 'zod';
import { longshore, type CommandResult } from '../../helpers/command.ts';

/** A row of an export, by column. */
export type ExportRow = Readonly<Record<string, string | null>>;

/** What `cost show --output json` gives. */
export const Shown = z.object({
  rows: z.array(z.looseObject({ currency: z.string(), amount: z.string() })),
  otherGroups: z.array(z.unknown()),
  totals: z.array(
    z.object({
      currency: z.string(),
      charges: z.string(),
      credits: z.string(),
      taxes: z.string(),
      total: z.string(),
      withoutResource: z.string(),
      chargesWithoutBasis: z.number(),
    }),
  ),
  sources: z.array(z.looseObject({ source: z.string(), period: z.string() })),
  finalUntil: z.string().nullable(),
});
export type Shown = z.output<typeof Shown>;

/** A folder with a store and exports. */
export class BillWorld implements AsyncDisposable {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(): Promise<BillWorld> {
    return new BillWorld(await mkdtemp(path.join(tmpdir(), 'longshore-bill-')));
  }

  run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CommandResult> {
    return longshore(args, {
      cwd: this.folder,
      env: { LONGSHORE_COST_RETENTION: '1200', ...env },
    });
  }

  /** @throws {Error} with what the command said, when it failed */
  async must(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
    const { exitCode, stdout, stderr } = await this.run(args, env);
    if (exitCode !== 0) throw new Error(`longshore ${args.join(' ')}: ${stderr}`);
    return stdout;
  }

  async show(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Shown> {
    const stdout = await this.must(['cost', 'show', '--output', 'json', ...args], env);
    return Shown.parse(JSON.parse(stdout));
  }

  async query(sql: string): Promise<readonly unknown[]> {
    const stdout = await this.must(['query', sql, '--format', 'json']);
    return z.array(z.unknown()).parse(JSON.parse(stdout));
  }

  /** Writes a CSV export. @returns its path */
  async csv(name: string, rows: readonly ExportRow[]): Promise<string> {
    const file = path.join(this.folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    const columns = Object.keys(rows[0] ?? {});
    const cell = (value: string | null): string =>
      value === null ? '' : `"${value.replaceAll('"', '""')}"`;
    const lines = rows.map((row) => columns.map((column) => cell(row[column] ?? null)).join(','));
    await writeFile(file, `${[columns.map(cell).join(','), ...lines].join('\n')}\n`);
    return file;
  }

  /** Writes the result of a SELECT as Parquet. @returns its path */
  async parquet(name: string, sql: string): Promise<string> {
    const file = path.join(this.folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run(`copy (${sql}) to '${file}' (format parquet)`);
    connection.disconnectSync();
    instance.closeSync();
    return file;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** A charge as an export of FOCUS 1.2 has it. */
export function focusRow(change: ExportRow = {}): ExportRow {
  return {
    BilledCost: '1.25',
    BillingAccountId: '210000000000',
    BillingAccountName: 'Payer',
    BillingCurrency: 'USD',
    BillingPeriodEnd: '2026-11-01T00:00:00Z',
    BillingPeriodStart: '2026-10-01T00:00:00Z',
    ChargeCategory: 'Usage',
    ChargeClass: null,
    ChargePeriodEnd: '2026-10-05T01:00:00Z',
    ChargePeriodStart: '2026-10-05T00:00:00Z',
    ContractedCost: '1.25',
    EffectiveCost: '1.00',
    InvoiceId: null,
    ListCost: '2.5',
    RegionId: 'eu-west-1',
    ResourceId: 'i-1',
    ServiceCategory: 'Compute',
    ServiceName: 'Amazon EC2',
    SkuId: 'SKU',
    SkuMeter: 'BoxUsage:m5.large',
    SubAccountId: '210000000001',
    Tags: '{"team":"billing"}',
    x_ServiceCode: 'AmazonEC2',
    ...change,
  };
}

/** A line as CUR 2.0 has it. */
export function curRow(change: ExportRow = {}): ExportRow {
  return {
    bill_bill_type: 'Anniversary',
    bill_billing_entity: 'AWS',
    bill_billing_period_end_date: '2026-11-01T00:00:00Z',
    bill_billing_period_start_date: '2026-10-01T00:00:00Z',
    bill_invoice_id: null,
    bill_payer_account_id: '210000000000',
    bill_payer_account_name: 'Payer',
    line_item_currency_code: 'USD',
    line_item_line_item_type: 'Usage',
    line_item_product_code: 'AmazonEC2',
    line_item_resource_id: 'i-1',
    line_item_unblended_cost: '0.096',
    line_item_unblended_rate: '0.096',
    line_item_usage_account_id: '210000000001',
    line_item_usage_account_name: 'Member',
    line_item_usage_amount: '1',
    line_item_usage_end_date: '2026-10-05T01:00:00Z',
    line_item_usage_start_date: '2026-10-05T00:00:00Z',
    line_item_usage_type: 'BoxUsage:m5.large',
    pricing_public_on_demand_cost: '0.096',
    pricing_public_on_demand_rate: '0.096',
    pricing_rate_code: 'RATE',
    pricing_unit: 'Hrs',
    product: '{"product_name":"Amazon Elastic Compute Cloud","region":"eu-west-1"}',
    product_sku: 'SKU',
    reservation_effective_cost: null,
    reservation_reservation_a_r_n: null,
    reservation_unused_amortized_upfront_fee_for_billing_period: null,
    reservation_unused_recurring_fee: null,
    resource_tags: '{"user_team":"billing"}',
    savings_plan_savings_plan_a_r_n: null,
    savings_plan_savings_plan_effective_cost: null,
    savings_plan_total_commitment_to_date: null,
    savings_plan_used_commitment: null,
    ...change,
  };
}

/** A line of CUR 2.0 with the names of the legacy report. */
export function legacyCurRow({ product, resource_tags: tags, ...row }: ExportRow): ExportRow {
  const { product_name: name, region } = JSON.parse(product ?? '{}') as Record<string, string>;
  const named = Object.entries(row)
    .filter(([column]) => !column.endsWith('account_name'))
    .map(([column, value]) => [legacyName(column), value] as const);
  const tagged = Object.entries(JSON.parse(tags ?? '{}') as Record<string, string>);
  return {
    ...Object.fromEntries(named),
    'product/ProductName': name ?? null,
    'product/region': region ?? null,
    // The columns of a file are those of its first line.
    ...Object.fromEntries(Object.values(LEGACY_TAGS).map((column) => [column, null])),
    ...Object.fromEntries(tagged.map(([key, value]) => [LEGACY_TAGS[key] ?? key, value])),
  };
}

/** Tags have their own names in the legacy report. */
const LEGACY_TAGS: Readonly<Record<string, string>> = {
  user_team: 'resourceTags/user:team',
  aws_x: 'resourceTags/aws_x',
  aws_eks_namespace: 'resourceTags/aws:eks:namespace',
  aws_eks_workload_name: 'resourceTags/aws:eks:workload-name',
  aws_ecs_cluster_name: 'resourceTags/aws:ecs:clusterName',
  aws_ecs_service_name: 'resourceTags/aws:ecs:serviceName',
};

const CATEGORIES: Readonly<Record<string, string>> = {
  line_item: 'lineItem',
  savings_plan: 'savingsPlan',
  split_line_item: 'splitLineItem',
};

/** `line_item_unblended_cost` is `lineItem/UnblendedCost`. */
function legacyName(column: string): string {
  const [, category = '', name = ''] =
    /^(split_line_item|line_item|savings_plan|[a-z]+)_(.+)$/.exec(column) ?? [];
  const camel = name.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const first = category === 'pricing' && camel.startsWith('Public') ? `p${camel.slice(1)}` : camel;
  return `${CATEGORIES[category] ?? category}/${category === 'product' ? name : first}`;
}
