import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { median, row, seconds, type Figures } from './figures.ts';
import { measure, type Usage } from './processes.ts';

const SCRIPT = 'bench/prices-run.mjs';
/** EC2 in eu-west-1 has so many. */
const PRODUCTS = 108_000;
const QUICK_PRODUCTS = 10_800;
const RESOURCES = 100_000;
/** Each way is measured so often, in turn; the median counts. */
const ROUNDS = 3;

const Generated = z.object({ bytes: z.number() });
const Book = z.object({ prices: z.number() });
const Priced = z.object({ parseMs: z.number(), estimateMs: z.number(), models: z.number() });

/** What prices cost: a bulk file against its tokenizer alone, and estimates against reading the resources. */
export async function priceFigures(isQuick: boolean): Promise<Figures> {
  const products = isQuick ? QUICK_PRODUCTS : PRODUCTS;
  const folder = await mkdtemp(path.join(tmpdir(), 'longshore-bench-'));
  try {
    const file = path.join(folder, 'index.json');
    process.stdout.write(`a bulk price file of ${products} products …\n`);
    const { bytes } = await measure(SCRIPT, ['generate', file, String(products)], {}, Generated);
    const tokenizer: Usage[] = [];
    const book: (Usage & z.output<typeof Book>)[] = [];
    const idle = await measure(SCRIPT, ['idle'], {}, z.object({}));
    for (let round = 0; round < ROUNDS; round += 1) {
      tokenizer.push(await measure(SCRIPT, ['tokenizer', file], {}, z.object({})));
      book.push(await measure(SCRIPT, ['book', file], {}, Book));
    }
    process.stdout.write(`${RESOURCES} estimates …\n`);
    const { parseMs, estimateMs, models } = await measure(
      SCRIPT,
      ['estimate', String(RESOURCES)],
      {},
      Priced,
    );
    const cpu = (usages: readonly Usage[]): number => median(usages.map(({ cpuMs }) => cpuMs));
    const above = (usages: readonly Usage[]): number =>
      median(usages.map(({ peakMb }) => peakMb)) - idle.peakMb;
    const megabytes = (bytes / 1_000_000).toFixed(0);
    return {
      rows: [
        row(
          'prices: CPU of a bulk file against its tokenizer',
          cpu(book) / cpu(tokenizer),
          2,
          '1.0',
          '≤ 1.5',
        ),
        row('prices: memory for a bulk file above idle, MB', above(book), 0, '–', '≤ 60'),
        row(
          'prices: CPU of an estimate against JSON.parse of the resource',
          estimateMs / parseMs,
          2,
          '–',
          '≤ 10',
        ),
      ],
      notes: [
        `${megabytes} MB, ${products} products, ${book[0]?.prices ?? 0} prices: tokenizer ${seconds(cpu(tokenizer))} CPU ` +
          `and ${above(tokenizer).toFixed(0)} MB above idle, price book ${seconds(cpu(book))} CPU`,
        `${RESOURCES} resources of ${models} kinds: JSON.parse ${seconds(parseMs)} CPU, estimates ${seconds(estimateMs)} CPU`,
      ],
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}
