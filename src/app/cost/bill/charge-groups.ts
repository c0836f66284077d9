import { ConfigurationError } from '../../../lib/errors.ts';
import { sharedText } from '../shared-sql.ts';

/** What charges can be grouped by and filtered by, besides tags. */
export const CHARGE_GROUPS = [
  'service',
  'account',
  'region',
  'usage_type',
  'resource',
  'category',
  'charge_category',
] as const;
type ColumnGroup = (typeof CHARGE_GROUPS)[number];

/** One thing to group by. */
export type ChargeGroup = ColumnGroup | { readonly tag: string };

/** Values of one group that count; an empty text means charges without a value. */
export interface ChargeFilter {
  readonly group: ChargeGroup;
  readonly values: readonly string[];
}

const COLUMNS: Readonly<Record<ColumnGroup, string>> = {
  service: 'ServiceName',
  account: 'SubAccountId',
  region: 'RegionId',
  usage_type: 'x_UsageType',
  resource: 'ResourceId',
  category: 'ServiceCategory',
  charge_category: 'ChargeCategory',
};
const TAG = 'tag:';
const MOST_GROUPS = 5;

/** @throws {ConfigurationError} for an unknown or repeated group */
export function parseGroups(text: string): readonly ChargeGroup[] {
  const groups = text.split(',').map((name) => groupOf(name.trim(), '--group-by'));
  const names = groups.map(groupName);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) {
    throw new ConfigurationError(`--group-by: ${repeated} is given twice`, {
      remedy: 'name each group once',
    });
  }
  if (groups.length <= MOST_GROUPS) return groups;
  throw new ConfigurationError(`--group-by: ${groups.length} groups are too many`, {
    remedy: `give at most ${MOST_GROUPS}`,
  });
}

/** @param texts each `service=Amazon EC2` or `tag:team=billing`; those of one group are alternatives */
export function parseFilters(texts: readonly string[]): readonly ChargeFilter[] {
  const filters = new Map<string, ChargeFilter>();
  for (const text of texts) {
    const at = text.indexOf('=');
    if (at < 1) {
      throw new ConfigurationError(`--filter: "${text}" is not a filter`, {
        remedy: 'write it as service=AmazonEC2, region=eu-west-1 or tag:team=billing',
      });
    }
    const group = groupOf(text.slice(0, at), '--filter');
    const name = groupName(group);
    const values = [...(filters.get(name)?.values ?? []), text.slice(at + 1)];
    filters.set(name, { group, values });
  }
  return [...filters.values()];
}

/** `service`, `tag:team` */
export function groupName(group: ChargeGroup): string {
  return typeof group === 'string' ? group : `${TAG}${group.tag}`;
}

/** What stands for charges without a value: `(no region)`. */
export function withoutValue(group: ChargeGroup): string {
  return `(no ${typeof group === 'string' ? group.replaceAll('_', ' ') : `tag ${group.tag}`})`;
}

/** A value of a row, for programs: null for charges without one. */
export function valueOrNull(group: ChargeGroup, shown: string): string | null {
  return shown === withoutValue(group) ? null : shown;
}

/** A group's value as SQL that all stores understand. Where there is none, it is null or empty. */
export function groupSql(group: ChargeGroup): string {
  return typeof group === 'string' ? COLUMNS[group] : `Tags[${sharedText(group.tag)}]`;
}

/** SQL that all stores understand. */
export function filterSql({ group, values }: ChargeFilter): string {
  const named = values.filter((value) => value !== '').map(sharedText);
  const columns = group === 'service' ? ['ServiceName', 'x_ServiceCode'] : [groupSql(group)];
  const list = named.join(', ');
  const conditions = named.length === 0 ? [] : columns.map((column) => `${column} in (${list})`);
  if (values.includes('')) conditions.push(`coalesce(${groupSql(group)}, '') = ''`);
  return `(${conditions.join(' or ')})`;
}

function groupOf(text: string, flag: string): ChargeGroup {
  const name = CHARGE_GROUPS.find((known) => known === text);
  if (name !== undefined) return name;
  const tag = text.startsWith(TAG) ? text.slice(TAG.length) : '';
  if (tag !== '') return { tag };
  throw new ConfigurationError(`${flag}: "${text}" is not known`, {
    remedy: `use ${CHARGE_GROUPS.join(', ')} or tag:KEY`,
  });
}
