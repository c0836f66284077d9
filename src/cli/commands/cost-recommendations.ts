import { createReadStream } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { FOREVER } from '../../app/cost/findings/finding-states.ts';
import { decideFinding } from '../../app/cost/findings/run-findings.ts';
import { storedId } from '../../app/cost/findings/finding-lookup.ts';
import {
  allRecommendations,
  CLOUD_ID,
  type ShownRecommendation,
} from '../../app/cost/recommendations/all-recommendations.ts';
import {
  DISMISSAL_REASONS,
  Dismissals,
  type DismissalEvent,
} from '../../app/cost/recommendations/dismissals.ts';
import { dismissInPlugin } from '../../app/cost/recommendations/plugin-recommendations.ts';
import { PLUGIN_NAME } from '../../app/cost/served-plugin/plugin-service.ts';
import { findReader } from '../../app/store/open-reader.ts';
import type { Settings } from '../../config/settings.ts';
import {
  installedPlugin,
  installedPlugins,
  type InstalledPlugin,
} from '../../cost/engine/plugins/installed-plugins.ts';
import { DismissalReason } from '../../cost/engine/plugins/protocol/finfocus/v1/recommendations.generated.ts';
import type { ResourceDescriptor } from '../../cost/engine/plugins/protocol/finfocus/v1/resource.generated.ts';
import { resourceRequest } from '../../cost/engine/plugins/resource-request.ts';
import { readPlan } from '../../cost/engine/plans/read-plan.ts';
import { parseFilters } from '../../cost/engine/results/filters.ts';
import { stateOf } from '../../cost/engine/results/planned-filterable.ts';
import { visible } from '../../lib/cell-text.ts';
import { systemClock } from '../../lib/clock.ts';
import { ConfigurationError } from '../../lib/errors.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { oneOf } from '../flag-words.ts';
import { parseFlags } from '../names.ts';
import { columns, pluginFolder, write } from '../plugin-folder.ts';
import { storeSettings, StoreFlags } from '../store-flags.ts';
import type { Terminal } from '../terminal.ts';

const Common = StoreFlags.extend({
  pluginDir: z.string().optional(),
  adapter: z.string().optional(),
  plan: z.string().optional(),
  pulumiJson: z.string().optional(),
});
type Common = z.output<typeof Common>;

const SORTS = ['savings', 'action', 'source', 'id'] as const;
const ListFlags = Common.extend({
  output: oneOf(['table', 'json', 'ndjson']).default('table'),
  filter: z.array(z.string()).default([]),
  limit: z.coerce.number().int().min(1).max(10_000).optional(),
  page: z.coerce.number().int().min(1).optional(),
  pageSize: z.coerce.number().int().min(1).max(1_000).default(50),
  offset: z.coerce.number().int().min(0).default(0),
  sort: z
    .string()
    .regex(
      /^(?:savings|action|source|id)(?::(?:asc|desc))?$/,
      'must be savings, action, source or id, with :asc or :desc',
    )
    .default('savings:desc'),
  includeDismissed: z.boolean().default(false),
  verbose: z.boolean().default(false),
});

/** `longshore cost recommendations`: our findings, AWS's advice, and what plugins recommend. */
export async function runRecommendations(flags: object, terminal: Terminal): Promise<ExitCode> {
  const given = parseFlags(ListFlags, flags);
  const filter = filterOf(given.filter);
  const open = await opened(given, terminal);
  const { recommendations, errors } = await allRecommendations({
    ...open,
    includesDismissed: given.includeDismissed,
    isOwnShown: given.adapter === undefined || given.adapter === PLUGIN_NAME,
  });
  const all = sorted(recommendations.filter(filter), given.sort);
  const from = given.page === undefined ? given.offset : (given.page - 1) * given.pageSize;
  const size = given.page === undefined ? (given.limit ?? all.length) : given.pageSize;
  const shown = all.slice(from, from + size);
  const summary = summaryOf(all);
  for (const { message } of errors) terminal.stderr.write(`${visible(message)}\n`);
  if (given.output === 'json') {
    const pagination = { offset: from, count: shown.length, total: all.length };
    const { total_savings, currency } = summary;
    const document = {
      summary,
      recommendations: shown,
      total_savings,
      currency,
      errors,
      pagination,
    };
    write(terminal, JSON.stringify(document, null, 2));
  } else if (given.output === 'ndjson') {
    for (const line of [{ type: 'summary', ...summary }, ...shown])
      write(terminal, JSON.stringify(line));
  } else write(terminal, tableOf(shown, all.length, given.verbose));
  return errors.length > 0 ? EXIT.incomplete : EXIT.complete;
}

interface Opened {
  readonly settings: Settings;
  readonly cwd: string;
  readonly env: Terminal['env'];
  readonly signal: AbortSignal;
  readonly plugins: readonly InstalledPlugin[];
  readonly dismissals: Dismissals;
  readonly targets: readonly ResourceDescriptor[] | undefined;
  readonly now: number;
}

async function opened(given: Common, terminal: Terminal): Promise<Opened> {
  const { cwd, env, signal } = terminal;
  const settings = await storeSettings(given, terminal);
  const folder = pluginFolder(given.pluginDir, terminal);
  const { adapter } = given;
  const plugins =
    adapter === PLUGIN_NAME
      ? []
      : adapter === undefined
        ? (await installedPlugins(folder)).plugins.filter(({ name }) => name !== PLUGIN_NAME)
        : [await installedPlugin(folder, adapter)];
  const dismissals = await Dismissals.read(path.join(path.dirname(folder), 'dismissed.json'));
  const targets = await targetsOf(given, terminal);
  return { settings, cwd, env, signal, plugins, dismissals, targets, now: systemClock.now() };
}

/** The resources of a plan, as plugins are asked about them. */
async function targetsOf(
  { plan, pulumiJson }: Common,
  { cwd, signal, stdin, env }: Terminal,
): Promise<readonly ResourceDescriptor[] | undefined> {
  const name = plan ?? pulumiJson;
  if (name === undefined) return undefined;
  const source = name === '-' ? stdin() : createReadStream(path.resolve(cwd, name), { signal });
  const region = env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'];
  const { resources } = await readPlan(source, { region, signal });
  return resources.flatMap((resource) => {
    const state = stateOf(resource);
    if (state === undefined) return [];
    const request = resourceRequest(resource, state);
    if (typeof request === 'string') return [];
    const { cloudId } = state;
    return [
      cloudId === undefined
        ? request
        : { ...request, tags: { ...request.tags, [CLOUD_ID]: cloudId } },
    ];
  });
}

function filterOf(texts: readonly string[]): (one: ShownRecommendation) => boolean {
  const actions = texts
    .filter((text) => /^\s*action\s*=/i.test(text))
    .map((text) =>
      text
        .slice(text.indexOf('=') + 1)
        .toUpperCase()
        .split(',')
        .map((one) => one.trim()),
    );
  const passes = parseFilters(texts.filter((text) => !/^\s*action\s*=/i.test(text)));
  return (one) =>
    actions.every((names) => names.includes(one.action_type)) &&
    passes({
      ...{
        type: one.resource_type,
        provider: 'aws',
        service: one.resource_type,
        id: one.resource_id,
      },
      tags: new Map(),
      property: (name) =>
        name === 'region' ? one.region : name === 'source' ? one.source : undefined,
    });
}

function sorted(all: readonly ShownRecommendation[], sort: string): readonly ShownRecommendation[] {
  const [field, order = field === 'savings' ? 'desc' : 'asc'] = sort.split(':');
  const by = SORTS.find((name) => name === field) ?? 'savings';
  const sign = order === 'desc' ? -1 : 1;
  const keyOf = (one: ShownRecommendation): string | number =>
    ({
      savings: one.estimated_savings ?? -1,
      action: one.action_type,
      source: one.source,
      id: one.id,
    })[by];
  return all.toSorted((one, other) => {
    const [first, second] = [keyOf(one), keyOf(other)];
    return first < second ? -sign : first > second ? sign : 0;
  });
}

/** Savings in several currencies are not added: the total is then unknown. */
function summaryOf(all: readonly ShownRecommendation[]): {
  readonly total_count: number;
  readonly total_savings: number | null;
  readonly currency: string | null;
  readonly count_by_action_type: Readonly<Record<string, number>>;
  readonly savings_by_action_type: Readonly<Record<string, number>>;
} {
  const currencies = new Set(all.flatMap(({ currency }) => currency ?? []));
  const [currency = null] = currencies;
  const isOne = currencies.size <= 1;
  const counts = new Map<string, number>();
  const savings = new Map<string, number>();
  let total = 0;
  for (const { action_type: action, estimated_savings: saving } of all) {
    counts.set(action, (counts.get(action) ?? 0) + 1);
    savings.set(action, (savings.get(action) ?? 0) + (saving ?? 0));
    total += saving ?? 0;
  }
  return {
    total_count: all.length,
    total_savings: isOne ? total : null,
    currency: isOne ? currency : null,
    count_by_action_type: Object.fromEntries(counts),
    savings_by_action_type: isOne ? Object.fromEntries(savings) : {},
  };
}

function tableOf(shown: readonly ShownRecommendation[], total: number, verbose: boolean): string {
  if (shown.length === 0) return 'No recommendations.';
  const rows = shown.map((one) => [
    ...[one.id, one.source, one.action_type, one.resource_id],
    one.estimated_savings === null
      ? 'unknown'
      : `${one.estimated_savings.toFixed(2)} ${one.currency ?? ''}`,
    one.status,
    ...(verbose ? [one.description] : []),
  ]);
  const head = [
    'ID',
    'Source',
    'Action',
    'Resource',
    'Saves a month',
    'Status',
    ...(verbose ? ['Description'] : []),
  ];
  return `${columns([head, ...rows.map((row) => row.map(visible))])}\n\n${shown.length} of ${total}`;
}

const DecideFlags = Common.extend({
  reason: oneOf(DISMISSAL_REASONS).optional(),
  note: z.string().max(1_000).optional(),
  until: z.string().optional(),
  force: z.boolean().default(false),
});

/** `longshore cost recommendations dismiss`, `snooze` and `undismiss`. */
export async function runDecideRecommendation(
  action: DismissalEvent['action'],
  id: string,
  flags: object,
  terminal: Terminal,
): Promise<ExitCode> {
  const given = parseFlags(DecideFlags, flags);
  const { note } = given;
  const at = systemClock.now();
  const reason = reasonOf(action, given.reason, note);
  const until = action === 'snoozed' ? snoozedUntil(given.until, at) : undefined;
  const open = await opened({ ...given, plan: undefined, pulumiJson: undefined }, terminal);
  const { settings, cwd, signal, dismissals } = open;
  const own = await ownId(id, open);
  if (own !== undefined) {
    const state = action === 'undismissed' ? 'open' : 'dismissed';
    const end = action === 'undismissed' ? at : (until ?? FOREVER);
    await decideFinding({ finding: own, state, until: end }, { settings, cwd, signal });
  }
  const named = own ?? id;
  const [plugin] = given.adapter === undefined || own !== undefined ? [] : open.plugins;
  if (plugin !== undefined && action !== 'undismissed') {
    const told = { id, reason: WIRE_REASONS[reason] ?? 0, note, until };
    const said = await dismissInPlugin(plugin, told, open);
    if (said !== undefined)
      write(terminal, `Plugin ${plugin.name} accepted it. ${visible(said)}`.trim());
  }
  await dismissals.add({ id: named, action, reason, note, until, at });
  const end = until === undefined ? '' : ` until ${new Date(until).toISOString().slice(0, 10)}`;
  write(terminal, `Recommendation ${named} ${action}${end}.`);
  return EXIT.complete;
}

/** The finding of the store that is meant, if one is. */
async function ownId(id: string, { settings, cwd, signal }: Opened): Promise<string | undefined> {
  const found = await findReader(settings, cwd, signal);
  if (found === undefined) return undefined;
  await using reader = found;
  return await storedId(reader, id, signal);
}

function reasonOf(
  action: DismissalEvent['action'],
  given: (typeof DISMISSAL_REASONS)[number] | undefined,
  note: string | undefined,
): string {
  if (action === 'undismissed') return '';
  if (given === undefined && action === 'dismissed') {
    throw new ConfigurationError('a dismissal needs a reason', {
      remedy: `give --reason with one of ${DISMISSAL_REASONS.join(', ')}`,
    });
  }
  if (given === 'other' && (note ?? '') === '') {
    throw new ConfigurationError('--reason other needs a note', { remedy: 'give it with --note' });
  }
  return given ?? 'deferred';
}

function snoozedUntil(text: string | undefined, now: number): number {
  const isDay = text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text);
  const time = text === undefined ? Number.NaN : Date.parse(isDay ? `${text}T23:59:59Z` : text);
  if (time > now && time < FOREVER) return time;
  throw new ConfigurationError(`--until: "${text ?? ''}" is no day in the future`, {
    remedy: 'write the last day: --until 2027-01-31',
  });
}

/** `longshore cost recommendations history`: what was decided about one, and when. */
export async function runRecommendationHistory(
  id: string,
  flags: object,
  terminal: Terminal,
): Promise<ExitCode> {
  const given = parseFlags(
    Common.extend({ output: oneOf(['table', 'json']).default('table') }),
    flags,
  );
  const open = await opened(given, terminal);
  const named = (await ownId(id, open)) ?? id;
  const events = open.dismissals.history(named);
  if (given.output === 'json') write(terminal, JSON.stringify({ id: named, events }, null, 2));
  else if (events.length === 0) write(terminal, `Nothing was decided about ${named}.`);
  else {
    const rows = events.map(
      ({ timestamp, action, reason, custom_reason: note, expires_at: end }) => [
        ...[timestamp, action, reason, end ?? '-', note ?? ''],
      ],
    );
    write(
      terminal,
      columns([
        ['Time', 'Action', 'Reason', 'Until', 'Note'],
        ...rows.map((row) => row.map(visible)),
      ]),
    );
  }
  return EXIT.complete;
}

const WIRE_REASONS: Readonly<Record<string, DismissalReason>> = {
  'not-applicable': DismissalReason.DISMISSAL_REASON_NOT_APPLICABLE,
  'already-implemented': DismissalReason.DISMISSAL_REASON_ALREADY_IMPLEMENTED,
  'business-constraint': DismissalReason.DISMISSAL_REASON_BUSINESS_CONSTRAINT,
  'technical-constraint': DismissalReason.DISMISSAL_REASON_TECHNICAL_CONSTRAINT,
  deferred: DismissalReason.DISMISSAL_REASON_DEFERRED,
  inaccurate: DismissalReason.DISMISSAL_REASON_INACCURATE,
  other: DismissalReason.DISMISSAL_REASON_OTHER,
};
