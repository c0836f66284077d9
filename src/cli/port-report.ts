import type { createColors } from 'picocolors';
import type { WithheldReason } from '../catalog/reconcile/scope-proofs.ts';
import type { FaultCount } from '../mapping/fault.ts';
import type { SyncReport } from '../catalog/sync-report.ts';
import { count, table } from '../lib/table.ts';

type Colours = ReturnType<typeof createColors>;

/** Why entities were kept, for a person. */
const WITHHELD: Readonly<Record<WithheldReason, string>> = {
  denied: 'their scope could not be read: denied',
  'region-disabled': 'their region is disabled',
  'service-absent': 'their service has no endpoint in that region',
  throttled: 'their scope could not be read: throttled',
  'not-aws': 'what answered for their scope was not AWS',
  failed: 'their scope could not be read: it failed',
  cancelled: 'the run was stopped',
  'account-not-read': 'their account could not be opened',
  'account-list-not-read': 'the list of accounts could not be read',
  'region-not-enabled': 'their region is not enabled any more',
  'scope-not-read': 'the run did not come to their scope',
  'not-in-this-run': 'this run was limited to other kinds, accounts or regions',
  'mapping-not-proved': 'the mapping failed for resources of their scope',
  'origin-unknown':
    'Port had them before the state began: one run has to read every scope that they may come from',
  'outside-window': 'they lie outside the window of history that the mapping reads',
  threshold: 'more would be deleted than entityDeletionThreshold allows',
  related: 'other entities still relate to them',
  refused: 'Port refused to delete them',
  'not-confirmed': 'a listing lacks them, and AWS did not confirm that they are gone',
  'still-exists': 'a listing of their scope lacked resources that AWS still has',
  'next-run': 'one run checks and deletes no more of a scope: the next run goes on',
  'estate-shrank':
    'the settings or credentials reach fewer accounts than before; if that is intended: --accept-removals',
  'replacement-failed': 'what takes their place could not be written',
  'state-damaged': 'the state was damaged during this run: the next run rebuilds it',
};

const SHOWN = 12;

/** What a run did in Port, in words. */
export function portSummary(report: SyncReport, colours: Colours): string {
  const parts = [blueprintTable(report)];
  const { created, updated, deleted, unchanged, failed } = report;
  const withheld = report.withheld.reduce((sum, { entities }) => sum + entities, 0);
  parts.push(
    `Port: ${count(created)} created, ${count(updated)} updated, ${count(unchanged)} unchanged, ` +
      `${count(deleted)} deleted, ${count(withheld)} withheld, ${count(failed)} failed`,
  );
  if (report.withheld.length > 0) parts.push(withheldList(report, colours));
  parts.push(...notes(report));
  if (report.failures.length > 0) parts.push(failureList(report, colours));
  const serious = report.faults.filter(({ reason }) => reason !== 'nothing');
  if (serious.length > 0) parts.push(faultList(serious, colours));
  return `${parts.join('\n\n')}\n`;
}

/** What else a person has to know. */
function notes({ checked, missing, voidMappings, stateProblems }: SyncReport): readonly string[] {
  const { accounts, regions } = missing;
  const lines = [...stateProblems];
  if (checked > 0)
    lines.push(`AWS was asked for each of ${count(checked)} resources that listings lacked.`);
  if (accounts.length > 0) {
    lines.push(
      `${count(accounts.length)} accounts that earlier runs read are missing, because settings or credentials changed: ${some(accounts)}. Their entities are kept; if they are to go: longshore resync --sink port --accept-removals`,
    );
  }
  if (regions.length > 0) {
    lines.push(
      `${count(regions.length)} regions that earlier runs read are missing: ${some(regions)}. Their entities are kept; if they are to go: longshore resync --sink port --accept-removals`,
    );
  }
  if (voidMappings.length > 0) {
    lines.push(
      `No resource gave an entity: ${some(voidMappings)}. Nothing of it is deleted; check its identifier and blueprint.`,
    );
  }
  return lines;
}

function some(names: readonly string[]): string {
  return `${names.slice(0, SHOWN).join(', ')}${names.length > SHOWN ? ', …' : ''}`;
}

/** Why an entity is withheld, in words. */
export function withheldText(reason: WithheldReason): string {
  return WITHHELD[reason];
}

function blueprintTable({ blueprints }: SyncReport): string {
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
  );
}

function withheldList({ withheld }: SyncReport, colours: Colours): string {
  const lines = withheld
    .slice(0, SHOWN)
    .map(({ blueprint, reason, detail, entities, examples }) => {
      const [first = ''] = examples;
      const head = colours.bold(`${count(entities)} of ${blueprint}`);
      const more = detail === undefined ? '' : `\n    why: ${detail}`;
      return `  ${head}: ${WITHHELD[reason]} (${first}${entities > 1 ? ', …' : ''})${more}`;
    });
  return `Not found, but not proved gone, and therefore kept:\n${lines.join('\n')}`;
}

function failureList({ failures }: SyncReport, colours: Colours): string {
  const lines = failures
    .slice(0, SHOWN)
    .map(({ action, blueprint, entities, message, remedy }) =>
      [
        `  ${colours.bold(`${action} of ${count(entities)} ${blueprint}`)}: ${message}`,
        `    what to do: ${remedy}`,
      ].join('\n'),
    );
  return `Port refused:\n${lines.join('\n')}`;
}

/** What the mapping could not do. */
export function faultList(faults: readonly Readonly<FaultCount>[], colours: Colours): string {
  const lines = faults
    .slice(0, SHOWN)
    .map(({ reason, place, expression, message, items, example }) =>
      [
        `  ${colours.bold(place)}: ${reason} for ${count(items)} (${example})`,
        `    ${expression}: ${message}`,
      ].join('\n'),
    );
  return `The mapping could not:\n${lines.join('\n')}`;
}
