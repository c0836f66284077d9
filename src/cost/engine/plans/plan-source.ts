import { PlanError } from './plan-error.ts';
import type { PlanSource } from './planned-resource.ts';

/** Names at the root of a document that no other document has. The first that fits counts. */
const SOURCES: readonly (readonly [source: PlanSource, anyOf: readonly string[]])[] = [
  ['pulumi-events', ['resourcePreEvent', 'preludeEvent', 'summaryEvent']],
  ['pulumi-stack', ['deployment', 'checkpoint']],
  ['pulumi-preview', ['steps', 'changeSummary']],
  ['terraform-plan', ['resource_changes', 'planned_values']],
  ['terraform-state', ['values']],
];

/** Documents that are not read, with what to give instead. */
const OTHERS: readonly (readonly [name: string, is: string, remedy: string])[] = [
  [
    '@level',
    'the log of terraform plan -json, which has no values',
    'run terraform plan -out plan.out && terraform show -json plan.out > plan.json',
  ],
  [
    'lineage',
    "Terraform's own state file, whose form changes with versions",
    'run terraform show -json > state.json',
  ],
  [
    'result',
    'the summary of pulumi preview --output json, which has no resources',
    'run pulumi preview --json --show-sames > plan.json',
  ],
  [
    'AWSTemplateFormatVersion',
    'a template of CloudFormation, which is not supported',
    'give a plan of Pulumi, Terraform or OpenTofu',
  ],
  [
    'Resources',
    'a template of CloudFormation, which is not supported',
    'give a plan of Pulumi, Terraform or OpenTofu',
  ],
  [
    'projects',
    "Infracost's output, and no plan",
    'give the plan that it was made of: terraform show -json plan.out > plan.json',
  ],
];
const REMEDY =
  'give the output of pulumi preview --json --show-sames, pulumi stack export, or terraform show -json';
/** Names that are shown of a document that is not known. */
const SHOWN = 5;
const LONGEST_NAME = 40;
/** The major version of `format_version` of Terraform and OpenTofu. */
const NEWEST_FORMAT = 1;

/**
 * What a document is.
 *
 * @param names those at its root
 * @throws {PlanError} for a document that is no plan, naming it where it is known
 */
export function sourceOf(names: ReadonlySet<string>): PlanSource {
  const found = SOURCES.find(([, anyOf]) => anyOf.some((name) => names.has(name)));
  if (found !== undefined) return found[0];
  if (names.has('format_version') && names.has('terraform_version')) return 'terraform-state';
  const other = OTHERS.find(([name]) => names.has(name));
  const message = 'Could not read the plan: it is';
  if (other !== undefined) {
    throw new PlanError('unsupported', `${message} ${other[1]}`, { remedy: other[2] });
  }
  const shown = [...names]
    .slice(0, SHOWN)
    .map((name) => JSON.stringify(name.slice(0, LONGEST_NAME)));
  const has = shown.length === 0 ? 'it has no names at its root' : `it has ${shown.join(', ')}`;
  throw new PlanError('unsupported', `${message} no document that is known: ${has}`, {
    remedy: REMEDY,
  });
}

/**
 * The form of a document of Terraform: a newer major version may mean other things by the same names.
 *
 * @throws {PlanError} for a major version that is not known
 */
export function checkFormat(version: unknown): void {
  const major = /^(\d+)\./.exec(String(version))?.[1];
  if (major === undefined || Number(major) <= NEWEST_FORMAT) return;
  throw new PlanError(
    'unsupported',
    `Could not read the plan: its format_version is ${String(version)}, and ${NEWEST_FORMAT} is the newest that is known`,
    { remedy: 'update Longshore: this plan is of a newer Terraform or OpenTofu' },
  );
}
