import { permissionsOf } from '../../core/exporters/iam-policy.ts';
import type { ActionCost } from '../../core/actions/action.ts';
import { DEFAULT_WINDOW, windowText } from '../../core/exporters/history-window.ts';
import type { ActionSummary, Kind } from '../../core/exporters/kind.ts';
import { isAddition } from '../../core/exporters/ocean-kinds.ts';
import { isObjectKind, loadAllKinds, loadKind } from '../../core/exporters/registry.ts';
import type { ObjectKind } from '../../core/exporters/object-kind.ts';
import { loadSettings } from '../../config/settings.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { AwsNameLookup, namedKind } from '../../app/name-lookup.ts';
import { runtimeOpener } from '../../app/runtime.ts';
import { table } from '../../lib/table.ts';
import { secretsOf } from '../../app/secrets.ts';
import type { Terminal } from '../terminal.ts';

/** Longest wait for AWS: the page is worth reading without it. */
const LOOKUP_MS = 5_000;

/** `longshore kinds [KIND]` */
export async function runKinds(name: string | undefined, terminal: Terminal): Promise<ExitCode> {
  const text =
    name === undefined
      ? listOf(await loadAllKinds())
      : pageOf(await loadKind(await kindNamed(name, terminal)));
  terminal.stdout.write(`${text}\n`);
  return EXIT.complete;
}

/** A type that is not ours is looked up, with the settings of the environment. */
async function kindNamed(name: string, { env, signal, secrets }: Terminal): Promise<ObjectKind> {
  if (isObjectKind(name)) return name;
  const settings = loadSettings({ env });
  secrets.add(...secretsOf(settings));
  const lookup = new AwsNameLookup({
    open: runtimeOpener({ settings, secrets, failsFast: true, warn: () => undefined }),
    signal,
    timeoutMs: LOOKUP_MS,
  });
  return namedKind(name, lookup);
}

function listOf(kinds: readonly Kind[]): string {
  const rows = kinds.map((kind) => [
    kind.kind,
    kind.reach,
    kind.list.operation ?? '(no call)',
    kind.actions.options.map((action) => action.name).join(', '),
  ]);
  return table(
    [
      { heading: 'Kind' },
      { heading: 'Read per' },
      { heading: 'Listed by' },
      { heading: 'Optional actions' },
    ],
    rows.map(([kind = '', reach = '', ...rest]) => [kind, REACH[reach] ?? reach, ...rest]),
  );
}

const REACH: Readonly<Record<string, string>> = { regional: 'region' };

function pageOf(kind: Kind): string {
  const isOwn = isObjectKind(kind.kind);
  const identifiers = kind.identifiers.map((identifier) => identifier.toUpperCase()).join(' ');
  return [
    `${kind.kind} (${isOwn ? kind.title : 'any CloudFormation type is read through Cloud Control'})`,
    '',
    ...(isOwn && isAddition(kind.kind)
      ? [
          'Addition:           Ocean does not have it; its options also run when a mapping reads what they add',
        ]
      : []),
    `Read per:           ${REACH[kind.reach] ?? kind.reach}`,
    `Listed by:          ${kind.list.operation ?? '(no call)'}, ${kind.list.pageSize} a page`,
    ...(kind.hasHistory
      ? [`Read within:        ${windowText(DEFAULT_WINDOW)}, unless the mapping says otherwise`]
      : []),
    `Fetch one:          longshore get ${kind.kind} ${identifiers}`,
    `Default actions:    ${actionsText(kind.actions.defaults)}`,
    `Optional actions:   ${actionsText(kind.actions.options)}`,
    `IAM permissions:    ${permissionsOf(kind).join(', ') || '(none)'}${isOwn ? '' : ', and what the type itself needs to be listed and read'}`,
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
    .join('\n                    ');
}
