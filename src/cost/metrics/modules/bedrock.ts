import { BedrockRates } from '../../models/bedrock/foundation-models.ts';
import { marketplaceRate, ownRate, type ModelRate } from '../../models/bedrock/model-rate.ts';
import { defineMetric } from '../metric.ts';
import { defineMetricsModule, type MetricsContext, type RegionRate } from '../metrics-module.ts';
import { firstAmount, inUsd, isUnpriced, series, type Series, type Unpriced } from '../series.ts';

const TOKENS = defineMetric({
  name: 'cloudcost_aws_bedrock_usd_per_1k_tokens',
  help: 'The price of 1,000 tokens of a model in Amazon Bedrock.',
  labels: [
    'gen_ai_request_model',
    'family',
    'gen_ai_token_type',
    'region_tier',
    'quota_tier',
    'cache_ttl',
  ],
});
const SEARCH_UNITS = defineMetric({
  name: 'cloudcost_aws_bedrock_search_unit_usd_per_1k_search_units',
  help: 'The price of 1,000 search units of a model in Amazon Bedrock.',
  labels: ['gen_ai_request_model', 'family', 'region_tier', 'quota_tier'],
});

export const BEDROCK_METRICS = defineMetricsModule({
  flag: 'BEDROCK',
  collector: 'aws_bedrock',
  title: 'Prices of models in Amazon Bedrock',
  metrics: [TOKENS, SEARCH_UNITS],
  rates: [BedrockRates],
  ofPlace,
});

/** A series of one family of models; or what has none, of whichever family. */
interface Found {
  readonly family: string | undefined;
  readonly found: Series | Unpriced;
}

/** What the rates of a region come to: accounts share them. */
const READ = new WeakMap<readonly RegionRate[], readonly Found[]>();

function* ofPlace(context: MetricsContext): Generator<Series | Unpriced, void> {
  const { region, options } = context;
  const rates = context.rates(BedrockRates);
  if (rates === undefined) {
    const detail = 'no prices of this region yet';
    yield { reason: 'no-price-book', key: `Bedrock in ${region}`, detail };
    return;
  }
  const known = READ.get(rates) ?? readRates(rates, region);
  READ.set(rates, known);
  const { bedrockFamilies } = options;
  for (const { family, found } of known) {
    if (family === undefined || bedrockFamilies?.test(family) !== false) yield found;
  }
}

/** AWS lists some models twice, in its own list and in the marketplace's. Equal prices are one series. */
function readRates(rates: readonly RegionRate[], region: string): readonly Found[] {
  const all = new Map<string, Found & { readonly skus: readonly string[] }>();
  for (const listed of rates) {
    const one = readRate(listed, region);
    const { found } = one;
    const labels = isUnpriced(found) ? found.key : JSON.stringify(found.labels);
    const key = `${isUnpriced(found) ? found.reason : found.metric.name} ${labels}`;
    const before = all.get(key);
    if (before === undefined) all.set(key, one);
    else if (!isUnpriced(found)) all.set(key, bothOf(before, one, labels));
  }
  return [...all.values()];
}

type Listed = Found & { readonly skus: readonly string[] };

function bothOf(before: Listed, one: Listed, labels: string): Listed {
  const isSame =
    !isUnpriced(before.found) && !isUnpriced(one.found) && before.found.value === one.found.value;
  if (isSame) return before;
  const skus = [...before.skus, ...one.skus];
  const detail = `two rows: ${skus.join(' and ')}`;
  const found = { reason: 'ambiguous-price', key: `Bedrock ${labels}`, detail } as const;
  return { family: before.family, found, skus };
}

function readRate({ name, values, price }: RegionRate, region: string): Listed {
  const key = `Bedrock ${values.join(' ')} in ${region}`;
  if ('skus' in price) {
    const detail = `two rows: ${price.skus.join(' and ')}`;
    return {
      family: undefined,
      found: { reason: 'ambiguous-price', key, detail },
      skus: price.skus,
    };
  }
  const skus = [price.sku];
  const inDollars = inUsd(price, key);
  if (isUnpriced(inDollars)) return { family: undefined, found: inDollars, skus };
  const rate = rateOf({ name, values, price }, price.attributes, region);
  if ('problem' in rate) {
    const found =
      rate.problem === 'prefix'
        ? ({ reason: 'unknown-prefix', key, detail: 'its prefix is of another region' } as const)
        : ({
            reason: 'no-property',
            key,
            detail: `the row does not tell the ${rate.problem}`,
          } as const);
    return { family: undefined, found, skus };
  }
  const found = seriesOf(rate, rate.perThousand(firstAmount(inDollars)));
  return { family: rate.family, found, skus };
}

function rateOf(
  { name, values }: RegionRate,
  attributes: Readonly<Record<string, string>>,
  region: string,
): ReturnType<typeof ownRate> {
  const [first = '', second = ''] = values;
  switch (name) {
    case 'marketplaceTokens':
      return marketplaceRate('tokens', second, first, region);
    case 'marketplaceSearchUnits':
      return marketplaceRate('search units', second, first, region);
    default: {
      const measure = name === 'searchUnits' ? 'search units' : 'tokens';
      const { model, provider } = attributes;
      return ownRate(measure, { usageType: first, model, provider });
    }
  }
}

function seriesOf(rate: ModelRate, value: Parameters<typeof series>[2]): Series {
  const { model, family, regionTier, quotaTier } = rate;
  const common = {
    gen_ai_request_model: model,
    family,
    region_tier: regionTier,
    quota_tier: quotaTier,
  };
  if (rate.tokenType === undefined) return series(SEARCH_UNITS, common, value);
  const labels = {
    ...common,
    gen_ai_token_type: rate.tokenType,
    cache_ttl: rate.cacheTtl ?? '',
  };
  return series(TOKENS, labels, value);
}
