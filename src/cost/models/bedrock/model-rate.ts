import { regionOfPrefix } from '../../prices/billing-prefix.ts';
import { decimal, dividedBy, times, type Decimal } from '../../money/decimal.ts';

const THOUSAND = decimal(1_000);

/** How a request is served, and so what it costs. */
export type QuotaTier = 'standard' | 'batch' | 'flex' | 'priority' | 'latency_optimized';

/** What a price of Bedrock is for. */
export interface ModelRate {
  readonly measure: 'tokens' | 'search units';
  /** `claude-sonnet-4.6` */
  readonly model: string;
  /** Who made it: `anthropic`. */
  readonly family: string;
  /** Of search units, undefined. */
  readonly tokenType: 'input' | 'output' | 'cache_read' | 'cache_write' | undefined;
  /** In the region, or across regions. */
  readonly regionTier: 'in' | 'cross';
  readonly quotaTier: QuotaTier;
  /** How long a cache keeps tokens. Undefined without a cache. */
  readonly cacheTtl: '5m' | '1h' | undefined;
  /** For 1,000 tokens or search units. */
  perThousand(price: Decimal): Decimal;
}

/** A price that cannot be told what it is for. */
export interface UnknownRate {
  readonly problem: 'prefix' | 'model' | 'direction';
}

/** What a row of AWS's own list says, besides its price. */
export interface OwnListing {
  /** `NovaSonic-speech-input-tokens-cross-region-global` */
  readonly usageType: string;
  readonly model?: string | undefined;
  /** Empty for AWS's own models. */
  readonly provider?: string | undefined;
}

/** Models of AWS, and openly licensed ones: by 1,000 tokens, or by one search unit. */
export function ownRate(
  measure: ModelRate['measure'],
  { usageType, model: name, provider = '' }: OwnListing,
): ModelRate | UnknownRate {
  const model = name === undefined ? codeOf(usageType) : slugOf(name) + modalityOf(usageType);
  if (model === '') return { problem: 'model' };
  const family = provider === '' ? 'amazon' : provider.trim().toLowerCase().replaceAll(/\s+/g, '_');
  const perThousand = measure === 'tokens' ? same : (price: Decimal) => times(price, THOUSAND);
  return rateOf({ measure, model, family, perThousand }, usageType);
}

/**
 * Models of the marketplace: by 1,000,000 tokens, or by one search unit.
 *
 * @param usageType `MP:USW2_InputTokenCount_Global-Units`
 * @param service `Claude Sonnet 4.6 (Amazon Bedrock Edition)`
 */
export function marketplaceRate(
  measure: ModelRate['measure'],
  usageType: string,
  service: string,
  region: string,
): ModelRate | UnknownRate {
  const { prefix = '', rest = '' } = MARKETPLACE.exec(usageType)?.groups ?? {};
  if (regionOfPrefix(prefix) !== region) return { problem: 'prefix' };
  const name = service.replace(/\s*\(Amazon Bedrock Edition\)$/, '');
  const family = FAMILIES.find(([, form]) => form.test(name))?.[0] ?? 'unknown';
  const perThousand = (price: Decimal): Decimal =>
    measure === 'tokens' ? dividedBy(price, THOUSAND) : times(price, THOUSAND);
  return rateOf({ measure, model: slugOf(name), family, perThousand }, rest);
}

const MARKETPLACE = /^MP:(?<prefix>[A-Z0-9]+)_(?<rest>.+)$/;

/** The marketplace does not say who made a model: the first that fits. */
const FAMILIES: readonly (readonly [family: string, form: RegExp])[] = [
  ['anthropic', /claude/i],
  ['twelvelabs', /twelvelabs/i],
  ['cohere', /cohere|command|rerank|embed/i],
  ['meta', /llama/i],
  ['ai21', /jamba|jurassic/i],
  ['stability', /stable/i],
  ['writer', /palmyra/i],
];

function rateOf(
  facts: Pick<ModelRate, 'measure' | 'model' | 'family' | 'perThousand'>,
  usageType: string,
): ModelRate | UnknownRate {
  const words = wordsOf(usageType);
  const regionTier = /\b(?:global|cross region)\b/.test(words) ? 'cross' : 'in';
  const quotaTier = QUOTA_TIERS.find(([, form]) => form.test(words))?.[0] ?? 'standard';
  if (facts.measure === 'search units') {
    return { ...facts, tokenType: undefined, regionTier, quotaTier, cacheTtl: undefined };
  }
  const tokenType = TOKEN_TYPES.find(([, form]) => form.test(words))?.[0];
  if (tokenType === undefined) return { problem: 'direction' };
  const cacheTtl = tokenType.startsWith('cache') ? (/\b1h\b/.test(words) ? '1h' : '5m') : undefined;
  return { ...facts, tokenType, regionTier, quotaTier, cacheTtl };
}

const QUOTA_TIERS: readonly (readonly [QuotaTier, RegExp])[] = [
  ['batch', /\bbatch\b/],
  ['flex', /\bflex\b/],
  ['priority', /\bpriority\b/],
  ['latency_optimized', /\blatency ?optimi[sz]ed\b/],
];

/** Tokens that are read from a cache, or written to one, are input too. */
const TOKEN_TYPES: readonly (readonly [NonNullable<ModelRate['tokenType']>, RegExp])[] = [
  ['cache_read', /\bcache ?read\b/],
  ['cache_write', /\bcache ?write\b/],
  ['output', /\boutput\b/],
  ['input', /\binput\b/],
];

/** `cache write 1h input token count global` of `CacheWrite1hInputTokenCount_Global`. */
function wordsOf(usageType: string): string {
  return usageType
    .replaceAll(/([a-z])([A-Z0-9])/g, '$1 $2')
    .replaceAll(/(\dh)([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, ' ');
}

/** `nova-2.0-lite` of `Nova 2.0 Lite`. */
function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[()]/g, ' ')
    .trim()
    .replaceAll(/[\s-]+/g, '-');
}

/** Nova Sonic has prices for speech and for text, under one name. */
function modalityOf(usageType: string): string {
  const [, modality] = /Sonic.*-(speech|text)-(?:input|output)-/i.exec(usageType) ?? [];
  return modality === undefined ? '' : `-${modality.toLowerCase()}`;
}

/** The model by its code, where a row does not name it: `llama3-2-1b` of `Llama3-2-1B-output-tokens`. */
function codeOf(usageType: string): string {
  const [, code = ''] =
    /^(.+?)-(?:(?:text|speech)-)?(?:(?:cache-(?:read|write)|input|output)-|search-units)/i.exec(
      usageType,
    ) ?? [];
  return code.toLowerCase();
}

function same(price: Decimal): Decimal {
  return price;
}
