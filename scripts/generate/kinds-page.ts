import path from 'node:path';
import { permissionsOf } from '../../src/core/exporters/iam-policy.ts';
import { DEFAULT_WINDOW } from '../../src/core/exporters/history-window.ts';
import { isAddition } from '../../src/core/exporters/ocean-kinds.ts';
import { itemsFileOf } from './kind-items.ts';
import type { ActionSummary, Kind } from '../../src/core/exporters/kind.ts';

const REACH = {
  regional: 'every allowed region of every account',
  account: 'once per account',
  organization: 'once, in the first account with permission',
} as const;

/** `docs/kinds.md` */
export function kindsPage(kinds: readonly Kind[]): string {
  return `<!-- Generated from the kind definitions by \`npm run generate\`. Do not edit. -->

# Kinds

The kinds that Longshore reads, with their AWS calls, IAM permissions and properties. The same information is available on
the command line: \`longshore kinds\`, \`longshore kinds AWS::S3::Bucket\`, \`longshore iam-policy\`.

A raw item is \`{ "Type": …, "Properties": { … }, "__ExtraContext": { "AccountId": …, "Region": … } }\`.
New fields from AWS are included automatically.

Kinds marked + are [additions to Ocean's kinds](mapping.md#additions-to-oceans-kinds): their optional actions also run if a
mapping reads a property that they add.

| kind | scope | list call | page size | optional actions |
| --- | --- | --- | --- | --- |
${kinds.map(row).join('\n')}

${kinds.map(section).join('\n')}`;
}

function row({ kind, reach, list, actions }: Kind): string {
  const options = actions.options.map(({ name }) => `\`${name}\``).join(', ');
  const operation = list.operation === undefined ? '(no call)' : `\`${list.operation}\``;
  return `| [\`${kind}\`](#${anchor(kind)})${isAddition(kind) ? ' +' : ''} | ${REACH[reach]} | ${operation} | ${list.pageSize} | ${options} |`;
}

function section(kind: Kind): string {
  const { actions, schema, identifiers } = kind;
  const permissions = permissionsOf(kind).map((name) => `\`${name}\``);
  const lines = [
    ...(isAddition(kind.kind)
      ? ["An [addition to Ocean's kinds](mapping.md#additions-to-oceans-kinds)"]
      : []),
    `Get one: \`longshore get ${kind.kind} ${identifiers.map((name) => `<${name}>`).join(' ')}\``,
    `IAM permissions: ${permissions.join(', ') || 'none'}`,
    `[Example items](${path.relative('docs', itemsFileOf(kind.kind))})`,
    ...(kind.hasHistory
      ? [
          `Read within a [window](mapping.md#histories): by default the last ${DEFAULT_WINDOW.since}, at most ${DEFAULT_WINDOW.maxPerParent} per parent`,
        ]
      : []),
    ...actions.defaults.map((action) => actionLine('Always', action)),
    ...actions.options.map((action) => actionLine('Optional', action)),
    `Properties: ${Object.keys(schema.shape)
      .map((name) => `\`${name}\``)
      .join(', ')}`,
  ];
  return `## ${kind.kind}\n\n${lines.map((line) => `- ${line}\n`).join('')}`;
}

function actionLine(
  when: string,
  { name, cost, permissions, fallbackPermissions, adds }: ActionSummary,
): string {
  const call =
    cost.size === 1
      ? `one \`${cost.operation}\` per resource`
      : `one \`${cost.operation}\` per ${cost.size} resources`;
  const share =
    cost.onlyFor === undefined ? call : `from the list call; ${call} for ${cost.onlyFor}`;
  const fallback =
    fallbackPermissions.length === 0
      ? ''
      : `; if that is denied, one call per resource with ${fallbackPermissions.map((text) => `\`${text}\``).join(', ')}`;
  const added = adds.length === 0 ? '' : `; adds ${adds.map((text) => `\`${text}\``).join(', ')}`;
  return `${when}: \`${name}\` (${share}, ${permissions.map((text) => `\`${text}\``).join(', ')}${fallback}${added})`;
}

function anchor(kind: string): string {
  return kind.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
