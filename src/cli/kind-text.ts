import type { ActionCost } from '../core/actions/action.ts';
import { DEFAULT_WINDOW, windowText } from '../core/exporters/history-window.ts';
import { permissionsOf } from '../core/exporters/iam-policy.ts';
import type { ActionSummary, Kind } from '../core/exporters/kind.ts';
import { isAddition } from '../core/exporters/ocean-kinds.ts';
import { isObjectKind } from '../core/exporters/registry.ts';
import { table } from '../lib/table.ts';

const REACH: Readonly<Record<string, string>> = { regional: 'region' };

/** Aligns further lines of a kind's page with the text of the first. */
const INDENT = 20;

/**
 * Kinds as a table. If it does not fit, optional actions are counted instead of named.
 *
 * @param width columns of the terminal; undefined for no limit
 */
export function kindList(kinds: readonly Kind[], width: number | undefined): string {
  const whole = kindTable(kinds, 'Optional actions', (names) => names.join(', '));
  const fits = width === undefined || whole.split('\n').every((line) => line.length <= width);
  if (fits) return whole;
  return kindTable(kinds, 'Options', ({ length }) => (length === 0 ? '' : String(length)));
}

function kindTable(
  kinds: readonly Kind[],
  heading: string,
  optionsText: (names: readonly string[]) => string,
): string {
  return table(
    [{ heading: 'Kind' }, { heading: 'Read per' }, { heading: 'Listed by' }, { heading }],
    kinds.map((kind) => [
      kind.kind,
      REACH[kind.reach] ?? kind.reach,
      kind.list.operation ?? '(no call)',
      optionsText(kind.actions.options.map((action) => action.name)),
    ]),
  );
}

/** Everything about one kind. */
export function kindPage(kind: Kind): string {
  const isOwn = isObjectKind(kind.kind);
  const identifiers = kind.identifiers.map((identifier) => `<${identifier}>`).join(' ');
  return [
    `${kind.kind} (${isOwn ? kind.title : 'any CloudFormation type is read through Cloud Control'})`,
    '',
    ...(isOwn && isAddition(kind.kind)
      ? [
          'Addition:           not in Ocean; its options also run when the mapping reads what they add',
        ]
      : []),
    `Read per:           ${REACH[kind.reach] ?? kind.reach}`,
    `Listed by:          ${kind.list.operation ?? '(no call)'}, ${kind.list.pageSize} per page`,
    ...(kind.hasHistory
      ? [`Read within:        ${windowText(DEFAULT_WINDOW)}, unless the mapping says otherwise`]
      : []),
    `Fetch one:          longshore get ${kind.kind} ${identifiers}`,
    ...(kind.arn === undefined ? [] : [`                    longshore get ${kind.kind} <arn>`]),
    `Default actions:    ${actionsText(kind.actions.defaults)}`,
    `Optional actions:   ${actionsText(kind.actions.options)}`,
    `IAM permissions:    ${permissionsOf(kind).join(', ') || '(none)'}${isOwn ? '' : `, and the permissions of the type itself: longshore iam-policy --kinds ${kind.kind}`}`,
    `Properties:         ${isOwn ? Object.keys(kind.schema.shape).join(', ') : 'those of its CloudFormation model'}`,
  ].join('\n');
}

function costText({ size, onlyFor }: ActionCost): string {
  if (onlyFor !== undefined) return `from the listing; one call each for ${onlyFor}`;
  return size === 1 ? 'one call each' : `one call for ${size}`;
}

function actionsText(actions: readonly ActionSummary[]): string {
  if (actions.length === 0) return '(none)';
  return actions
    .map(({ name, permissions, cost, adds }) => {
      const added = adds.length === 0 ? '' : `; adds ${adds.join(', ')}`;
      return `${name} (${permissions.join(', ')}; ${costText(cost)}${added})`;
    })
    .join(`\n${' '.repeat(INDENT)}`);
}
