// Reads a bulk price file, or prices resources; tells what that took.
import { createReadStream } from 'node:fs';
import { Tokenizer } from '@streamparser/json';
import { estimate } from '../dist/cost/models/estimate.js';
import { examplePrices } from '../dist/cost/models/example-prices.js';
import { COST_MODELS } from '../dist/cost/models/registry.generated.js';
import { bulkJsonReader } from '../dist/cost/prices/bulk-json.js';
import { selectPrices } from '../dist/cost/prices/price-list.js';
import { PriceSelection } from '../dist/cost/prices/price-selection.js';
import { REGION, writeBulkFile } from './bulk-file.mjs';
import { cpuTime, printUsage } from './measured.mjs';

const [, first = '', second = ''] = process.argv.slice(2);
/** Resources that are read and priced in turn. */
const BATCH = 1_000;
/** The prices of every instance type, system and tenancy: the largest part of EC2's price book. */
const INSTANCES = {
  service: 'AmazonEC2',
  family: ['Compute Instance', 'Compute Instance (bare metal)'],
  where: { capacitystatus: 'Used', marketoption: 'OnDemand' },
  key: ['instanceType', 'operation', 'tenancy', 'licenseModel'],
  keep: ['vcpu', 'memory'],
  unit: 'Hrs',
};

const models = await Promise.all(
  Object.values(COST_MODELS).map(async (loader) => ({
    model: await loader.model(),
    examples: await loader.examples(),
  })),
);

async function tokenizer() {
  const tokens = new Tokenizer({ stringBufferSize: 64 * 1_024 });
  let count = 0;
  tokens.onToken = () => {
    count += 1;
  };
  for await (const chunk of createReadStream(first)) tokens.write(chunk);
  return { tokens: count };
}

async function book() {
  const needs = new Map(models.map(({ model }) => [model.kind, model.prices]));
  if (!needs.has('AWS::EC2::Instance')) needs.set('AWS::EC2::Instance', { instance: INSTANCES });
  const selection = new PriceSelection({
    region: REGION,
    needs,
    source: 'bulk-file',
    now: Date.now(),
  });
  const content = { name: first, service: 'AmazonEC2', chunks: createReadStream(first) };
  await selectPrices(bulkJsonReader(content), selection);
  return { prices: selection.finish().prices.size };
}

/** The resources of every example in turn, each with what AWS reports of any resource. */
function estimates() {
  const cases = models.flatMap(({ model, examples }) =>
    examples.map((example) => ({ model, example, prices: examplePrices(model, example) })),
  );
  let parseMs = 0;
  let estimateMs = 0;
  let components = 0;
  for (let begin = 0; begin < Number(first); begin += BATCH) {
    const texts = Array.from({ length: BATCH }, (_, k) =>
      textOf(cases[(begin + k) % cases.length].example, begin + k),
    );
    let began = cpuTime();
    const resources = texts.map((text) => JSON.parse(text));
    parseMs += cpuTime() - began;
    began = cpuTime();
    for (const [k, properties] of resources.entries()) {
      const { model, example, prices } = cases[(begin + k) % cases.length];
      const { region, related, usage = {} } = example;
      const inputs = { region, prices, related, usage: (name) => usage[name] };
      const { priced, unpriced } = estimate(model, properties, inputs);
      components += priced.length + unpriced.length;
    }
    estimateMs += cpuTime() - began;
  }
  return { parseMs, estimateMs, components, models: models.length };
}

function textOf({ properties, region }, n) {
  return JSON.stringify({
    ...properties,
    Arn: `arn:aws:ec2:${region}:210000000001:resource/${n.toString(16).padStart(17, '0')}`,
    OwnerId: '210000000001',
    CreateTime: new Date(1_700_000_000_000 + n * 1_000).toISOString(),
    Tags: ['Name', 'team', 'environment', 'cost-center'].map((Key) => ({
      Key,
      Value: `${Key}-${n % 40}`,
    })),
  });
}

await printUsage({
  idle: () => ({}),
  generate: () => writeBulkFile(first, Number(second)),
  tokenizer,
  book,
  estimate: estimates,
});
