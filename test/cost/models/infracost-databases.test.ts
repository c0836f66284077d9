import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { PriceUnit } from '../../../src/cost/prices/price-unit.ts';
import type { Price } from '../../../src/cost/prices/price.ts';
import { decimal, decimalText, times, ZERO } from '../../../src/cost/money/decimal.ts';
import type { CostModel } from '../../../src/cost/models/define-cost-model.ts';
import { plannedProperties } from '../../../src/cost/models/planned-properties.ts';
import { DynamoDbTableCost } from '../../../src/cost/models/dynamodb/table.ts';
import { ElastiCacheClusterCost } from '../../../src/cost/models/elasticache/cluster.ts';
import { MskClusterCost } from '../../../src/cost/models/msk/cluster.ts';
import { OpenSearchDomainCost } from '../../../src/cost/models/opensearchservice/domain.ts';
import { RdsDbClusterCost } from '../../../src/cost/models/rds/db-cluster.ts';
import { infracostCase, type InfracostResource } from './infracost-case.ts';

const DATA = process.env['LONGSHORE_TEST_DATA'];

/** By component. */
type Quantities = Readonly<Record<string, string>>;

const MODELS: readonly CostModel[] = [
  DynamoDbTableCost,
  ElastiCacheClusterCost,
  MskClusterCost,
  OpenSearchDomainCost,
  RdsDbClusterCost,
];

/** What Infracost calls a component, what Longshore calls it, and how many of its units Infracost's is. */
const NAMES: readonly (readonly [infracost: RegExp, ours: string, factor: number])[] = [
  [/^Aurora serverless/, 'capacity units', 1],
  [/^I\/O requests \(1M requests\)/, 'I/O requests', 1_000_000],
  [/^I\/O requests/, 'I/O requests', 1],
  [/^Backtrack \(1M change-records\)/, 'backtrack', 1_000_000],
  [/^Backtrack/, 'backtrack', 1],
  [/^Snapshot export/, 'snapshot export', 1],
  [/^Point-In-Time/, 'point-in-time recovery', 1],
  [/^(On-demand b|B)ackup storage/, 'backups', 1],
  // A reservation is a discount of the account: the hours are the same.
  [/^ElastiCache/, 'node hours', 1],
  [/^UltraWarm instance/, 'UltraWarm nodes', 1],
  [/^Dedicated master/, 'master nodes', 1],
  [/^Instance \(on-demand/, 'data nodes', 1],
  [/^Instance \(kafka/, 'broker hours', 1],
  [/^Storage IOPS/, 'IOPS', 1],
  [/^Throughput/, 'throughput', 1],
  [/^(Storage|Data storage)/, 'storage', 1],
  [/^Write request unit/, 'write requests', 1],
  [/^Read request unit/, 'read requests', 1],
  [/^Write capacity unit/, 'write capacity', 730],
  [/^Read capacity unit/, 'read capacity', 730],
  [/^Table data restored/, 'restored data', 1],
  [/^Streams read/, 'stream reads', 1],
];

/** Where Longshore counts otherwise: Infracost's quantity and ours. */
const DIFFERENT: Readonly<Record<string, Quantities>> = {
  rds_cluster_test: {
    // I/O-Optimized has no charge for requests.
    'aws_rds_cluster.my_sql_serverless_io_optimized: I/O requests': 'usage, none',
    'aws_rds_cluster.postgres_serverless_io_optimized: I/O requests': 'usage, none',
    // Backtrack is off without a window.
    'aws_rds_cluster.mysql_backtrack_withoutU: backtrack': 'usage, none',
  },
  elasticsearch_domain_test: {
    // Each data node has a volume.
    'aws_elasticsearch_domain.gp2: storage': '400, 1200',
    'aws_elasticsearch_domain.gp3: storage': '400, 1200',
    'aws_elasticsearch_domain.gp3_throughput["above_3TB_paid_mul"]: storage': '4000, 8000',
    'aws_elasticsearch_domain.gp3_throughput["below_min_storage_mul_paid"]: storage': '150, 300',
    'aws_elasticsearch_domain.io1: IOPS': '10, 30',
    'aws_elasticsearch_domain.io1: storage': '1000, 3000',
    'aws_elasticsearch_domain.std: storage': '123, 369',
    // The storage of UltraWarm nodes has a price of its own.
    'aws_elasticsearch_domain.gp2: managed storage': 'none, usage',
    'aws_elasticsearch_domain.gp3: managed storage': 'none, usage',
  },
  msk_cluster_test: {
    // Autoscaling is another resource: this one declares 1,000 GiB for each of two brokers.
    'aws_msk_cluster.cluster-autoscaling-usage: storage': '2468, 2000',
    'aws_msk_cluster.cluster-autoscaling: storage': '246, 2000',
  },
  dynamodb_table_test: {
    // Autoscaling is another resource.
    'aws_dynamodb_table.autoscale_dynamodb_table: read capacity': '3650, 21900',
    'aws_dynamodb_table.autoscale_dynamodb_table: write capacity': '4380, 14600',
    'aws_dynamodb_table.autoscale_dynamodb_table_literal_ref: read capacity': '40880, 21900',
    'aws_dynamodb_table.autoscale_dynamodb_table_usage: read capacity': '55480, 21900',
    'aws_dynamodb_table.autoscale_dynamodb_table_usage: write capacity': '56210, 14600',
    // Writes to a global table are replicated ones in each of its regions.
    'aws_dynamodb_table.my_dynamodb_table: write capacity': '14600, none',
    'aws_dynamodb_table.my_dynamodb_table: replicated write capacity': 'none, 14600',
    'aws_dynamodb_table.my_dynamodb_table_with_no_billing_mode: write capacity': '14600, none',
    'aws_dynamodb_table.my_dynamodb_table_with_no_billing_mode: replicated write capacity':
      'none, 14600',
    // These tables have no stream.
    'aws_dynamodb_table.autoscale_dynamodb_table: stream reads': 'usage, none',
    'aws_dynamodb_table.autoscale_dynamodb_table_literal_ref: stream reads': 'usage, none',
    'aws_dynamodb_table.autoscale_dynamodb_table_usage: stream reads': 'usage, none',
    'aws_dynamodb_table.my_dynamodb_table: stream reads': 'usage, none',
    'aws_dynamodb_table.my_dynamodb_table_with_no_billing_mode: stream reads': 'usage, none',
  },
};

/** What the model counts, when every price is there. */
function quantitiesOf(model: CostModel, { values, usage }: InfracostResource): Quantities {
  const priceOf = (unit: PriceUnit): Price => ({
    service: '',
    sku: '',
    region: 'us-east-1',
    usageType: '',
    unit,
    tiers: [{ from: ZERO, to: undefined, amount: ZERO }],
    currency: 'USD',
    publicationDate: '',
    effectiveDate: '',
    source: 'price-file',
    attributes: {},
  });
  const resource = model.read(plannedProperties(model, values));
  if ('problem' in resource) throw new Error(resource.problem);
  const components = resource.components({
    region: 'us-east-1',
    pricedAt: undefined,
    price: (name) => priceOf(model.prices[name]?.unit ?? 'Units'),
    spot: () => priceOf('Hrs'),
    usage: (name) => ({
      usage: name,
      measured: z.union([z.string(), z.number()]).optional().parse(usage[name]),
    }),
    related: () => undefined,
  });
  return Object.fromEntries(
    components.map(({ name, quantity }) => {
      const known = typeof quantity === 'object' ? quantity.measured : quantity;
      return [name, known === undefined ? 'usage' : decimalText(decimal(known))];
    }),
  );
}

/** Infracost's quantities, under the names and in the units of Longshore. */
function translated({ quantities }: InfracostResource): Quantities {
  return Object.fromEntries(
    Object.entries(quantities).flatMap(([name, quantity]) => {
      // The replicas of a table are resources of their own here.
      if (name.startsWith('Global table')) return [];
      const [, ours = name, factor = 1] = NAMES.find(([form]) => form.test(name)) ?? [];
      const known = quantity && decimalText(times(decimal(quantity), decimal(factor)));
      return [[ours, known ?? 'usage']];
    }),
  );
}

/** The components of a resource that differ: `Infracost's quantity, ours`. */
function differencesOf(resource: InfracostResource): Readonly<Record<string, string>> {
  const model = MODELS.find(({ plan }) => plan.terraform.includes(resource.type));
  if (model === undefined) throw new Error(`no cost model of ${resource.type}`);
  const theirs = translated(resource);
  const ours = quantitiesOf(model, resource);
  const names = [...new Set([...Object.keys(theirs), ...Object.keys(ours)])];
  return Object.fromEntries(
    names.flatMap((name) => {
      const { [name]: their = 'none' } = theirs;
      const { [name]: our = 'none' } = ours;
      return their === our ? [] : [[`${resource.address}: ${name}`, `${their}, ${our}`]];
    }),
  );
}

// Where LONGSHORE_TEST_DATA is not set, the examples of the cost models speak for the quantities.
(DATA === undefined ? describe.skip : describe)(
  "Infracost's quantities (LONGSHORE_TEST_DATA)",
  () => {
    test.each([
      ['rds_cluster_test', 10],
      ['rds_cluster_china_test', 1],
      ['elasticache_cluster_test', 8],
      ['elasticsearch_domain_test', 12],
      ['msk_cluster_test', 4],
      ['dynamodb_table_test', 6],
    ])('%s: its %i resources are the same, except where listed', async (name, count) => {
      const resources = await infracostCase(DATA ?? '', name);

      const differences = Object.assign({}, ...resources.map(differencesOf)) as unknown;

      expect(resources).toHaveLength(count);
      expect(differences).toEqual(DIFFERENT[name] ?? {});
    });
  },
);
