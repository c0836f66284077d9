import path from 'node:path';
import { permissionsOf } from '../../src/core/exporters/iam-policy.ts';
import { DEFAULT_WINDOW } from '../../src/core/exporters/history-window.ts';
import { isAddition } from '../../src/core/exporters/ocean-kinds.ts';
import { itemsFileOf } from './kind-items.ts';
import type { ActionSummary, Kind } from '../../src/core/exporters/kind.ts';

const REACH = {
  regional: 'every allowed region of every account',
  account: 'once per account',
  organization: 'once, by the first account that may',
} as const;

/** `docs/kinds.md` */
export function kindsPage(kinds: readonly Kind[]): string {
  return `<!-- Generated from the kind definitions by \`npm run generate\`. Do not edit. -->

# Kinds

What can be read, with which calls and which IAM permissions. The same on the command line:
\`longshore kinds\`, \`longshore kinds AWS::S3::Bucket\`, \`longshore iam-policy\`.

A raw item is \`{ "Type": …, "Properties": { … }, "__ExtraContext": { "AccountId": …, "Region": … } }\`.
Fields that AWS adds later pass through.

Kinds marked + are [additions to Ocean's](mapping.md#additions-to-oceans-kinds): their options also run when a mapping
reads a property that they add.

| kind | read | listed by | page | optional actions |
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
  return `## ${kind.kind}

${isAddition(kind.kind) ? "- An [addition to Ocean's kinds](mapping.md#additions-to-oceans-kinds)\n" : ''}- Fetch one: \`longshore get ${kind.kind} ${identifiers.map((name) => name.toUpperCase()).join(' ')}\`
- IAM permissions: ${permissions.join(', ') || 'none'}
- [Example items](${path.relative('docs', itemsFileOf(kind.kind))})
${kind.hasHistory ? `- Read within a [window](mapping.md#histories): since ${DEFAULT_WINDOW.since}, at most ${DEFAULT_WINDOW.maxPerParent} per parent, unless the mapping says otherwise\n` : ''}${[...actions.defaults.map((action) => actionLine('Always', action)), ...actions.options.map((action) => actionLine('Optional', action))].join('\n')}
- Properties: ${Object.keys(schema.shape)
    .map((name) => `\`${name}\``)
    .join(', ')}
`;
}

function actionLine(
  when: string,
  { name, cost, permissions, fallbackPermissions, adds }: ActionSummary,
): string {
  const call =
    cost.size === 1
      ? `one \`${cost.operation}\` each`
      : `one \`${cost.operation}\` for ${cost.size}`;
  const share = cost.onlyFor === undefined ? call : `from the listing; ${call} for ${cost.onlyFor}`;
  const fallback =
    fallbackPermissions.length === 0
      ? ''
      : `; where that is denied, one call each with ${fallbackPermissions.map((text) => `\`${text}\``).join(', ')}`;
  const added = adds.length === 0 ? '' : `; adds ${adds.map((text) => `\`${text}\``).join(', ')}`;
  return `- ${when}: \`${name}\` (${share}, ${permissions.map((text) => `\`${text}\``).join(', ')}${fallback}${added})`;
}

function anchor(kind: string): string {
  return kind.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
