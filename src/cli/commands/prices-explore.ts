import { z } from 'zod';
import { explorePrices } from '../../app/cost/prices/explore-prices.ts';
import type { ExploredRow, Exploration } from '../../cost/prices/explore.ts';
import { count, table } from '../../lib/table.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { parseFlags } from '../names.ts';
import { storeSettings, StoreFlags } from '../store-flags.ts';
import { styleFor, type Terminal } from '../terminal.ts';
import type { Style } from '../style.ts';

const Flags = StoreFlags.extend({
  region: z
    .string()
    .regex(/^[a-z0-9-]{3,40}$/, { error: 'must be the name of a region, such as eu-west-1' })
    .default('us-east-1'),
  family: z.string().optional(),
  usageType: z.string().optional(),
  json: z.boolean().optional(),
});

const COUNTED = [{ heading: 'Products', align: 'right' }] as const;
/** Usage types that are shown; `--json` has all. */
const MOST_TYPES = 40;

/** `longshore prices explore` */
export async function runPricesExplore(
  service: string,
  flags: object,
  terminal: Terminal,
): Promise<ExitCode> {
  const given = parseFlags(Flags, flags);
  const { signal, stdout, env } = terminal;
  const settings = await storeSettings(given, terminal);
  const { region, family, usageType } = given;
  const found = await explorePrices({ settings, service, region, family, usageType, signal });
  const style = styleFor(stdout, env);
  stdout.write(
    given.json === true
      ? `${JSON.stringify(found, null, 2)}\n`
      : textOf(found, service, region, style),
  );
  return EXIT.complete;
}

function textOf(
  found: Exploration,
  service: string,
  region: string,
  { width, colours }: Style,
): string {
  const { list, products, families, usageTypes } = found;
  const published = list === undefined ? '' : `, published ${list.publicationDate}`;
  const parts = [
    colours.bold(`${service} in ${region}: ${count(products)} products${published}`),
    table(
      [{ heading: 'Family' }, ...COUNTED],
      families.map((one) => [one.name === '' ? '(none)' : one.name, count(one.products)]),
      width,
    ),
    ...(usageTypes.length === 0
      ? ['No product has this family and usage type.']
      : matchingParts(found, width)),
  ];
  return `${parts.join('\n\n')}\n`;
}

function matchingParts(
  { usageTypes, matching, rows }: Exploration,
  width: number | undefined,
): readonly string[] {
  const shownTypes = usageTypes.slice(0, MOST_TYPES);
  return [
    table(
      [{ heading: 'Usage type, without the billing prefix' }, ...COUNTED],
      shownTypes.map((one) => [one.name, count(one.products)]),
      width,
    ),
    ...(usageTypes.length > shownTypes.length
      ? [`… and ${count(usageTypes.length - shownTypes.length)} more: use --usage-type or --json`]
      : []),
    table(
      [
        { heading: 'SKU' },
        { heading: 'Usage type' },
        { heading: 'Price' },
        { heading: 'Attributes', narrow: 'wrap' },
      ],
      rows.map(rowText),
      width,
    ),
    ...(matching > rows.length ? [`the first ${count(rows.length)} of ${count(matching)}`] : []),
  ];
}

function rowText({ sku, attributes, tiers }: ExploredRow): readonly string[] {
  const { usagetype = '', ...others } = attributes;
  const prices = tiers.map(({ from, unit, amounts }) => {
    const amount = Object.entries(amounts).map(([currency, text]) => `${text} ${currency}`);
    return `${amount.join(', ')} per ${unit}${from === '0' ? '' : ` from ${from}`}`;
  });
  const shown = Object.entries(others).map(([name, value]) => `${name}=${value}`);
  return [sku, usagetype, prices.length === 0 ? 'none' : prices.join('; '), shown.join(' ')];
}
