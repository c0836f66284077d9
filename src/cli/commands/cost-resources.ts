import { z } from 'zod';
import {
  costReport,
  costReportJson,
  lacksPriceBook,
  type CostFilter,
  type CostGrouping,
  type CostReport,
} from '../../app/cost/resources/cost-report.ts';
import { openCostedStore } from '../../app/cost/resources/costed-store.ts';
import { AwsNameLookup, namedKind, OFFLINE, type NameLookup } from '../../app/name-lookup.ts';
import { csvText, ndjsonText, type RowText } from '../../app/store/row-text.ts';
import { runtimeOpener } from '../../app/runtime.ts';
import { decimalText } from '../../cost/money/decimal.ts';
import type { PaidTotal } from '../../cost/prices/paid-calls.ts';
import { ConfigurationError } from '../../lib/errors.ts';
import type { QueryColumn, QueryValue } from '../../store/store.ts';
import { CostSteps } from '../cost-steps.ts';
import { costText, paidText } from '../cost-text.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { accountIdsOf, listOf, parseFlags, regionsOf } from '../names.ts';
import { storeSettings, StoreFlags } from '../store-flags.ts';
import { styleFor, type Terminal } from '../terminal.ts';

const FORMATS = ['table', 'json', 'ndjson', 'csv'] as const;
const GROUPS = ['service', 'account', 'region', 'kind'] as const;
const TAG = 'tag:';

const Flags = StoreFlags.extend({
  kinds: z.string().optional(),
  accounts: z.string().optional(),
  regions: z.string().optional(),
  tag: z.string().optional(),
  groupBy: z.string().optional(),
  output: z.enum(FORMATS, { error: `must be ${FORMATS.join(', ')}` }).default('table'),
  prices: z.string().optional(),
  acceptLostPrices: z.boolean().optional(),
});
type Flags = z.output<typeof Flags>;

/** The region of resources that belong to none. */
const GLOBAL = 'global';

/** `longshore cost resources`: what runs now costs by list prices. */
export async function runCostResources(flags: object, terminal: Terminal): Promise<ExitCode> {
  const given = parseFlags(Flags, flags);
  const grouping = groupingOf(given.groupBy);
  const tag = tagOf(given.tag);
  const { cwd, signal, secrets, stdout, env } = terminal;
  const settings = await storeSettings(given, terminal);
  using steps = new CostSteps(terminal);
  const { warn, onStep } = steps;
  const open = runtimeOpener({ settings, secrets, failsFast: true, warn });
  const filter = { ...(await filterOf(given, new AwsNameLookup({ open, signal }))), tag };
  await using store = await openCostedStore({ settings, cwd, open, signal, warn, onStep });
  const { reader, paid } = store;
  const report = await costReport(reader, grouping, filter, signal);
  steps.end();
  stdout.write(
    given.output === 'table'
      ? costText(report, grouping, styleFor(stdout, env), paid)
      : formatted(report, given.output, paid),
  );
  const isRows = given.output === 'csv' || given.output === 'ndjson';
  if (isRows && paid !== undefined && paid.requests > 0) warn(paidText(paid));
  return lacksPriceBook(report) ? EXIT.incomplete : EXIT.complete;
}

function formatted(
  report: CostReport,
  format: Exclude<Flags['output'], 'table'>,
  paid: PaidTotal | undefined,
): string {
  if (format === 'json') return `${JSON.stringify(costReportJson(report, paid), null, 2)}\n`;
  const text: RowText = format === 'csv' ? csvText(COLUMNS) : ndjsonText(COLUMNS);
  return `${text.head}${text.rows(rowsOf(report))}${text.tail(false)}`;
}

const COLUMNS: readonly QueryColumn[] = [
  { name: 'group', type: 'text' },
  { name: 'resources', type: 'integer' },
  { name: 'monthly', type: 'decimal' },
  { name: 'hourly', type: 'decimal' },
  { name: 'currency', type: 'text' },
  { name: 'basis', type: 'text' },
  { name: 'period', type: 'text' },
  { name: 'prices_from', type: 'time' },
  { name: 'prices_to', type: 'time' },
  { name: 'sources', type: 'text' },
  { name: 'unpriced_reason', type: 'text' },
  { name: 'unpriced_components', type: 'integer' },
];

/** A row for each group and currency, then one for each group and reason without a price: no amount stands there. */
function rowsOf({ groups, unpriced, prices }: CostReport): readonly (readonly QueryValue[])[] {
  const basis = ['ListCost', 'month of 730 hours', prices.from, prices.to] as const;
  const sources = prices.sources.join(' ');
  return [
    ...groups.map(({ group, resources, monthly, hourly, currency }) => [
      ...[group, resources, decimalText(monthly), decimalText(hourly), currency],
      ...[...basis, sources, null, null],
    ]),
    ...unpriced.map(({ group, resources, reason, components }) => [
      ...[group, resources, null, null, null],
      ...[...basis, sources, reason, components],
    ]),
  ];
}

function groupingOf(text = 'service'): CostGrouping {
  const by = GROUPS.find((name) => name === text);
  if (by !== undefined) return { by };
  const key = text.startsWith(TAG) ? text.slice(TAG.length) : '';
  if (key !== '') return { by: 'tag', key };
  throw new ConfigurationError(`--group-by: "${text}" is not known`, {
    remedy: `use ${GROUPS.join(', ')} or tag:KEY`,
  });
}

/** @throws {ConfigurationError} for a misspelled name: it must not look like resources without costs */
async function filterOf(
  { kinds, accounts, regions }: Flags,
  lookup: NameLookup,
): Promise<CostFilter> {
  const ids = accountIdsOf(accounts);
  const named = listOf(regions);
  const ofAws = named?.filter((region) => region !== GLOBAL);
  await regionsOf(ofAws?.join(','), lookup);
  const asked = listOf(kinds);
  for (const kind of asked ?? []) await namedKind(kind, OFFLINE);
  return {
    kinds: asked,
    accounts: ids === undefined ? undefined : [...ids],
    regions: named,
  };
}

function tagOf(text: string | undefined): CostFilter['tag'] {
  if (text === undefined) return undefined;
  const at = text.indexOf('=');
  if (at > 0) return { key: text.slice(0, at), value: text.slice(at + 1) };
  throw new ConfigurationError(`--tag: "${text}" is not a tag`, { remedy: 'write KEY=VALUE' });
}
