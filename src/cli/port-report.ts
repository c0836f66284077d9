import type { SyncReport } from '../catalog/sync-report.ts';
import type { FaultCount } from '../mapping/fault.ts';
import { plural } from '../lib/plural.ts';
import { count, table } from '../lib/table.ts';
import { printable, wrap } from '../lib/text-width.ts';
import type { Style } from './style.ts';
import { withheldText } from './withheld-reasons.ts';

const SHOWN = 12;

/**
 * What a run did in Port, as text.
 *
 * @param isPlan nothing was written: the text says what a run would do
 */
export function portSummary(report: SyncReport, style: Style, isPlan = false): string {
  const parts = [blueprintTable(report, style)];
  const { created, updated, deleted, unchanged, failed } = report;
  const withheld = report.withheld.reduce((sum, group) => sum + group.entities, 0);
  const counts =
    `${isPlan ? 'A resync would' : 'Port'}: ${count(created)} created, ${count(updated)} updated, ${count(unchanged)} unchanged, ` +
    `${count(deleted)} deleted, ${count(withheld)} withheld, ${count(failed)} failed`;
  parts.push(wrap(counts, style.width));
  if (report.withheld.length > 0) parts.push(withheldList(report, style));
  parts.push(...notes(report).map((note) => wrap(printable(note), style.width)));
  if (report.failures.length > 0) {
    const title = isPlan ? 'Port would reject:' : 'Port refused:';
    parts.push(failureList(title, report, style));
  }
  const serious = report.faults.filter(({ reason }) => reason !== 'nothing');
  if (serious.length > 0) parts.push(faultList(serious, style));
  return `${parts.join('\n\n')}\n`;
}

/** Notes about missing names, mappings without entities and checks in AWS. */
function notes({ checked, missing, voidMappings, stateProblems }: SyncReport): readonly string[] {
  const lines = [...stateProblems];
  if (checked > 0) {
    const was = checked === 1 ? 'was' : 'were';
    lines.push(`AWS was asked for ${plural(checked, 'resource')} that ${was} not listed.`);
  }
  lines.push(
    ...missingNote('account', missing.accounts),
    ...missingNote('region', missing.regions),
  );
  if (voidMappings.length > 0) {
    lines.push(
      `No resource produced an entity: ${some(voidMappings)}. Nothing from these mappings is deleted; check the identifier and blueprint.`,
    );
  }
  return lines;
}

function missingNote(word: 'account' | 'region', names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  const are = names.length === 1 ? 'is' : 'are';
  const why = word === 'account' ? ', because settings or credentials changed' : '';
  return [
    `${plural(names.length, word)} that earlier runs read ${are} missing${why}: ${some(names)}. Their entities are kept; to delete them: longshore resync --sink port --accept-removals`,
  ];
}

function some(names: readonly string[]): string {
  return `${names.slice(0, SHOWN).join(', ')}${names.length > SHOWN ? ', …' : ''}`;
}

function blueprintTable({ blueprints }: SyncReport, { width }: Style): string {
  const rows = Object.entries(blueprints).map(([blueprint, counts]) => [
    blueprint,
    count(counts.mapped),
    counts.deleted === 0 ? '' : count(counts.deleted),
    counts.withheld === 0 ? '' : count(counts.withheld),
  ]);
  return table(
    [
      { heading: 'Blueprint' },
      { heading: 'Entities', align: 'right' },
      { heading: 'Deleted', align: 'right' },
      { heading: 'Withheld', align: 'right' },
    ],
    rows,
    width,
  );
}

/** Withheld entities of all blueprints, grouped by reason. */
function withheldList({ withheld }: SyncReport, { colours, width }: Style): string {
  const byReason = new Map<string, (typeof withheld)[number][]>();
  for (const group of withheld) {
    const name = JSON.stringify([group.reason, group.detail]);
    byReason.set(name, [...(byReason.get(name) ?? []), group]);
  }
  const groups = [...byReason.values()];
  const lines = groups.slice(0, SHOWN).map((group) => {
    const total = group.reduce((sum, { entities }) => sum + entities, 0);
    const [{ reason, detail } = { reason: undefined, detail: undefined }] = group;
    const why = reason === undefined ? '' : withheldText(reason);
    const parts = group.map(({ blueprint, entities, examples: [first = ''] }) => {
      const more = entities > 1 ? ', …' : '';
      return `${count(entities)} of ${blueprint} (${printable(first)}${more})`;
    });
    const shown = parts.slice(0, SHOWN).map((part) => wrap(`    ${part}`, width));
    return [
      wrap(`  ${colours.bold(plural(total, 'entity', 'entities'))}: ${why}`, width),
      ...(detail === undefined ? [] : [wrap(`    why: ${printable(detail)}`, width, 5)]),
      ...withRest(shown, parts, '    '),
    ].join('\n');
  });
  return ['Kept: not seen, but deletion not confirmed:', ...withRest(lines, groups)].join('\n');
}

function failureList(title: string, { failures }: SyncReport, { colours, width }: Style): string {
  const lines = failures.slice(0, SHOWN).map((failure) => {
    const { action, blueprint, message, remedy } = failure;
    const head = colours.bold(`${action} of ${count(failure.entities)} ${blueprint}`);
    return [
      wrap(`  ${head}: ${printable(message)}`, width),
      wrap(`    fix: ${remedy}`, width, 5),
    ].join('\n');
  });
  return [title, ...withRest(lines, failures)].join('\n');
}

/** What the mapping could not evaluate. */
export function faultList(
  faults: readonly Readonly<FaultCount>[],
  { colours, width }: Style,
): string {
  const lines = faults.slice(0, SHOWN).map((fault) => {
    const { reason, place, expression, message, items, example } = fault;
    const where = `${reason} for ${plural(items, 'item')} (${printable(example)})`;
    return [
      wrap(`  ${colours.bold(place)}: ${where}`, width),
      wrap(`    ${printable(`${expression}: ${message}`)}`, width),
    ].join('\n');
  });
  return ['The mapping could not evaluate:', ...withRest(lines, faults)].join('\n');
}

/** The first lines, and the number of the rest. */
function withRest(
  lines: readonly string[],
  all: readonly unknown[],
  indent = '  ',
): readonly string[] {
  const rest = all.length - lines.length;
  return rest > 0 ? [...lines, `${indent}… and ${count(rest)} more`] : lines;
}
